import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Form from '@cloudscape-design/components/form'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { isProblem } from '../../api/problem.ts'
import { startEmergency } from '../../api/vendor.ts'
import {
  type EmergencyForm,
  emergencyBody,
  emergencyProblems,
  emptyEmergency,
  longestEmergency,
} from '../../emergency-form.ts'
import { AmountFields, PlaceFields } from '../../parts/access-fields.tsx'
import { AppLink } from '../../parts/app-link.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useSay } from '../../parts/notices.tsx'
import { Page } from '../../parts/page.tsx'
import { useDraft } from '../../session/draft.ts'
import { basisText, lengthText, verb } from '../../words.ts'

/** *Emergency access*: opens a door without the customer's approval, and in front of everybody. */
export function Component() {
  const [form, setForm] = useDraft<EmergencyForm>('emergency', emptyEmergency)
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const [basis, setBasis] = useState<keyof typeof basisText>()
  const say = useSay()
  const navigate = useNavigate()
  const problems = emergencyProblems(form)
  const shown = tried ? problems : {}
  const edit = (changed: Partial<EmergencyForm>) => setForm({ ...form, ...changed })
  const start = useMutation({
    mutationFn: () => startEmergency(emergencyBody(form)),
    onSuccess: (answer) => {
      setAsking(false)
      if ('decision' in answer) return setBasis(answer.basis)
      setForm(undefined)
      say('warning', 'All of the customer’s approvers are being told of your emergency access now.')
      void navigate(`/app/vendor/requests/${answer.id}`)
    },
    // Where it is open already, the page says so, with a way there.
    onError: (error) => isProblem(error, 'RequestAlreadyOpen') && setAsking(false),
  })
  const open = isProblem(start.error, 'RequestAlreadyOpen') ? start.error.members.requestId : undefined
  return (
    <Page title="Emergency access" description="For an incident that cannot wait for the customer’s approval.">
      <Alert type="warning" header="The door opens without approval, and everybody is told">
        All of the customer’s approvers and observers get a mail at once, with your name, the incident and what you
        write below. It is in the customer’s record for good, and they can revoke the access at any time. If it can
        wait, <AppLink to="/app/vendor/requests/new">ask for access</AppLink> instead.
      </Alert>
      {basis && (
        <Alert type="info" header="No approval is required, so there is no emergency">
          No door was opened and nobody was mailed, since {basisText[basis]}. That you asked is in the customer’s
          record.
        </Alert>
      )}
      {typeof open === 'string' && (
        <Alert type="info">
          Your emergency access is open already: see <AppLink to={`/app/vendor/requests/${open}`}>that request</AppLink>
          .
        </Alert>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          setBasis(undefined)
          if (Object.keys(problems).length === 0) setAsking(true)
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit">
              Open emergency access…
            </Button>
          }
        >
          <Container>
            <SpaceBetween size="l">
              <PlaceFields form={form} edit={edit} problems={shown} />
              <FormField
                label="Incident"
                description="Its id where you handle incidents; the customer reads it."
                errorText={shown.incident}
              >
                <Input value={form.incident} onChange={({ detail }) => edit({ incident: detail.value })} />
              </FormField>
              <FormField
                label="Why it cannot wait"
                description="What is broken, and what you will do. At least 20 characters; every approver reads it."
                errorText={shown.justification}
                stretch
              >
                <Textarea
                  value={form.justification}
                  rows={5}
                  onChange={({ detail }) => edit({ justification: detail.value })}
                />
              </FormField>
              <AmountFields form={form} edit={edit} longest={longestEmergency} from="From now." />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
      {asking && (
        <Confirm
          title="Open emergency access?"
          does={`Open ${form.environmentId} of ${form.tenantId} for ${lengthText(form.accessPeriod)}, and mail all its approvers`}
          busy={start.isPending}
          error={start.error}
          onConfirm={() => start.mutate()}
          onCancel={() => {
            setAsking(false)
            start.reset()
          }}
        >
          {`You may ${verb[form.accessLevel]} as soon as it is recorded, within seconds. The mails cannot be taken back.`}
        </Confirm>
      )}
    </Page>
  )
}
