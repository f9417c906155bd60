import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import Textarea from '@cloudscape-design/components/textarea'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Request } from '../api/answers.ts'
import { isProblem } from '../api/problem.ts'
import { startRequest } from '../api/vendor.ts'
import { periodChoices, sameLength } from '../periods.ts'
import { useDraft } from '../session/draft.ts'
import { extensionBody } from '../start-form.ts'
import { lengthText, verb } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { Confirm } from './confirm.tsx'
import { useSay } from './notices.tsx'
import { exactTime } from './time.tsx'
import { useConfig } from './top-bar.tsx'

type Granted = Request & { readonly granted: NonNullable<Request['granted']> }

/** Asks for more time before an access ends: another request, which names the first. */
export function Extend({ request, zone }: { readonly request: Granted; readonly zone: string }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button onClick={() => setAsking(true)}>Ask for more time…</Button>
      {asking && <Extension request={request} zone={zone} close={() => setAsking(false)} />}
    </>
  )
}

function Extension({
  request,
  zone,
  close,
}: {
  readonly request: Granted
  readonly zone: string
  readonly close: () => void
}) {
  const { id, granted, environmentName } = request
  const longest = useConfig().data?.accessPeriod ?? 'PT8H'
  const periods = periodChoices(longest)
  const [detail, setDetail] = useDraft(`extend.${id}`, '')
  const [period, setPeriod] = useState(sameLength(periods, granted.accessPeriod)?.value ?? longest)
  const [key] = useState(() => crypto.randomUUID())
  const say = useSay()
  const navigate = useNavigate()
  const ask = useMutation({
    mutationFn: () => startRequest(extensionBody(request, detail.trim(), period), key),
    onSuccess: (answer) => {
      close()
      setDetail(undefined)
      if ('decision' in answer) return say('info', 'No approval is required any more: nobody was asked.')
      say(
        'success',
        'The customer’s approvers are asked for more time. Until they approve, the access ends as it was given.',
      )
      void navigate(`/app/vendor/requests/${answer.id}`)
    },
  })
  const open = isProblem(ask.error, 'RequestAlreadyOpen') ? ask.error.members.requestId : undefined
  return (
    <Confirm
      title="Ask for more time?"
      does={`Ask to ${verb[granted.accessLevel]} ${environmentName} for ${lengthText(period)} more`}
      busy={ask.isPending}
      error={ask.error}
      disabled={detail.trim() === '' || detail.length > 1200}
      onConfirm={() => ask.mutate()}
      onCancel={close}
    >
      <div>
        This starts a new request that names this one. Your access ends {exactTime(granted.accessUntil, zone)} unless
        they approve before; then there is no gap.
      </div>
      {typeof open === 'string' && (
        <Alert type="info">
          You have already asked: see <AppLink to={`/app/vendor/requests/${open}`}>that request</AppLink>.
        </Alert>
      )}
      <FormField label="Why you need longer" description="The customer decides by this.">
        <Textarea value={detail} rows={4} onChange={(event) => setDetail(event.detail.value)} />
      </FormField>
      <FormField label="For how long" description="From the new approval.">
        <Select
          options={periods}
          selectedOption={sameLength(periods, period) ?? null}
          onChange={(event) => setPeriod(event.detail.selectedOption.value ?? period)}
        />
      </FormField>
    </Confirm>
  )
}
