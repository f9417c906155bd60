import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { TenantRequestDetail } from '../api/answers.ts'
import { type DrillLine, drillLines } from '../drill.ts'
import { methodText } from '../words.ts'

/** The result of a fire drill, person by person. */
export function DrillResult({ request }: { readonly request: TenantRequestDetail }) {
  const over = request.state !== 'ActionNeeded'
  const lines = drillLines(request)
  return (
    <Container
      header={
        <Header variant="h2" description={over ? 'The first decision ends the drill.' : 'Still waiting for an answer.'}>
          Result of the fire drill
        </Header>
      }
    >
      <ul className="plain">
        {lines.map((line) => (
          <li key={line.id}>
            <StatusIndicator type={icon(line, over)}>{`${line.name}: ${told(line, over)}`}</StatusIndicator>
          </li>
        ))}
      </ul>
    </Container>
  )
}

const icon = ({ mail, answer, role }: DrillLine, over: boolean) =>
  mail === 'failed' ? 'error' : answer ? 'success' : role === 'observer' ? 'info' : over ? 'stopped' : 'pending'

function told({ mail, answer, role }: DrillLine, over: boolean): string {
  const got = mail === 'sent' ? 'got the mail' : mail === 'failed' ? 'did not get the mail' : 'mail is on its way'
  if (role === 'observer') return `${got} for information`
  if (!answer) return over ? `${got}, did not answer first` : `${got}, no answer yet`
  const after = answer.minutes === 1 ? '1 minute' : `${answer.minutes} minutes`
  const how = methodText[answer.method]
  return `${got}, ${answer.decision} after ${after}${how ? `, ${how}` : ''}`
}
