import type { EventType } from '../events.ts'
import { auditorMails } from '../settings.ts'
import {
  type Detail,
  type EventDescription,
  flag,
  level,
  may,
  maybeTold,
  must,
  oneOf,
  type Personal,
  tenant,
  text,
  time,
  told,
  ulid,
  type ValueSchema,
  whole,
} from './fields.ts'

const policy = oneOf(['on', 'off'])
const approvalMode = oneOf(['email', 'deny-by-email', 'sign-in'])
const mails = oneOf([...auditorMails, auditorMails.join(' ')])

const settings: Readonly<Record<string, readonly [ValueSchema, string]>> = {
  name: [text, "The organisation's name"],
  policy: [policy, 'Whether access needs an approval'],
  approvalMode: [approvalMode, 'How decisions may be made'],
  maxAccessPeriod: [text, 'Longest access, ISO 8601'],
  maxAccessLevel: [level, 'Highest access'],
  timeZone: [text, 'IANA name'],
  denyNeedsReason: [oneOf(['yes', 'no']), 'Whether a denial says why'],
}

/** Both sides of something that changed. */
const sides = (name: string, value: ValueSchema, means: string): Readonly<Record<string, Detail>> => ({
  [`${name}.before`]: may(value, `${means}: what it was`),
  [`${name}.after`]: may(value, `${means}: what it is`),
})
const changed: Readonly<Record<string, Detail>> = Object.assign(
  {},
  ...Object.entries(settings).map(([name, [value, means]]) => sides(name, value, means)),
)
const someone: Readonly<Record<string, Personal>> = {
  '<list>.<id>.name': maybeTold('Of whoever came, changed or went, on the list `approver`, `observer` or `auditor`'),
  '<list>.<id>.email': maybeTold('The same'),
  '<list>.<id>.name.before': maybeTold('What it was, where it changed'),
  '<list>.<id>.email.before': maybeTold('The same'),
}
const steps = ['added', 'removed', 'changed'] as const
const proposed = { 'proposed.name': told('Whom the vendor proposed'), 'proposed.email': told('Their address') }

/** What is decided about the lockbox itself, and what it is about. */
export const settingsEvents = {
  'lockbox.settings.created': {
    says: 'The vendor creates the organisation, with its first approver. From now on the settings belong to the customer.',
    id: ['settings#1'],
    about: 'tenant',
    details: {
      policy: must(policy, 'Whether access needs an approval'),
      approvalMode: must(approvalMode, 'How decisions may be made'),
      approverId: must(ulid, 'Id of the first approver'),
    },
    personal: { 'approver.name': told('The first approver'), 'approver.email': told('Their address') },
  },
  'lockbox.settings.changed': {
    says: 'An approver changes the settings; only what changed is named.',
    id: ['settings#<version>'],
    about: 'tenant',
    details: {
      ...changed,
      'approver.<id>': may(oneOf([...steps, 'confirmed']), 'What became of an approver; `confirmed`: the address'),
      'observer.<id>': may(oneOf(steps), 'What became of an observer'),
      'auditor.<id>': may(oneOf(steps), 'What became of an auditor'),
      'auditor.<id>.mails.before': may(mails, 'Proofs that the auditor got by mail'),
      'auditor.<id>.mails.after': may(mails, 'Proofs that the auditor gets by mail'),
      proposal: may(ulid, 'Id of the proposal that was accepted, which is that of its event'),
    },
    personal: someone,
  },
  'lockbox.approver.proposed': {
    says: 'The vendor proposes an approver, because none with a confirmed address is left. It names nobody yet.',
    id: ['ULID'],
    about: 'tenant',
    after: '`waiting`',
    details: { effectiveAt: must(time, 'From then on the proposed person may accept') },
    personal: { ...proposed, reason: told("Why, in the vendor's words") },
  },
  'lockbox.approver.proposalStopped': {
    says: "Somebody on the customer's list stops the proposal.",
    id: ['approver.<id of the proposal>#stopped'],
    about: 'tenant',
    before: '`waiting`',
    after: '`stopped`',
    details: { proposal: must(ulid, 'Id of the proposal') },
    personal: proposed,
  },
  'lockbox.person.invited': {
    says: 'An approver gets an account to sign in with.',
    id: ['ULID'],
    about: 'tenant',
    details: { approver: must(ulid, 'Id on the list of approvers') },
    personal: { 'person.name': told('Who'), 'person.email': told('Their address') },
  },
  'lockbox.environment.created': {
    says: 'The vendor says that there is an environment. It is managed from the start.',
    id: ['environment.<environment>#<version>'],
    about: 'environment',
    after: 'its name',
    details: {},
    personal: {},
  },
  'lockbox.environment.changed': {
    says: 'The vendor gives an environment another name.',
    id: ['environment.<environment>#<version>'],
    about: 'environment',
    before: 'its former name',
    after: 'its name',
    details: {},
    personal: {},
  },
  'lockbox.environment.managed': {
    says: 'An approver puts an environment under the policy.',
    id: ['ULID'],
    about: 'environment',
    before: '`unmanaged`',
    after: '`managed`',
    details: {},
    personal: {},
  },
  'lockbox.environment.unmanaged': {
    says: 'An approver takes an environment out of the policy: access to it needs no approval any more.',
    id: ['ULID'],
    about: 'environment',
    before: '`managed`',
    after: '`unmanaged`',
    details: {},
    personal: {},
  },
  'lockbox.environment.migrated': {
    says: 'The vendor moves an environment to another organisation. It is in both ledgers, and nothing of its history moves with it.',
    id: ['environment.<environment>#<version>'],
    about: 'environment',
    before: 'its name, where it went `out`',
    after: 'its name, where it came `in`',
    details: {
      direction: must(oneOf(['out', 'in']), '`out`: it went from here; `in`: it came here'),
      from: must(tenant, 'Whose it was'),
      to: must(tenant, 'Whose it is'),
    },
    personal: {},
  },
  'lockbox.catalogue.changed': {
    says: 'The vendor changes which services the lockbox covers. The id is the same in every ledger.',
    id: ['catalogue#<version>-<digest>'],
    about: 'tenant',
    details: {
      version: must(whole, 'Of the catalogue'),
      'service.<n>.id': may(text, 'Of a service that changed; they are numbered from 1'),
      ...Object.assign(
        {},
        ...(['before', 'after'] as const).map((side) => ({
          [`service.<n>.${side}.name`]: may(text, `Its name ${side} the change; missing: there was none`),
          [`service.<n>.${side}.covered`]: may(flag, 'Whether access to it needs an approval'),
          [`service.<n>.${side}.reason`]: may(text, 'Why it is not covered'),
        })),
      ),
    },
    personal: {},
  },
  'lockbox.brake.lifted': {
    says: 'An approver allows emergency access again, before the refusal after a denial or a revocation is over.',
    id: ['ULID'],
    about: 'environment',
    details: { until: must(time, 'Until when it would have been refused') },
    personal: {},
  },
} as const satisfies Partial<Record<EventType, EventDescription>>
