import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { GrantsEnded, Request } from '../api/answers.ts'
import { endGrants } from '../api/vendor.ts'
import { Confirm } from './confirm.tsx'
import { useSay } from './notices.tsx'

export const endsText = (operator: string): string => `End everything that is open to ${operator} now`

export const endsConsequence =
  'Every access that is open to them ends, of every customer, and each customer concerned is told by mail. Requests that wait for a decision are not touched, and the operator can sign in and ask again: block their sign-in, too, where you manage it.'

export const endedText = (operator: string, { ended }: GrantsEnded): string =>
  ended.length === 0
    ? `Nothing was open to ${operator}.`
    : `Nothing is open to ${operator} any more. Ended: ${ended
        .map(({ tenantId, environmentId, service }) => `${service} in ${environmentId} of ${tenantId}`)
        .join(', ')}.`

/** On the page of a request, for the vendor's administrators: closes every door of the one who asked. */
export function EndGrants({ operator }: Pick<Request, 'operator'>) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const say = useSay()
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: () => endGrants(operator.id, reason.trim()),
    onSuccess: async (answer) => {
      setAsking(false)
      say('success', endedText(operator.id, answer))
      await queries.invalidateQueries({ queryKey: ['operators'] })
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>End all grants of {operator.name}…</Button>
      {asking && (
        <Confirm
          title={`End all grants of ${operator.name}?`}
          does={endsText(operator.id)}
          busy={end.isPending}
          error={end.error}
          disabled={reason.trim() === ''}
          onConfirm={() => end.mutate()}
          onCancel={() => {
            setAsking(false)
            end.reset()
          }}
        >
          {endsConsequence}
          <FormField label="Reason" description="It goes into the record of every customer concerned.">
            <Textarea value={reason} rows={3} onChange={({ detail }) => setReason(detail.value)} />
          </FormField>
        </Confirm>
      )}
    </>
  )
}
