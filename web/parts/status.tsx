import Badge from '@cloudscape-design/components/badge'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { display } from '../../functions/domain/request.ts'
import type { Request, TenantRequest } from '../api/answers.ts'
import { stateIcon } from '../words.ts'

type Shown = Pick<Request, 'state' | 'incident' | 'acknowledged'> & Partial<Pick<TenantRequest, 'drill'>>

/** A request's state in the words of all our mails and pages; a fire drill and an emergency say so everywhere. */
export function Status({ request }: { readonly request: Shown }) {
  const { state, drill } = request
  if (isEmergency(request)) return <EmergencyStatus request={request} />
  return (
    <StatusIndicator type={stateIcon[state]}>
      {drill ? `FIRE DRILL: ${display[state].toLowerCase()}` : display[state]}
    </StatusIndicator>
  )
}

/** It stays one when it is over. */
export const isEmergency = ({ state, incident }: Pick<Request, 'state' | 'incident'>): boolean =>
  state === 'Emergency' || incident !== undefined

/** Nobody approved it: that is never the small print. */
const EmergencyStatus = ({ request: { state, acknowledged } }: { readonly request: Shown }) => (
  <>
    <Badge color="red">{display.Emergency}</Badge>
    {state !== 'Emergency' && (
      <div>
        <StatusIndicator type={stateIcon[state]}>{display[state]}</StatusIndicator>
      </div>
    )}
    {!acknowledged && (
      <div>
        <StatusIndicator type="warning">Not acknowledged</StatusIndicator>
      </div>
    )}
  </>
)

/** What it is called in a list: the vendor's ticket, the incident of an emergency, or that it has neither. */
export const ticketText = ({
  supportTicket,
  incident,
}: {
  readonly supportTicket?: string
  readonly incident?: string
}): string => supportTicket ?? (incident ? `Incident ${incident}` : 'Vendor initiated')
