import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Receipt } from '../api/answers.ts'
import { isProblem } from '../api/problem.ts'
import { outcomeText, reasonName, shownDoer, shownMethod, shownPeriod } from '../receipt-words.ts'
import { save } from '../save.ts'
import { eventName, levelText } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { useLightOnPaper } from './light-on-paper.ts'
import { Loaded, Page } from './page.tsx'
import { exactTime } from './time.tsx'

interface Props {
  readonly id: string
  readonly query: UseQueryResult<Receipt, unknown>
  readonly zone: string
  /** The page of the request itself. */
  readonly request: string
}

/** What became of a request, as the ledger has it and the deployment has signed it: to read, to print, to keep. */
export function ReceiptPage({ id, query, zone, request }: Props) {
  const { data, error } = query
  useLightOnPaper()
  return (
    <Page title="Receipt" tabTitle={`Receipt ${id}`} description={id} actions={data && <Actions receipt={data} />}>
      {isProblem(error, 'NoOutcome') ? (
        <Alert type="info" header="There is no receipt yet" action={<AppLink to={request}>The request</AppLink>}>
          The request waits for its decision. There is a receipt once it is decided, taken back, or expired.
        </Alert>
      ) : (
        <Loaded query={query} what="the receipt">
          {(loaded) => <Shown receipt={loaded} zone={zone} request={request} />}
        </Loaded>
      )}
    </Page>
  )
}

function Actions({ receipt: { jws, requestId } }: { readonly receipt: Receipt }) {
  const keep = () => save(new Blob([`${jws}\n`], { type: 'application/jose' }), `receipt-${requestId}.jws`)
  return (
    <div className="no-print">
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => window.print()}>Print</Button>
        <Button variant="primary" onClick={keep}>
          Download
        </Button>
      </SpaceBetween>
    </div>
  )
}

function Shown({ receipt: issued, zone, request }: Pick<Props, 'zone' | 'request'> & { readonly receipt: Receipt }) {
  const { receipt, jws, keyId } = issued
  return (
    <div className="receipt">
      <SpaceBetween size="l">
        {receipt.drill && (
          <Alert type="info" header="FIRE DRILL">
            A rehearsal of the organisation’s own: nobody asked for its data, and no door opened.
          </Alert>
        )}
        <Container
          header={
            <Header variant="h2" description={`${exactTime(receipt.at, zone)}`}>
              {outcomeText[receipt.outcome]}, {shownDoer(receipt.by)}
            </Header>
          }
        >
          <Facts receipt={receipt} zone={zone} request={request} />
        </Container>
        <Container header={<Header variant="h2">In the audit ledger</Header>}>
          <SpaceBetween size="m">
            <KeyValuePairs
              columns={2}
              items={[
                { label: 'Entry', value: String(receipt.seq) },
                { label: 'Signed', value: exactTime(receipt.issuedAt, zone) },
                { label: 'Hash', value: <Box variant="code">{receipt.hash}</Box> },
                { label: 'Key', value: <Box variant="code">{keyId}</Box> },
              ]}
            />
            <div>
              <Box variant="awsui-key-label">All that moved it</Box>
              <ol className="plain steps">
                {receipt.history.map((step) => (
                  <li key={step.seq}>
                    {step.seq}. {eventName(step.type)}, {shownDoer(step.by)}
                    <Box variant="small" display="block" color="text-body-secondary">
                      {exactTime(step.at, zone)} · {shownMethod(step.by)}
                    </Box>
                  </li>
                ))}
              </ol>
            </div>
          </SpaceBetween>
        </Container>
        <Container
          header={
            <Header
              variant="h2"
              actions={
                <span className="no-print">
                  <CopyToClipboard
                    copyButtonText="Copy"
                    copyButtonAriaLabel="Copy the signed receipt"
                    copySuccessText="Copied"
                    copyErrorText="It could not be copied: use Download"
                    textToCopy={jws}
                  />
                </span>
              }
            >
              How to verify it
            </Header>
          }
        >
          <SpaceBetween size="s">
            <Box variant="p">
              It proves what the ledger said at that time, and lets nobody in. Keep the file, and check it offline
              against the thumbprint that you got when your organisation began: not against one that this page shows.
            </Box>
            <Box variant="code">
              {`lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json --pin <thumbprint> --receipt receipt-${issued.requestId}.jws`}
            </Box>
            <Box variant="small" display="block" color="text-body-secondary">
              Any JOSE library verifies it too: a compact JWS, ES256, of type lockbox-receipt+jws.
            </Box>
            <pre className="record jws">{jws}</pre>
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </div>
  )
}

function Facts({ receipt, zone, request }: Pick<Props, 'zone' | 'request'> & { readonly receipt: Receipt['receipt'] }) {
  const { operator, reason, granted, why } = receipt
  const asked = [receipt.accessLevel && levelText[receipt.accessLevel], shownPeriod(receipt.accessPeriod)]
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'How they proved who they are', value: shownMethod(receipt.by) },
          ...(why === undefined ? [] : [{ label: 'What they said', value: `“${why}”` }]),
          { label: 'Asked by', value: operator.name ?? operator.email ?? operator.id ?? 'Erased' },
          { label: 'Organisation', value: receipt.tenantId },
          { label: 'Environment', value: receipt.environmentId },
          { label: 'Service', value: receipt.service },
          ...(asked.some(Boolean) ? [{ label: 'Asked for', value: asked.filter(Boolean).join(', ') }] : []),
          ...(granted
            ? [
                {
                  label: 'Given',
                  value: `${levelText[granted.accessLevel]}, until ${exactTime(granted.accessUntil, zone)}`,
                },
              ]
            : []),
          { label: 'Reason', value: reasonName(reason?.type) },
          ...(receipt.supportTicket === undefined ? [] : [{ label: 'Support ticket', value: receipt.supportTicket }]),
          { label: 'Request', value: <AppLink to={request}>{receipt.requestId}</AppLink> },
        ]}
      />
      <div>
        <Box variant="awsui-key-label">In the operator’s words</Box>
        <p className="written">{reason?.detail ?? 'Erased'}</p>
      </div>
    </SpaceBetween>
  )
}
