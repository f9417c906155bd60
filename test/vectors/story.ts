import { sha256Hex } from '../../functions/domain/digest.ts'
import { type EventDraft, type SealedEvent, seal } from '../../functions/domain/events.ts'
import type { Domain } from '../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { keyChangeId } from '../../functions/domain/proofs/key-change.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'
import type { Actor } from '../../functions/domain/request.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { newKey, oldKey, type TestKey } from './proofs.ts'

type Told = Omit<EventDraft, 'tenantId'> & { readonly domain: Domain; readonly ulid?: string }

export const ulids = {
  approved: '01KAQ4W2Z0HJ6T9Q5R3N8X0001',
  denied: '01KAQ4W2Z0HJ6T9Q5R3N8X0002',
  emergency: '01KAQ4W2Z0HJ6T9Q5R3N8X0003',
  expired: '01KAQ4W2Z0HJ6T9Q5R3N8X0004',
  canceled: '01KAQ4W2Z0HJ6T9Q5R3N8X0005',
} as const

const ada: Actor = {
  kind: 'approver',
  id: '01J00000000000000000000ADA',
  name: 'Ada Admin',
  email: 'ada@acme.example',
  method: 'link-and-code',
}
const bob: Actor = { ...ada, id: '01J00000000000000000000B0B', name: 'Bob Boß', email: 'bob@acme.example' }
const signedIn = (who: Actor): Actor => ({ ...who, method: 'signed-in', ip: '198.51.100.9' })
const olga: Actor = {
  kind: 'operator',
  id: 'olga@vendor.example',
  name: 'Olga Operator',
  email: 'olga@vendor.example',
  method: 'access-token',
  ip: '203.0.113.7',
}
const vera: Actor = {
  ...olga,
  kind: 'vendor-admin',
  id: 'vera@vendor.example',
  email: 'vera@vendor.example',
  name: 'Vera',
}
const machine = (id: string): Actor => ({ kind: 'system', id, method: 'system' })
const crm: Actor = { ...olga, method: 'client-credentials', client: 'crm-data-service' }

