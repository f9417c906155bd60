import { comparableEmail } from '../../../functions/domain/identity.ts'
import {
  busyRequests,
  type Detail,
  type Entry,
  type Environment,
  entriesOf,
  minutesFromNow,
  type Proposal,
  type Settings,
  settingsOf,
} from './data.ts'
import { fakePeople } from './people.ts'

/** What the fake API knows of one customer. Tests reach in and change it. */
export interface FakeTenant {
  readonly requests: Detail[]
  settings: Settings
  readonly environments: Environment[]
  entries: Entry[]
  /** How often somebody looked at the newest export. */
  exportLooks?: number
  exportFails?: boolean
  proposal?: Proposal
}

const approver = (id: string, { name, email }: { name: string; email: string }, confirmed = true) => ({
  id,
  name,
  email,
  confirmed,
})

/** A bank with a history, and a clinic where nothing has happened yet. */
export function fakeTenants(): Record<string, FakeTenant> {
  return {
    'acme-bank': {
      requests: busyRequests('acme-bank'),
      settings: settingsOf('acme-bank', [
        approver('A1', fakePeople.anna),
        approver('A2', fakePeople.bruno),
        approver('A3', { name: 'Céline Rossi', email: 'celine.rossi@acme-bank.example' }, false),
      ]),
      environments: [
        { environmentId: 'production', name: 'Production', managed: true, version: 0 },
        {
          environmentId: 'staging',
          name: 'Staging',
          managed: true,
          version: 2,
          emergencyRefusedUntil: minutesFromNow(19 * 60),
        },
        { environmentId: 'sandbox', name: 'Sandbox', managed: false, version: 1 },
      ],
      entries: entriesOf('acme-bank', 230),
    },
    'north-clinic': {
      requests: [],
      settings: settingsOf('north-clinic', [approver('N1', fakePeople.nora, false)]),
      environments: [],
      entries: [],
    },
  }
}

/** The settings as this person reads them; undefined for somebody who is on no list. */
export function settingsFor(tenant: FakeTenant, email: string): Settings | undefined {
  const you = tenant.settings.approvers.find((each) => comparableEmail(each.email) === comparableEmail(email))
  if (!you) return undefined
  const confirmed = tenant.settings.approvers.filter((each) => each.confirmed).length
  return {
    ...tenant.settings,
    you: you.id,
    warnings: confirmed === 0 ? ['NobodyConfirmed'] : confirmed === 1 ? ['OneApproverOnly'] : [],
  }
}
