import { endGrants } from '../../api/vendor.ts'
import { endedText, endsConsequence, endsText } from '../../parts/end-grants.tsx'
import { Page } from '../../parts/page.tsx'
import { SmallForm } from '../../parts/small-form.tsx'

/** *Operators*: what a vendor's administrator does when an operator must get in nowhere any more. */
export function Component() {
  return (
    <Page
      title="Operators"
      description="When a laptop is stolen, or somebody leaves: close every door that is open to them."
    >
      <SmallForm
        title="End all grants of an operator"
        description="Every access that is open to them, of every tenant, emergency access too. Ending it cannot be taken back."
        does="End all grants…"
        fields={[
          {
            name: 'operator',
            label: 'Operator (id)',
            description: 'The e-mail address that they sign in with, unless your deployment has other ids',
            placeholder: 'olivia@vendor.example',
          },
          { name: 'reason', label: 'Reason', description: 'It goes into the record of every customer concerned.' },
        ]}
        ask={({ operator = '' }) => ({ does: endsText(operator), text: endsConsequence })}
        send={async ({ operator = '', reason = '' }) => endedText(operator, await endGrants(operator, reason))}
      />
    </Page>
  )
}
