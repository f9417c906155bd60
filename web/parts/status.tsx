import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { display } from '../../functions/domain/request.ts'
import type { Request, TenantRequest } from '../api/answers.ts'
import { stateIcon } from '../words.ts'

type Shown = Pick<Request, 'state'> & Partial<Pick<TenantRequest, 'drill'>>

/** A request's state in the words of all our mails and pages; a fire drill says so everywhere. */
export function Status({ request }: { readonly request: Shown }) {
  const { state, drill } = request
  return (
    <StatusIndicator type={stateIcon[state]}>
      {drill ? `FIRE DRILL: ${display[state].toLowerCase()}` : display[state]}
    </StatusIndicator>
  )
}

/** What it is called in a list: the vendor's ticket, or that it has none. */
export const ticketText = ({ supportTicket }: { readonly supportTicket?: string }): string =>
  supportTicket ?? 'Vendor initiated'
