import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TenantRequest, TenantRequestDetail } from '../api/answers.ts'
import { acknowledge, listRequests } from '../api/customers.ts'
import { useSession } from '../session/session.ts'
import { doer, verb } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { Confirm } from './confirm.tsx'
import { useInGroup } from './customer-queries.ts'
import { useLive } from './live.ts'
import { useSay } from './notices.tsx'
import { isEmergency } from './status.tsx'
import { exactTime } from './time.tsx'

/** On top of an emergency's page: that nobody approved it, who opened it and why, and whether somebody took note. */
export function EmergencyBanner({ request, zone }: { readonly request: TenantRequestDetail; readonly zone: string }) {
  const { acknowledged, operator, environmentName, incident, requestedAt, granted, open } = request
  const level = verb[granted?.accessLevel ?? request.accessLevel]
  const who = `${operator.name} (${operator.email})`
  return (
    <Alert
      type={open || !acknowledged ? 'error' : 'warning'}
      header="Emergency access, opened without your approval"
      action={!acknowledged && <Acknowledge request={request} />}
    >
      <SpaceBetween size="xxs">
        <div>
          {open && granted
            ? `${who} may ${level} ${environmentName} until ${exactTime(granted.accessUntil, zone)}. Revoke it if that must not be.`
            : `${who} could ${level} ${environmentName}. The access is over.`}
        </div>
        <div>
          {incident ? `For incident ${incident}, opened` : 'Opened'} {exactTime(requestedAt, zone)}.
        </div>
        <div>
          {acknowledged
            ? `Acknowledged by ${doer(acknowledged.by)}, ${exactTime(acknowledged.at, zone)}.`
            : 'Nobody has acknowledged it yet.'}
        </div>
      </SpaceBetween>
    </Alert>
  )
}

function Acknowledge({ request }: { readonly request: TenantRequestDetail }) {
  const { id, operator, environmentName, open } = request
  const refusal = request.refusals.acknowledge
  const [asking, setAsking] = useState(false)
  const session = useSession('customers')
  const say = useSay()
  const queries = useQueryClient()
  const take = useMutation({
    mutationFn: () => acknowledge(id),
    onSuccess: async ({ acknowledged }) => {
      setAsking(false)
      const first = acknowledged?.by
      if (session.state === 'in' && first?.email && first.email !== session.person.email)
        say('info', `${doer(first)} was faster, and had acknowledged it already.`)
      else say('success', `You acknowledged the emergency access of ${operator.name} to ${environmentName}.`)
      await queries.invalidateQueries({ queryKey: ['customers'] })
    },
    onError: () => queries.invalidateQueries({ queryKey: ['customers'] }),
  })
  return (
    <>
      <Button
        disabled={refusal !== undefined}
        {...(refusal && { disabledReason: refusal.detail })}
        onClick={() => setAsking(true)}
      >
        Acknowledge…
      </Button>
      {asking && (
        <Confirm
          title="Acknowledge this emergency access?"
          does={`Record that I know of ${operator.email}’s emergency access`}
          busy={take.isPending}
          error={take.error}
          onConfirm={() => take.mutate()}
          onCancel={() => {
            setAsking(false)
            take.reset()
          }}
        >
          {`Your name and the time go into the record, and nobody is reminded of it any more. It approves nothing${
            open ? ', and the access stays open: to end it, revoke it.' : '.'
          }`}
        </Confirm>
      )}
    </>
  )
}

/**
 * Above the lists: every emergency access that is open now, and of the newest requests each that is over and nobody has
 * taken note of.
 */
export function EmergenciesBanner({ zone }: { readonly zone: string }) {
  const shown = useEmergencies()
  if (shown.length === 0) return null
  return (
    <Alert type="error" header="Emergency access, opened without your approval">
      <ul className="bullets">
        {shown.map(({ id, operator, environmentName, incident, granted, open, acknowledged }) => (
          <li key={id}>
            <AppLink to={`/app/requests/${id}`}>
              {operator.name}: {environmentName}
            </AppLink>
            {incident && `, incident ${incident}`}
            {granted && open ? `, open until ${exactTime(granted.accessUntil, zone)}` : ', over'}
            {!acknowledged && '. Nobody has acknowledged it yet.'}
          </li>
        ))}
      </ul>
    </Alert>
  )
}

function useEmergencies(): readonly TenantRequest[] {
  const approver = useInGroup('approver')
  const open = useLive('customers', ['emergencies'], () => listRequests({ state: 'Emergency' }), approver).data
  // What is over does not change while somebody looks: it is asked for once, not polled.
  const recent = useQuery({
    queryKey: ['customers', 'recent'],
    queryFn: () => listRequests({}),
    enabled: approver,
    retry: false,
  }).data
  const over = (recent?.items ?? []).filter((each) => isEmergency(each) && !each.open && !each.acknowledged)
  return [...(open?.items ?? []), ...over.filter(({ id }) => !open?.items.some((each) => each.id === id))]
}
