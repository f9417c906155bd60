import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import LiveRegion from '@cloudscape-design/components/live-region'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useEffect, useRef, useState } from 'react'
import { type AuditFilter, getAudit, getExport, startExport } from '../api/customers.ts'
import { detailOf } from '../api/problem.ts'
import { exportFile, exportTable } from '../audit-export.ts'
import { save } from '../save.ts'
import { useSay } from './notices.tsx'

/** The most that one page of the API holds. */
const pageSize = 100
const lookEveryMs = 1500

/** Takes the ledger away: all of it as a file that can be verified, or what the filters show as a table. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }) {
  const [progress, setProgress] = useState<string>()
  const running = useRef<AbortController>(undefined)
  const say = useSay()
  useEffect(() => () => running.current?.abort(), [])
  const run = async (take: (signal: AbortSignal) => Promise<void>) => {
    const controller = new AbortController()
    running.current = controller
    setProgress('The export begins')
    try {
      await take(controller.signal)
    } catch (error) {
      if (!controller.signal.aborted) say('error', detailOf(error), 'The export stopped')
    } finally {
      setProgress(undefined)
    }
  }
  const everything = async (signal: AbortSignal) => {
    const calls = {
      start: () => startExport(signal),
      look: (id: string) => getExport(id, signal),
      pause: () => later(lookEveryMs, signal),
    }
    const link = await exportFile(calls, (entries, total) =>
      setProgress(total === undefined ? 'The export begins' : `${entries} of ${total} entries`),
    )
    download(link)
    say('success', 'Your browser takes it from here. The file can be verified without network: lockbox audit verify.')
  }
  const table = async (signal: AbortSignal) => {
    const page = (cursor: string | undefined) => getAudit(filter, pageSize, cursor, signal)
    const chunks = await exportTable(page, (records) => setProgress(`${records} entries so far`))
    save(new Blob([...chunks], { type: 'text/csv' }), `lockbox-audit-${new Date().toISOString().slice(0, 10)}.csv`)
  }
  if (progress !== undefined)
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <LiveRegion>
          <StatusIndicator type="loading">{progress}</StatusIndicator>
        </LiveRegion>
        <Button onClick={() => running.current?.abort()}>Stop the export</Button>
      </SpaceBetween>
    )
  return (
    <ButtonDropdown
      items={[
        { id: 'everything', text: 'Everything, for the verifier (NDJSON)' },
        { id: 'table', text: 'What is shown, as a table (CSV)' },
      ]}
      onItemClick={({ detail }) => void run(detail.id === 'table' ? table : everything)}
    >
      Export
    </ButtonDropdown>
  )
}

/** A link of another origin says by itself what the file is called. */
function download(href: string, name = ''): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
}

function later(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    setTimeout(resolve, ms)
  })
}
