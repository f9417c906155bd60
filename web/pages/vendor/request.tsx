import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { Request } from '../../api/answers.ts'
import * as api from '../../api/vendor.ts'
import { Comments } from '../../parts/comments.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { EndGrants } from '../../parts/end-grants.tsx'
import { Extend } from '../../parts/extend.tsx'
import { useLive } from '../../parts/live.ts'
import { useSay } from '../../parts/notices.tsx'
import { Loaded, Page } from '../../parts/page.tsx'
import { Remind } from '../../parts/remind.tsx'
import { RequestFacts } from '../../parts/request-facts.tsx'
import { exactTime } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { verb } from '../../words.ts'
import { browserZone } from '../../zone.ts'

/** One request as the operator sees it: whether the door is open, what the customer says, and a way to give it back. */
export function Component() {
  const { id = '' } = useParams()
  const zone = browserZone()
  const query = useLive('operators', ['request', id], () => api.getRequest(id))
  const request = query.data
  return (
    <Page
      title={request ? `${request.tenantId}: ${request.environmentName}` : 'Request'}
      description={id}
      actions={request && <Actions request={request} zone={zone} />}
    >
      <Loaded query={query} what="the request">
        {(loaded) => (
          <SpaceBetween size="l">
            <Standing request={loaded} zone={zone} />
            <RequestFacts
              request={loaded}
              zone={zone}
              to={(other) => `/app/vendor/requests/${other}`}
              receipt={`/app/vendor/receipts/${id}`}
            />
            <Comments
              comments={loaded.comments}
              zone={zone}
              draft={`vendor.comment.${id}`}
              send={(text) => api.addComment(id, text)}
              refresh={['operators', 'request', id]}
              who={`The customer’s approvers get a mail.${loaded.state === 'ActionNeeded' ? ' The time to decide goes on.' : ''}`}
            />
          </SpaceBetween>
        )}
      </Loaded>
    </Page>
  )
}

/** What can be done now, by whom. What a group surely does not open is not offered. */
function Actions({ request, zone }: { readonly request: Request; readonly zone: string }) {
  const session = useSession('operators')
  const groups = session.state === 'in' ? session.person.groups : []
  const operator = groups.length === 0 || groups.includes('operator')
  const { id, state, granted } = request
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {groups.includes('vendor-admin') && <EndGrants operator={request.operator} />}
      {operator && state === 'ActionNeeded' && <Remind id={id} />}
      {operator && granted && <Extend request={{ ...request, granted }} zone={zone} />}
      <Close request={request} />
    </SpaceBetween>
  )
}

function Standing({ request, zone }: { readonly request: Request; readonly zone: string }) {
  const { state, granted, environmentName, expiresAt } = request
  if (granted && state === 'Emergency')
    return (
      <Alert type="warning" header="Emergency access is open, without the customer’s approval">
        You may {verb[granted.accessLevel]} {environmentName} until {exactTime(granted.accessUntil, zone)}. All
        approvers are told. End it as soon as you are done.
      </Alert>
    )
  if (granted)
    return (
      <Alert type="success" header="Access is open">
        You may {verb[granted.accessLevel]} {environmentName} until {exactTime(granted.accessUntil, zone)}.
      </Alert>
    )
  if (state === 'ActionNeeded')
    return (
      <Alert type="info" header="Waiting for the customer">
        Do not access {environmentName} yet. The request expires on {exactTime(expiresAt, zone)}.
      </Alert>
    )
  return (
    <Alert type="warning" header="There is no access">
      Do not access {environmentName}. Ask anew if you still need to.
    </Alert>
  )
}

/** Takes a waiting request back, or gives an open access back before its time. */
function Close({ request }: { readonly request: Request }) {
  const { id, state, environmentName, granted } = request
  const [asking, setAsking] = useState(false)
  const say = useSay()
  const queries = useQueryClient()
  const verbOf = state === 'ActionNeeded' ? 'cancel' : 'end'
  const close = useMutation({
    mutationFn: () => api.closeRequest(id, verbOf),
    onSuccess: async () => {
      setAsking(false)
      say('success', verbOf === 'cancel' ? 'The request is canceled.' : 'The access has ended.')
      await queries.invalidateQueries({ queryKey: ['operators'] })
    },
    onError: () => queries.invalidateQueries({ queryKey: ['operators'] }),
  })
  if (state !== 'ActionNeeded' && !granted) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>{verbOf === 'cancel' ? 'Cancel the request…' : 'End the access…'}</Button>
      {asking && (
        <Confirm
          title={verbOf === 'cancel' ? 'Cancel this request?' : 'End this access?'}
          does={
            verbOf === 'cancel'
              ? `Take back the request for ${environmentName}`
              : `Close the door to ${environmentName} now`
          }
          busy={close.isPending}
          error={close.error}
          onConfirm={() => close.mutate()}
          onCancel={() => {
            setAsking(false)
            close.reset()
          }}
        >
          The customer is told. To get access again, you have to ask again.
        </Confirm>
      )}
    </>
  )
}
