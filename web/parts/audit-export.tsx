import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import LiveRegion from '@cloudscape-design/components/live-region'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useEffect, useRef, useState } from 'react'
import { type AuditFilter, getAudit } from '../api/customers.ts'
import { detailOf } from '../api/problem.ts'
import { exportAll } from '../audit-export.ts'
import { save } from '../save.ts'
import { useSay } from './notices.tsx'

/** The most that one page of the API holds. */
const pageSize = 100

/** Takes away every entry that matches the filters, page by page, with its progress and a way to stop. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }) {
  const [records, setRecords] = useState<number>()
  const running = useRef<AbortController>(undefined)
  const say = useSay()
  useEffect(() => () => running.current?.abort(), [])
  const run = async (format: 'ndjson' | 'csv') => {
    const controller = new AbortController()
    running.current = controller
    setRecords(0)
    try {
      const page = (cursor: string | undefined) => getAudit(filter, pageSize, cursor, controller.signal)
      const chunks = await exportAll(format, page, setRecords)
      const day = new Date().toISOString().slice(0, 10)
      const blob = new Blob([...chunks], { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' })
      save(blob, `lockbox-audit-${day}.${format}`)
    } catch (error) {
      if (!controller.signal.aborted) say('error', detailOf(error), 'The export stopped')
    } finally {
      setRecords(undefined)
    }
  }
  if (records !== undefined)
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <LiveRegion>
          <StatusIndicator type="loading">{`${records} entries so far`}</StatusIndicator>
        </LiveRegion>
        <Button onClick={() => running.current?.abort()}>Stop the export</Button>
      </SpaceBetween>
    )
  return (
    <ButtonDropdown
      items={[
        { id: 'ndjson', text: 'NDJSON', description: 'Complete, one entry a line: can be verified' },
        { id: 'csv', text: 'CSV', description: 'For a spreadsheet' },
      ]}
      onItemClick={({ detail }) => void run(detail.id === 'csv' ? 'csv' : 'ndjson')}
    >
      Export all that match
    </ButtonDropdown>
  )
}