/** What happened at one tenant, in its order. `by` signs the endorsement of the key that takes over. */
function happened(by: TestKey): readonly Told[] {
  const about = (ulid: string, service = 'crm', ticket?: string) => ({
    ulid,
    environmentId: 'production',
    service,
    ...(ticket && { supportTicket: ticket }),
  })
  const [approved, denied] = [about(ulids.approved, 'crm', 'T-1001'), about(ulids.denied, 'crm', 'T-1002')]
  const [emergency, expired] = [about(ulids.emergency, 'database'), about(ulids.expired, 'crm', 'T-1003')]
  const canceled = about(ulids.canceled, 'database', 'T-1004')
  const step = (type: Told['type'], n: number, of: { readonly ulid: string }) => ({
    type,
    version: n,
    id: `${of.ulid}#${n}`,
  })
  const asker = { 'operator.name': 'Olga Operator', 'operator.email': olga.id }
  const who = { ...asker, environmentName: 'Production – Zürich' }
  const reader = { accessLevel: 'read', accessPeriod: 28_800 }
  const { kid: keyId, x, y } = newKey.published
  const endorsement = by.sign(proofTypes.key, {
    tenantId: 'acme',
    purpose: 'checkpoint',
    keyId,
    x,
    y,
    time: '2026-10-31T23:59:00.000Z',
  })
  return [
    {
      domain: 'vendor-admin',
      id: 'settings#1',
      type: 'lockbox.settings.created',
      at: '2026-10-28T08:00:00.000Z',
      actor: vera,
      details: { policy: 'off', approvalMode: 'email', approverId: ada.id },
      personal: { 'approver.name': 'Ada Admin', 'approver.email': 'ada@acme.example' },
    },
    {
      domain: 'vendor-admin',
      id: 'environment.production#1',
      type: 'lockbox.environment.created',
      at: '2026-10-28T08:00:05.120Z',
      actor: vera,
      environmentId: 'production',
      after: 'Production – Zürich',
    },
    {
      domain: 'approver',
      id: 'settings#2',
      type: 'lockbox.settings.changed',
      at: '2026-10-28T09:30:00.000Z',
      actor: signedIn(ada),
      details: { 'policy.before': 'off', 'policy.after': 'on', [`approver.${bob.id}`]: 'added' },
      personal: { [`approver.${bob.id}.name`]: 'Bob Boß', [`approver.${bob.id}.email`]: 'bob@acme.example' },
    },
    {
      ...approved,
      ...step('lockbox.request.started', 1, approved),
      domain: 'operator',
      at: '2026-10-29T10:00:00.000Z',
      actor: olga,
      after: 'ActionNeeded',
      details: { ...reader, expiresAt: '2026-11-02T10:00:00.000Z', reasonType: 'CustomerInitiatedSupport' },
      personal: { ...who, 'reason.detail': 'The import of “Zürich” fails:\n\tline 7 has a \\ and a "quote" 🔒' },
    },
    {
      ...approved,
      domain: 'workflow',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1001',
      type: 'lockbox.mail.sent',
      at: '2026-10-29T10:00:01.333Z',
      actor: machine('notify'),
      details: { purpose: 'decision', approverId: ada.id, attempt: 1 },
      personal: { 'recipient.email': 'ada@acme.example' },
    },
    {
      ...approved,
      ...step('lockbox.request.approved', 2, approved),
      domain: 'link',
      at: '2026-10-29T10:04:10.512Z',
      actor: ada,
      before: 'ActionNeeded',
      after: 'Approved',
      details: { ...reader, accessUntil: '2026-10-29T18:04:10.512Z' },
      personal: { reason: 'Reading is enough for this.' },
    },
    {
      ...approved,
      domain: 'check',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1002',
      type: 'lockbox.access.used',
      at: '2026-10-29T10:06:00.000Z',
      actor: crm,
      details: { accessLevel: 'read', action: 'list customers' },
    },
    {
      ...approved,
      ...step('lockbox.request.ended', 3, approved),
      domain: 'operator',
      at: '2026-10-29T11:00:00.000Z',
      actor: olga,
      before: 'Approved',
      after: 'Ended',
    },
    {
      ...denied,
      ...step('lockbox.request.started', 1, denied),
      domain: 'operator',
      at: '2026-10-29T14:00:00.000Z',
      actor: olga,
      after: 'ActionNeeded',
      details: { ...reader, expiresAt: '2026-11-02T14:00:00.000Z', reasonType: 'CustomerInitiatedSupport' },
      personal: { ...who, 'reason.detail': 'A report cannot be opened.' },
    },
    {
      ...denied,
      ...step('lockbox.request.denied', 2, denied),
      domain: 'approver',
      at: '2026-10-29T14:20:00.000Z',
      actor: signedIn(bob),
      before: 'ActionNeeded',
      after: 'Denied',
      details: { emergencyRefusedUntil: '2026-10-30T14:20:00.000Z' },
      personal: { reason: 'Not during the audit.' },
    },
    {
      ...emergency,
      ...step('lockbox.request.emergency', 1, emergency),
      domain: 'breakglass',
      at: '2026-10-31T02:11:00.000Z',
      actor: olga,
      after: 'Emergency',
      details: {
        incident: 'INC-4711',
        reasonType: 'ProductionAlert',
        accessLevel: 'write',
        accessPeriod: 3600,
        accessUntil: '2026-10-31T03:11:00.000Z',
      },
      personal: { ...who, 'reason.detail': 'The database refuses all connections.' },
    },
    {
      ...emergency,
      domain: 'approver',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1003',
      type: 'lockbox.request.acknowledged',
      at: '2026-10-31T02:20:00.000Z',
      actor: signedIn(ada),
      details: { incident: 'INC-4711' },
    },
    {
      ...emergency,
      ...step('lockbox.request.revoked', 2, emergency),
      domain: 'approver',
      at: '2026-10-31T02:41:00.000Z',
      actor: signedIn(ada),
      before: 'Emergency',
      after: 'Revoked',
      details: { emergencyRefusedUntil: '2026-11-01T02:41:00.000Z' },
      personal: { reason: 'It works again.' },
    },
    {
      domain: 'approver',
      id: 'settings#3',
      type: 'lockbox.settings.changed',
      at: '2026-10-31T09:00:00.000Z',
      actor: signedIn(ada),
      details: { [`approver.${bob.id}`]: 'removed', 'denyNeedsReason.before': 'no', 'denyNeedsReason.after': 'yes' },
      personal: { [`approver.${bob.id}.name`]: 'Bob Boß', [`approver.${bob.id}.email`]: 'bob@acme.example' },
    },
    {
      domain: 'checkpoint',
      id: keyChangeId(keyId),
      type: 'lockbox.key.changed',
      at: '2026-10-31T23:59:00.000Z',
      actor: machine('checkpoint'),
      details: { purpose: 'checkpoint', keyId, endorsedBy: oldKey.published.kid, endorsement },
    },
    {
      ...expired,
      ...step('lockbox.request.started', 1, expired),
      domain: 'operator',
      at: '2026-11-01T08:00:00.000Z',
      actor: olga,
      after: 'ActionNeeded',
      details: { ...reader, expiresAt: '2026-11-05T08:00:00.000Z', reasonType: 'CustomerInitiatedSupport' },
      personal: { ...who, 'reason.detail': 'A slow query.' },
    },
    {
      ...canceled,
      ...step('lockbox.request.started', 1, canceled),
      domain: 'operator',
      at: '2026-11-02T08:00:00.000Z',
      actor: olga,
      after: 'ActionNeeded',
      details: {
        accessLevel: 'write',
        accessPeriod: 7200,
        expiresAt: '2026-11-06T08:00:00.000Z',
        reasonType: 'VendorInitiatedService',
      },
      personal: { ...who, 'reason.detail': 'Rebuild of an index.' },
    },
    {
      ...canceled,
      ...step('lockbox.request.canceled', 2, canceled),
      domain: 'operator',
      at: '2026-11-02T08:05:00.000Z',
      actor: olga,
      before: 'ActionNeeded',
      after: 'Canceled',
      personal: { reason: 'Done without.' },
    },
    {
      ...expired,
      ...step('lockbox.request.expired', 2, expired),
      domain: 'workflow',
      at: '2026-11-05T08:00:00.000Z',
      actor: { ...machine('settle'), method: 'clock' },
      before: 'ActionNeeded',
      after: 'Expired',
    },
    {
      domain: 'approver',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1004',
      type: 'lockbox.environment.unmanaged',
      at: '2026-11-05T10:00:00.000Z',
      actor: signedIn(ada),
      environmentId: 'sandbox',
    },
    {
      domain: 'check',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1005',
      type: 'lockbox.access.notRequired',
      at: '2026-11-05T11:00:00.000Z',
      actor: crm,
      environmentId: 'sandbox',
      service: 'crm',
      details: { basis: 'EnvironmentNotManaged', accessLevel: 'read' },
      personal: { 'operator.id': olga.id },
    },
    {
      domain: 'operator',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1006',
      type: 'lockbox.request.notRequired',
      at: '2026-11-06T12:00:00.000Z',
      actor: olga,
      environmentId: 'sandbox',
      service: 'database',
      details: { basis: 'EnvironmentNotManaged' },
      personal: { ...asker, 'operator.id': olga.id, 'reason.detail': 'A look at the sandbox.' },
    },
    {
      domain: 'approver',
      id: '01KAQ4W2Z0HJ6T9Q5R3N8X1007',
      type: 'lockbox.environment.managed',
      at: '2026-11-06T14:00:00.000Z',
      actor: signedIn(ada),
      environmentId: 'sandbox',
    },
  ]
}

