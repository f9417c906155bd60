import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FileUpload from '@cloudscape-design/components/file-upload'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useEffect, useRef, useState } from 'react'
import type { Report } from '../../verifier/report.ts'
import type { Progress } from '../../verifier/stream.ts'
import { detailOf } from '../api/problem.ts'
import { getCheckpoints, getLedgerKeys } from '../api/proofs.ts'
import { Page } from '../parts/page.tsx'
import { VerifyReport } from '../parts/verify-report.tsx'
import { asFarAs } from '../verify/fetched.ts'
import { given } from '../verify/given.ts'
import { verifyFiles, whyNot } from '../verify/run.ts'

type State =
  | { readonly is: 'waiting' }
  | { readonly is: 'running'; readonly progress: Progress | undefined; readonly size: number }
  | { readonly is: 'done'; readonly report: Report; readonly name: string }
  | { readonly is: 'failed'; readonly why: string }

/** A thumbprint is 43 digits of base64url. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/

/** *Verify*: an export and what vouches for it, checked in this browser by the code of the command. */
export function Component() {
  const [files, setFiles] = useState<readonly File[]>([])
  const [pinned, setPinned] = useState('')
  const [fetching, setFetching] = useState(true)
  const [part, setPart] = useState(false)
  const [state, setState] = useState<State>({ is: 'waiting' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const pins = pinned.split(/[\s,;]+/).filter(Boolean)
  const wrong = pins.find((pin) => !thumbprint.test(pin))

  const verify = async () => {
    const controller = new AbortController()
    running.current = controller
    setState({ is: 'running', progress: undefined, size: 0 })
    try {
      const chosen = await given(files)
      const { size, name } = chosen.export
      setState({ is: 'running', progress: undefined, size })
      const { checkpoints = chosen.checkpoints, note } =
        chosen.checkpoints === undefined && fetching
          ? await asFarAs(chosen.export, await getCheckpoints(controller.signal))
          : {}
      const keys = chosen.keys ?? (fetching ? await getLedgerKeys(controller.signal) : undefined)
      const report = await verifyFiles(
        { ...chosen, ...(checkpoints !== undefined && { checkpoints }), ...(keys !== undefined && { keys }) },
        { pins, part },
        (progress) => setState({ is: 'running', progress, size }),
        controller.signal,
      )
      setState({ is: 'done', report: note ? { ...report, notes: [...report.notes, note] } : report, name })
    } catch (error) {
      setState(controller.signal.aborted ? { is: 'waiting' } : { is: 'failed', why: whyNot(error) ?? detailOf(error) })
    }
  }

  return (
    <Page
      title="Verify"
      description="Whether an export of the audit ledger is as it was recorded: nothing changed, missing, added, out of order or cut off. The files stay in this browser."
    >
      <Alert type="info" header="A convenience, not the proof">
        The vendor serves this page, and could serve one that says yes to everything. Who does not want to trust the
        vendor verifies on a machine of their own, without a network:
        <Box variant="code" display="block" padding={{ top: 'xs' }}>
          lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json --pin THUMBPRINT
        </Box>
      </Alert>
      <Container header={<Header variant="h2">What to verify</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Files"
            description="The export (.ndjson) and, as far as you have them, checkpoints, receipts and statements (.jws), keys (.json), and mails that you kept (.eml)."
            stretch
          >
            <FileUpload
              multiple
              value={[...files]}
              onChange={({ detail }) => {
                setFiles(detail.value)
                if (state.is !== 'running') setState({ is: 'waiting' })
              }}
              accept=".ndjson,.jsonl,.jws,.json,.eml"
              showFileSize
              tokenLimit={6}
              i18nStrings={{
                uploadButtonText: (many) => (many ? 'Choose files' : 'Choose a file'),
                dropzoneText: (many) => (many ? 'Drop files here' : 'Drop a file here'),
                removeFileAriaLabel: (index) => `Remove ${files[index]?.name ?? 'the file'}`,
                limitShowFewer: 'Show fewer',
                limitShowMore: 'Show more',
                errorIconAriaLabel: 'Error',
              }}
            />
          </FormField>
          <FormField
            label="Thumbprints that you trust"
            description="From the mail that welcomed your organisation, or the foot of any mail since; one a line. Without one, nothing vouches for the keys."
            errorText={wrong && `${wrong} is no thumbprint: it has 43 letters, digits, "-" and "_".`}
            stretch
          >
            <Textarea
              value={pinned}
              onChange={({ detail }) => setPinned(detail.value)}
              rows={2}
              spellcheck={false}
              placeholder="Thumbprints"
            />
          </FormField>
          <Checkbox checked={fetching} onChange={({ detail }) => setFetching(detail.checked)}>
            Fetch the checkpoints and the keys that are not among the files
          </Checkbox>
          <Checkbox
            checked={part}
            onChange={({ detail }) => setPart(detail.checked)}
            description="Then it need not begin with the first entry, nor reach every checkpoint."
          >
            The export is a part: of some time only
          </Checkbox>
          {state.is === 'running' ? (
            <Running state={state} stop={() => running.current?.abort()} />
          ) : (
            <Button
              variant="primary"
              disabled={files.length === 0 || wrong !== undefined}
              disabledReason={files.length === 0 ? 'Choose the export first' : 'A thumbprint is wrong'}
              onClick={() => void verify()}
            >
              Verify
            </Button>
          )}
        </SpaceBetween>
      </Container>
      {state.is === 'failed' && (
        <div role="alert">
          <Alert type="error" header="Nothing could be verified">
            {state.why}
          </Alert>
        </div>
      )}
      {state.is === 'done' && <VerifyReport report={state.report} name={state.name} />}
    </Page>
  )
}

function Running({ state, stop }: { readonly state: State & { is: 'running' }; readonly stop: () => void }) {
  const { progress, size } = state
  const done = size === 0 ? 0 : Math.floor(((progress?.bytes ?? 0) / size) * 100)
  return (
    <SpaceBetween size="s">
      <ProgressBar value={done} label="Verifying" additionalInfo={`${progress?.entries ?? 0} entries so far`} />
      <Button onClick={stop}>Stop</Button>
    </SpaceBetween>
  )
}
