import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Form from '@cloudscape-design/components/form'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Settings } from '../api/answers.ts'
import { putSettings } from '../api/customers.ts'
import { isProblem } from '../api/problem.ts'
import { useDraft } from '../session/draft.ts'
import { bodyOf, changesBetween, formOf, mailsProblem, personProblem, type SettingsForm } from '../settings-form.ts'
import { Approvers, Auditors, Observers } from './approvers.tsx'
import { ChangeTable } from './change-table.tsx'
import { Confirm } from './confirm.tsx'
import { useSay } from './notices.tsx'
import { LimitFields, PolicyFields } from './policy-fields.tsx'

interface Props {
  readonly current: Settings
  readonly keep: (settings: Settings) => void
}

/** The settings as a form. Nothing is saved before a dialog has shown what will change. */
export function SettingsEditor({ current, keep }: Props) {
  const saved = useMemo(() => formOf(current), [current])
  const [draft, setDraft] = useDraft<SettingsForm | undefined>('settings', undefined)
  const [asking, setAsking] = useState(false)
  const [tried, setTried] = useState(false)
  const say = useSay()
  const form = draft ?? saved
  // What the draft began with, so that what others changed meanwhile shows apart from one's own changes.
  const [base, setBase] = useState(saved)
  useEffect(() => {
    if (!draft) setBase(saved)
  }, [draft, saved])
  const changes = changesBetween(saved, form)
  const meanwhile = changesBetween(base, saved)
  const behind = draft !== undefined && draft.version !== current.version
  const isWrong =
    [form.approvers, form.observers, form.auditors].some((list) => list.some((each) => personProblem(each, list))) ||
    form.auditors.some(mailsProblem)
  const save = useMutation({
    mutationFn: () => putSettings(bodyOf(form)),
    onSuccess: (answer) => {
      setAsking(false)
      setTried(false)
      setDraft(undefined)
      keep(answer)
      say('success', 'The settings are saved. Approvers and observers, before and after, are told by mail.')
    },
    onError: (error) => {
      if (!isProblem(error, 'VersionConflict')) return
      setAsking(false)
      if (error.members.current) keep(error.members.current as Settings)
    },
  })
  const edit = (changed: Partial<SettingsForm>) => setDraft({ ...form, ...changed })
  // Confirming an address is a change of its own, made at once: what is being edited goes on from there.
  const keepConfirmed = (settings: Settings) => {
    keep(settings)
    if (draft?.version === current.version && settings.version === current.version + 1)
      setDraft({ ...draft, version: settings.version })
  }
  const startAgain = () => {
    setDraft(undefined)
    setTried(false)
    save.reset()
  }
  return (
    <SpaceBetween size="l">
      {behind && (
        <div role="alert">
          <Alert
            type="warning"
            header="Somebody changed the settings in the meantime"
            action={<Button onClick={startAgain}>Reload and start again</Button>}
          >
            Your changes are not saved. Look at what is different now, then make them again.
            {meanwhile.length > 0 && <ChangeTable changes={meanwhile} />}
          </Alert>
        </div>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (!isWrong && changes.length > 0) setAsking(true)
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" disabled={draft === undefined} onClick={startAgain}>
                Undo changes
              </Button>
              <Button variant="primary" formAction="submit" disabled={changes.length === 0 || behind}>
                Save changes…
              </Button>
            </SpaceBetween>
          }
          {...(tried && isWrong && { errorText: 'Mend what is marked in the lists, then save again.' })}
        >
          <SpaceBetween size="l">
            <PolicyFields form={form} edit={edit} />
            <Approvers current={current} form={form} edit={edit} keep={keepConfirmed} showProblems={tried} />
            <Observers form={form} edit={edit} showProblems={tried} />
            <Auditors form={form} edit={edit} showProblems={tried} />
            <LimitFields form={form} edit={edit} longest={current.deploymentMaxAccessPeriod} />
          </SpaceBetween>
        </Form>
      </form>
      {asking && (
        <Confirm
          title="Save these changes?"
          does={changes.length === 1 ? 'Save this change' : `Save these ${changes.length} changes`}
          busy={save.isPending}
          error={save.error}
          onConfirm={() => save.mutate()}
          onCancel={() => {
            setAsking(false)
            save.reset()
          }}
        >
          {saved.policy === 'on' && form.policy === 'off' && (
            <Alert type="warning">The vendor will access every environment without asking you.</Alert>
          )}
          <ChangeTable changes={changes} />
        </Confirm>
      )}
    </SpaceBetween>
  )
}
