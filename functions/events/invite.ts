import type { EventDraft } from '../domain/events.ts'
import { seal } from '../domain/events.ts'
import { isVendorAddress } from '../domain/identity.ts'
import { isTenantId } from '../domain/ids.ts'
import { key } from '../domain/keys.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import type { Account, Accounts, Announcement, Clock, Random, StateTable } from '../ports.ts'

export interface InvitePorts {
  readonly table: Pick<StateTable, 'settings' | 'told' | 'commit'>
  readonly accounts: Accounts
  readonly clock: Clock
  readonly random: Random
}

export interface InviteConfig {
  readonly vendorDomains: readonly string[]
  /** Their people sign in with a provider of their own: an account in the pool would lead around it. */
  readonly federatedTenants: ReadonlySet<string>
}

/** What came of an event: how many were invited, and the approvers whose address has another tenant's account. */
export interface Invited {
  readonly invited: number
  readonly refused: readonly string[]
}

/** Somebody could not be invited: thrown after all others were tried, so that the queue tries again. */
class NotAllInvited extends Error {
  override readonly name = 'NotAllInvited'
}

interface Person {
  readonly approverId: string
  readonly name: string
  readonly email: string
  readonly confirmed: boolean
}

/**
 * Gives every approver of a tenant an account in the customers' pool, once, so that they can sign in. The settings are
 * read again: what counts is who is on the list now. Cognito makes the password and mails it; nobody here knows one.
 * An account never moves: one that belongs to another tenant is left alone.
 */
export async function invite(
  { tenantId }: Pick<Announcement, 'tenantId'>,
  { vendorDomains, federatedTenants }: InviteConfig,
  ports: InvitePorts,
): Promise<Invited> {
  if (!isTenantId(tenantId) || federatedTenants.has(tenantId)) return { invited: 0, refused: [] }
  const settings = await ports.table.settings(tenantId)
  const people = toInvite(settings?.approvers ?? {}, vendorDomains)
  const done = await ports.table.told(people.map(({ email }) => key.invited(tenantId, email)))
  let invited = 0
  const failures: unknown[] = []
  const refused: string[] = []
  // One after the other: Cognito takes few of these calls a second, and a list holds at most twenty.
  for (const person of people.filter(({ email }) => !done.has(key.invited(tenantId, email).sk)))
    try {
      const outcome = await inviteOne(tenantId, person, ports)
      if (outcome === 'invited') invited += 1
      if (outcome === 'of-another-tenant') refused.push(person.approverId)
    } catch (cause) {
      failures.push(cause)
    }
  if (failures.length > 0)
    throw new NotAllInvited(`${failures.length} of ${people.length} approvers could not be invited`, {
      cause: failures[0],
    })
  return { invited, refused }
}

/**
 * Those whose address is confirmed: a password that goes to a mistyped address would let a stranger look around. Only
 * where nobody is confirmed everybody is invited, because somebody has to be able to sign in at all.
 */
function toInvite(approvers: TenantSettings['approvers'], vendorDomains: readonly string[]): readonly Person[] {
  const people = Object.entries(approvers)
    .map(([approverId, { name, email, unconfirmed }]) => ({ approverId, name, email, confirmed: !unconfirmed }))
    .filter(({ email }) => !isVendorAddress(email, vendorDomains))
  const confirmed = people.filter((person) => person.confirmed)
  return confirmed.length > 0 ? confirmed : people
}

/** The account first, then the record of it: a repeat finds the account and only adds what is missing. */
async function inviteOne(
  tenantId: string,
  person: Person,
  { table, accounts, clock, random }: InvitePorts,
): Promise<'invited' | 'had-one' | 'of-another-tenant'> {
  const { name, email } = person
  const account =
    (await accounts.find(email)) ??
    (await accounts.create({ email, name, tenantId })) ??
    // Somebody was faster.
    (await accounts.find(email))
  if (!account) throw new Error('an account is neither there nor can it be made')
  if (account.tenantId !== tenantId) return 'of-another-tenant'
  for (const group of groupsFor(account, person)) await accounts.admit(account, group)
  const now = clock.now()
  const sealed = seal(invitedEvent(tenantId, person, now, random.ulid(now)), random.bytes)
  await table.commit([
    { kind: 'mark-told', key: key.invited(tenantId, email), now },
    ...(account.entered ? [] : [{ kind: 'emit' as const, domain: 'invite' as const, sealed }]),
  ])
  return account.entered ? 'had-one' : 'invited'
}

/**
 * A customer's administrators read their own audit trail. Whoever has been here before keeps what they were given, and
 * whoever is not confirmed gets no further than to the page where the code is typed.
 */
const groupsFor = ({ entered }: Account, { confirmed }: Person) =>
  entered || !confirmed ? (['approver'] as const) : (['auditor', 'approver'] as const)

const invitedEvent = (tenantId: string, person: Person, at: Instant, id: string): EventDraft => ({
  id,
  type: 'lockbox.person.invited',
  tenantId,
  at,
  actor: { kind: 'system', id: 'invite', method: 'system' },
  details: { approver: person.approverId },
  personal: { 'person.name': person.name, 'person.email': person.email },
})
