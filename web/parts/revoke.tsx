import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TenantRequestDetail } from '../api/answers.ts'
import { revoke } from '../api/customers.ts'
import { useDraft } from '../session/draft.ts'
import { verb } from '../words.ts'
import { Brake } from './brake.tsx'
import { Confirm } from './confirm.tsx'
import { useZone } from './customer-queries.ts'
import { useSay } from './notices.tsx'
import { exactTime } from './time.tsx'
import { useConfig } from './top-bar.tsx'

/** Ends an access now, and by default every other one of the same person to the same environment. */
export function Revoke({ request }: { readonly request: TenantRequestDetail }) {
  const [asking, setAsking] = useState(false)
  const refusal = request.refusals.revoke
  return (
    <>
      <Button
        variant="primary"
        disabled={refusal !== undefined}
        {...(refusal && { disabledReason: refusal.detail })}
        onClick={() => setAsking(true)}
      >
        Revoke access…
      </Button>
      {asking && <Revocation request={request} close={() => setAsking(false)} />}
    </>
  )
}

function Revocation({ request, close }: { readonly request: TenantRequestDetail; readonly close: () => void }) {
  const { id, operator, environmentName, granted, alsoOpen } = request
  const zone = useZone()
  const say = useSay()
  const queries = useQueryClient()
  const catalogue = useConfig().data?.catalogue ?? []
  const [onlyThis, setOnlyThis] = useState(false)
  const [reason, setReason] = useDraft(`revoke.${id}`, '')
  const nameOf = (service: string) => catalogue.find((each) => each.id === service)?.name ?? service
  const end = useMutation({
    mutationFn: () =>
      revoke(id, { ...(reason.trim() && { reason: reason.trim() }), ...(onlyThis && { only: 'this' as const }) }),
    onSuccess: async ({ revoked }) => {
      close()
      setReason(undefined)
      say(
        'success',
        `${operator.name} no longer has access to ${environmentName}: ${revoked.map(({ service }) => nameOf(service)).join(', ')}.`,
        'Access is revoked',
      )
      await queries.invalidateQueries({ queryKey: ['customers'] })
    },
    onError: () => queries.invalidateQueries({ queryKey: ['customers'] }),
  })
  const grants = [{ id, service: request.service, accessUntil: granted?.accessUntil }, ...(onlyThis ? [] : alsoOpen)]
  return (
    <Confirm
      title="Revoke access?"
      does={
        grants.length === 1
          ? `End ${operator.email}’s access to ${environmentName} now`
          : `End all ${grants.length} accesses of ${operator.email} to ${environmentName} now`
      }
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onCancel={close}
    >
      <Alert type="warning" header="This ends at once:">
        <ul className="bullets">
          {grants.map((grant) => (
            <li key={grant.id}>
              {grant.id === id && `${operator.name} may ${verb[granted?.accessLevel ?? request.accessLevel]} `}
              {environmentName}, {nameOf(grant.service)}
              {grant.accessUntil ? `, until ${exactTime(grant.accessUntil, zone)}` : ''}
            </li>
          ))}
        </ul>
      </Alert>
      {alsoOpen.length > 0 && (
        <Checkbox checked={onlyThis} onChange={({ detail }) => setOnlyThis(detail.checked)}>
          Only this one; leave the others open
        </Checkbox>
      )}
      <Brake environment={environmentName} />
      <FormField label="Reason (optional)" description="The operator reads it, and it is kept in the record.">
        <Textarea value={reason} rows={3} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  )
}