/** Random bytes that are always the same. */
function drawn(word: string) {
  let count = 0
  return (length: number): Uint8Array => Buffer.from(sha256Hex(`${word} ${count++}`), 'hex').subarray(0, length)
}

const sealed = (
  tenantId: string,
  { domain: _, ulid, environmentId, service, supportTicket, ...told }: Told,
  salts: string,
): SealedEvent =>
  seal(
    {
      ...told,
      tenantId,
      ...(environmentId && { environmentId }),
      ...(service && { service }),
      ...(supportTicket && { supportTicket }),
      ...(ulid && {
        request: {
          tenantId,
          ulid,
          environmentId: environmentId ?? '',
          service: service ?? '',
          operator: { id: olga.id },
          ...(supportTicket && { supportTicket }),
        },
      }),
    },
    drawn(`${salts} ${told.id}`),
  )

/** Each event lies in its outbox for so long. */
const delay = 0.731

export interface Change {
  /** Of the tenant; another one has other ids and hashes. */
  readonly tenantId?: string
  /** What the events say, changed before they are recorded. */
  readonly edit?: (told: Told, seq: number) => Told | undefined
  /** Who endorses the key that takes over. */
  readonly endorser?: TestKey
}

/** The ledger that came of it. */
export function ledgerOf({
  tenantId = 'acme',
  edit = (told) => told,
  endorser = oldKey,
}: Change = {}): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = []
  for (const [index, told] of happened(endorser).entries()) {
    const changed = edit(told, index + 1)
    if (changed)
      entries.push(
        appendTo(entries.at(-1), changed.domain, sealed(tenantId, changed, tenantId), plusSeconds(changed.at, delay)),
      )
  }
  return entries
}
