import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Form from '@cloudscape-design/components/form'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { detailOf } from '../api/problem.ts'
import { useDraft } from '../session/draft.ts'
import { Confirm } from './confirm.tsx'
import { useSay } from './notices.tsx'

interface TextField {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly placeholder?: string
  readonly type?: 'text' | 'email'
}

interface Props {
  readonly title: string
  readonly description: string
  readonly fields: readonly TextField[]
  readonly does: string
  /** Sends what was typed, and gives what to say then. */
  readonly send: (values: Readonly<Record<string, string>>) => Promise<string>
  /** Asks before it is sent: what the button does then, and what comes of it. */
  readonly ask?: (values: Readonly<Record<string, string>>) => { readonly does: string; readonly text: ReactNode }
  /** More fields, of other kinds. */
  readonly children?: ReactNode
}

const nothing: Readonly<Record<string, string>> = {}

/** A form of a few texts, all of them needed. */
export function SmallForm({ title, description, fields, does, send, ask, children }: Props) {
  const [values, setValues] = useDraft(`form.${title}`, nothing)
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const say = useSay()
  const trimmed = Object.fromEntries(fields.map(({ name }) => [name, (values[name] ?? '').trim()]))
  const sending = useMutation({
    mutationFn: () => send(trimmed),
    onSuccess: (done) => {
      setValues(undefined)
      setTried(false)
      setAsking(false)
      say('success', done)
    },
  })
  const asked = asking ? ask?.(trimmed) : undefined
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!fields.every(({ name }) => trimmed[name])) return
        sending.reset()
        if (ask) setAsking(true)
        else sending.mutate()
      }}
    >
      <Container
        header={
          <Header variant="h2" description={description}>
            {title}
          </Header>
        }
      >
        <Form
          actions={
            <Button formAction="submit" loading={sending.isPending}>
              {does}
            </Button>
          }
          {...(sending.error && !asking && { errorText: detailOf(sending.error) })}
        >
          <SpaceBetween size="m">
            {fields.map(({ name, label, description, placeholder, type }) => (
              <FormField
                key={name}
                label={label}
                {...(description && { description })}
                errorText={tried && !trimmed[name] ? 'This is needed.' : ''}
              >
                <Input
                  value={values[name] ?? ''}
                  autoComplete={false}
                  {...(placeholder && { placeholder })}
                  {...(type && { type })}
                  onChange={({ detail }) => setValues({ ...values, [name]: detail.value })}
                />
              </FormField>
            ))}
            {children}
          </SpaceBetween>
        </Form>
      </Container>
      {asked && (
        <Confirm
          title={`${title}?`}
          does={asked.does}
          busy={sending.isPending}
          error={sending.error}
          onConfirm={() => sending.mutate()}
          onCancel={() => setAsking(false)}
        >
          {asked.text}
        </Confirm>
      )}
    </form>
  )
}
