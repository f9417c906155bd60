import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import type { Settings } from '../api/answers.ts'
import type { SettingsForm } from '../settings-form.ts'
import { Confirmation } from './confirmation.tsx'
import { PeopleFields } from './people-fields.tsx'

const most = 20

interface Props {
  readonly form: SettingsForm
  readonly edit: (changed: Partial<SettingsForm>) => void
  readonly showProblems: boolean
}
interface ApproversProps extends Props {
  readonly current: Settings
  readonly keep: (settings: Settings) => void
}

/** Who decides. A new address counts once its owner has typed the code that was mailed to it. */
export function Approvers({ current, form, edit, keep, showProblems }: ApproversProps) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${form.approvers.length})`}
          description="They get every request by mail, and any one of them decides. A new address counts once it is confirmed."
        >
          Approvers
        </Header>
      }
    >
      <PeopleFields
        people={form.approvers}
        one="approver"
        most={most}
        showProblems={showProblems}
        onChange={(approvers) => edit({ approvers })}
        beside={({ id, email }) => {
          const saved = current.approvers.find((approver) => approver.id === id)
          if (!saved) return <Box color="text-body-secondary">New: a code is mailed to this address once you save.</Box>
          if (saved.email !== email.trim())
            return <Box color="text-body-secondary">Another address: it has to be confirmed again once you save.</Box>
          return <Confirmation approver={saved} you={saved.id === current.you} keep={keep} />
        }}
      />
    </Container>
  )
}

/** Who is told, and decides nothing. */
export function Observers({ form, edit, showProblems }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${form.observers.length})`}
          description="They get a mail about every request and its outcome, without link and code."
        >
          Observers
        </Header>
      }
    >
      <PeopleFields
        people={form.observers}
        one="observer"
        most={most}
        showProblems={showProblems}
        onChange={(observers) => edit({ observers })}
      />
    </Container>
  )
}
