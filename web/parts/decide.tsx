import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { display, type RequestState } from '../../functions/domain/request.ts'
import type { TenantRequestDetail } from '../api/answers.ts'
import { decide } from '../api/customers.ts'
import { type ApiProblem, isProblem } from '../api/problem.ts'
import { periodChoices, sameLength } from '../periods.ts'
import { useDraft } from '../session/draft.ts'
import { letText, levelText, mayText } from '../words.ts'
import { Brake } from './brake.tsx'
import { Confirm } from './confirm.tsx'
import { useSettings } from './customer-queries.ts'
import { useSay } from './notices.tsx'

type Choice = 'approve' | 'deny'

/** The two buttons of a request that waits, and the dialog that says what each will do. */
export function Decide({ request }: { readonly request: TenantRequestDetail }) {
  const [choice, setChoice] = useState<Choice>()
  const { approve, deny } = request.refusals
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          disabled={deny !== undefined}
          {...(deny && { disabledReason: deny.detail })}
          onClick={() => setChoice('deny')}
        >
          Deny…
        </Button>
        <Button
          variant="primary"
          disabled={approve !== undefined}
          {...(approve && { disabledReason: approve.detail })}
          onClick={() => setChoice('approve')}
        >
          Approve…
        </Button>
      </SpaceBetween>
      {(approve ?? deny) && <Box color="text-status-warning">{(approve ?? deny)?.detail}</Box>}
      {choice && <Decision choice={choice} request={request} close={() => setChoice(undefined)} />}
    </SpaceBetween>
  )
}

interface DecisionProps {
  readonly choice: Choice
  readonly request: TenantRequestDetail
  readonly close: () => void
}

function Decision({ choice, request, close }: DecisionProps) {
  const { id, atMost, operator, environmentName } = request
  const periods = periodChoices(atMost.accessPeriod)
  const levels = (atMost.accessLevel === 'write' ? (['read', 'write'] as const) : (['read'] as const)).map((value) => ({
    value,
    label: levelText[value],
  }))
  const [level, setLevel] = useState(atMost.accessLevel)
  const [period, setPeriod] = useState(sameLength(periods, atMost.accessPeriod)?.value ?? atMost.accessPeriod)
  const [reason, setReason] = useDraft(`reason.${id}`, '')
  const denyNeedsReason = useSettings().data?.denyNeedsReason ?? false
  const needed = choice === 'deny' && denyNeedsReason
  const does =
    choice === 'approve'
      ? letText(operator.email, level, environmentName, period)
      : `Deny ${operator.email} access to ${environmentName}`
  const send = useSending(request, close, () => setReason(undefined))
  return (
    <Confirm
      title={choice === 'approve' ? 'Approve this request?' : 'Deny this request?'}
      does={does}
      busy={send.isPending}
      error={send.error}
      disabled={needed && reason.trim() === ''}
      onCancel={close}
      onConfirm={() =>
        send.mutate({
          decision: choice,
          digest: request.digest,
          ...(choice === 'approve' && { accessLevel: level, accessPeriod: period }),
          ...(reason.trim() && { reason: reason.trim() }),
        })
      }
    >
      {request.drill && <Box variant="strong">FIRE DRILL: no door opens, whatever you decide.</Box>}
      {choice === 'approve' && (
        <SpaceBetween size="m">
          <FormField label="Access" description="You can give less than was asked for, never more.">
            <Select
              options={levels}
              selectedOption={levels.find(({ value }) => value === level) ?? null}
              onChange={({ detail }) => setLevel(detail.selectedOption.value === 'write' ? 'write' : 'read')}
            />
          </FormField>
          <FormField
            label="For how long"
            description="From the moment of your approval. You can revoke it at any time."
          >
            <Select
              options={periods}
              selectedOption={periods.find(({ value }) => value === period) ?? null}
              onChange={({ detail }) => setPeriod(detail.selectedOption.value ?? atMost.accessPeriod)}
            />
          </FormField>
        </SpaceBetween>
      )}
      {choice === 'deny' && !request.drill && <Brake environment={environmentName} />}
      <FormField
        label={needed ? 'Reason' : 'Reason (optional)'}
        description="The operator reads it, and it is kept in the record."
      >
        <Textarea value={reason} rows={3} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  )
}

/** Sends the decision; who was slower is told who won. */
function useSending(request: TenantRequestDetail, close: () => void, forget: () => void) {
  const say = useSay()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['customers'] })
  return useMutation({
    mutationFn: (decision: Parameters<typeof decide>[1]) => decide(request.id, decision),
    onSuccess: async (answer, { decision }) => {
      close()
      forget()
      await refresh()
      const { operator, environmentName, granted } = answer
      if (decision === 'approve' && granted)
        say(
          'success',
          `Approved: ${mayText(operator.email, granted.accessLevel, environmentName, granted.accessPeriod)}.`,
        )
      else say('success', `Denied: ${operator.email} gets no access to ${environmentName}.`)
    },
    onError: async (error) => {
      if (isProblem(error, 'AlreadyDecided')) {
        close()
        say('warning', lostTo(error), 'Somebody was faster')
      }
      if (isProblem(error, 'AskChanged') || isProblem(error, 'RequestExpired')) {
        close()
        say('warning', error.message)
      }
      await refresh()
    },
  })
}

/** Who won, from the members of the problem. */
function lostTo({ members: { by, state }, message }: ApiProblem): string {
  if (typeof by !== 'string' || typeof state !== 'string') return message
  const became = Object.hasOwn(display, state) ? display[state as RequestState] : state
  return `${by} was faster: the request is already “${became}”. Nothing was changed.`
}
