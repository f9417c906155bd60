import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Settings } from '../api/answers.ts'
import { confirmApprover, sendCode } from '../api/customers.ts'
import { detailOf } from '../api/problem.ts'
import { useSay } from './notices.tsx'

interface Props {
  readonly approver: Settings['approvers'][number]
  readonly you: boolean
  readonly keep: (settings: Settings) => void
}

/** Whether an approver's address is confirmed; if not, the field for the code that was mailed to it. */
export function Confirmation({ approver, you, keep }: Props) {
  const { id, name, email, confirmed } = approver
  const [code, setCode] = useState('')
  const say = useSay()
  const confirm = useMutation({
    mutationFn: () => confirmApprover(id, code.trim()),
    onSuccess: (settings) => {
      keep(settings)
      say('success', `${name} can decide now: ${email} is confirmed.`)
    },
  })
  const again = useMutation({
    mutationFn: () => sendCode(id),
    onSuccess: () => say('success', `A new code is on its way to ${email}. The earlier one no longer works.`),
    onError: (error) => say('error', detailOf(error), 'The code was not sent again'),
  })
  const self = you ? ' (you)' : ''
  if (confirmed) return <StatusIndicator type="success">Confirmed{self}</StatusIndicator>
  return (
    <SpaceBetween size="xs">
      <StatusIndicator type="warning">Not confirmed: cannot decide yet{self}</StatusIndicator>
      <FormField
        label={`Code mailed to ${email}`}
        constraintText="Eight characters, like K7F2-QX9M"
        errorText={confirm.error ? detailOf(confirm.error) : ''}
      >
        <Input
          value={code}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => setCode(detail.value)}
          onKeyDown={(event) => {
            // Enter in this field confirms the address; it does not save the form around it.
            if (event.detail.key !== 'Enter') return
            event.preventDefault()
            if (code.trim()) confirm.mutate()
          }}
        />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          formAction="none"
          loading={confirm.isPending}
          disabled={code.trim() === ''}
          onClick={() => confirm.mutate()}
        >
          Confirm {email}
        </Button>
        <Button formAction="none" variant="link" loading={again.isPending} onClick={() => again.mutate()}>
          Send the code again
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  )
}
