import Box from '@cloudscape-design/components/box'
import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Settings } from '../api/answers.ts'
import { type AuditorRow, mailsProblem, mailText, type SettingsForm } from '../settings-form.ts'
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
        add={(empty) => empty}
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
        add={(empty) => empty}
        onChange={(observers) => edit({ observers })}
      />
    </Container>
  )
}

const kinds = Object.keys(mailText) as (keyof typeof mailText)[]

/** Who keeps proofs of the ledger, and gets nothing else. */
export function Auditors({ form, edit, showProblems }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${form.auditors.length})`}
          description="They get signed proofs of the audit trail by mail, to keep where the vendor cannot reach them. They get no mail about requests or settings."
        >
          Auditors
        </Header>
      }
    >
      <PeopleFields<AuditorRow>
        people={form.auditors}
        one="auditor"
        most={most}
        showProblems={showProblems}
        add={(empty) => ({ ...empty, mails: kinds })}
        onChange={(auditors) => edit({ auditors })}
        beside={(person, change) => (
          <FormField errorText={showProblems ? mailsProblem(person) : ''}>
            <SpaceBetween direction="horizontal" size="l">
              {kinds.map((kind) => (
                <Checkbox
                  key={kind}
                  checked={person.mails.includes(kind)}
                  onChange={({ detail }) =>
                    change({
                      mails: kinds.filter((each) => (each === kind ? detail.checked : person.mails.includes(each))),
                    })
                  }
                >
                  {mailText[kind]}
                </Checkbox>
              ))}
            </SpaceBetween>
          </FormField>
        )}
      />
    </Container>
  )
}
