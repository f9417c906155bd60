import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Form from '@cloudscape-design/components/form'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { detailOf, isProblem } from '../../api/problem.ts'
import { startRequest } from '../../api/vendor.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { useSay } from '../../parts/notices.tsx'
import { Page } from '../../parts/page.tsx'
import { StartFields } from '../../parts/start-fields.tsx'
import { useConfig } from '../../parts/top-bar.tsx'
import { useDraft } from '../../session/draft.ts'
import { emptyForm, fitting, type StartForm, startBody, startProblems } from '../../start-form.ts'
import { basisText } from '../../words.ts'

/** *Ask for access*. */
export function Component() {
  const longest = useConfig().data?.accessPeriod ?? 'PT8H'
  const initial = useMemo(() => emptyForm(crypto.randomUUID(), longest), [longest])
  const [draft, setForm] = useDraft<StartForm>('start', initial)
  const form = fitting(draft, longest)
  const [tried, setTried] = useState(false)
  const [basis, setBasis] = useState<keyof typeof basisText>()
  const say = useSay()
  const navigate = useNavigate()
  const problems = startProblems(form)
  const start = useMutation({
    mutationFn: () => startRequest(startBody(form), form.key),
    onSuccess: (answer) => {
      if ('decision' in answer) {
        setBasis(answer.basis)
        // What was answered belongs to that key: whatever is asked next is another request.
        setForm({ ...form, key: crypto.randomUUID() })
        return
      }
      setForm(undefined)
      say('success', 'The customer’s approvers are being mailed. This page shows their decision as soon as it is made.')
      void navigate(`/app/vendor/requests/${answer.id}`)
    },
  })
  const open = isProblem(start.error, 'RequestAlreadyOpen') ? start.error.members.requestId : undefined
  return (
    <Page title="Ask for access" description="The customer’s administrators read every word of it, and decide.">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          setBasis(undefined)
          if (Object.keys(problems).length === 0) start.mutate()
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={start.isPending}>
              Ask the customer
            </Button>
          }
          {...(start.error && { errorText: detailOf(start.error) })}
        >
          <SpaceBetween size="l">
            {basis && (
              <Alert type="info" header="No approval is required">
                Nobody was asked, since {basisText[basis]}. That you asked is in the customer’s record.
              </Alert>
            )}
            {typeof open === 'string' && (
              <Alert type="warning">
                You have already asked for this: see <AppLink to={`/app/vendor/requests/${open}`}>that request</AppLink>
                .
              </Alert>
            )}
            <Container>
              <StartFields
                form={form}
                edit={(changed) =>
                  // Another text is another request: its key must be another one too, once the first was sent.
                  setForm({ ...form, ...changed, ...(start.isError && { key: crypto.randomUUID() }) })
                }
                problems={tried ? problems : {}}
                longest={longest}
              />
            </Container>
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  )
}
