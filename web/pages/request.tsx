import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useParams } from 'react-router'
import type { TenantRequestDetail } from '../api/answers.ts'
import * as api from '../api/customers.ts'
import { Comments } from '../parts/comments.tsx'
import { useZone } from '../parts/customer-queries.ts'
import { Decide } from '../parts/decide.tsx'
import { DrillResult } from '../parts/drill-result.tsx'
import { EmergencyBanner } from '../parts/emergency.tsx'
import { useLive } from '../parts/live.ts'
import { Mails } from '../parts/mails.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { RequestFacts } from '../parts/request-facts.tsx'
import { Revoke } from '../parts/revoke.tsx'
import { isEmergency } from '../parts/status.tsx'
import { Timeline } from '../parts/timeline.tsx'

/** One request: what is asked, what can be done about it, and everything that happened. */
export function Component() {
  const { id = '' } = useParams()
  const zone = useZone()
  const query = useLive('customers', ['request', id], () => api.getRequest(id))
  const request = query.data
  const title = request
    ? `${request.drill ? 'Fire drill' : request.operator.name}: ${request.environmentName}`
    : 'Request'
  return (
    <Page
      title={title}
      description={id}
      actions={request && (request.open || request.state === 'ActionNeeded') && <Actions request={request} />}
    >
      <Loaded query={query} what="the request">
        {(loaded) => (
          <SpaceBetween size="l">
            {loaded.drill && (
              <Alert type="info" header="FIRE DRILL">
                This is a rehearsal. Nobody asked for your data, and no door opens, whatever is decided.
              </Alert>
            )}
            {loaded.drill && <DrillResult request={loaded} />}
            {isEmergency(loaded) && <EmergencyBanner request={loaded} zone={zone} />}
            <RequestFacts
              request={loaded}
              zone={zone}
              to={(other) => `/app/requests/${other}`}
              receipt={`/app/receipts/${id}`}
            />
            <Comments
              comments={loaded.comments}
              zone={zone}
              draft={`comment.${id}`}
              send={(text) => api.addComment(id, text)}
              refresh={['customers', 'request', id]}
              who={`The operator gets a mail.${loaded.state === 'ActionNeeded' ? ' The time to decide goes on.' : ''}`}
            />
            <Timeline request={loaded} zone={zone} />
            <Mails request={loaded} zone={zone} />
          </SpaceBetween>
        )}
      </Loaded>
    </Page>
  )
}

function Actions({ request }: { readonly request: TenantRequestDetail }) {
  if (request.state === 'ActionNeeded') return <Decide request={request} />
  return <Revoke request={request} />
}
