import { canonicalJson } from '../../functions/domain/digest.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Receipt } from '../../functions/domain/proofs/receipt.ts'
import type { Statement } from '../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'
import { checkpointOf, iss, newKey, oldKey, receiptKey, type TestKey } from './proofs.ts'

/** The line of an export. */
export const lineOf = ({ event, hash, personal, prevHash, recordedAt, seq }: LedgerEntry): string =>
  `${canonicalJson({ event, hash, personal, previousHash: prevHash, recordedAt, seq })}\n`

export const exportOf = (entries: readonly LedgerEntry[]): string => entries.map(lineOf).join('')

export const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The values that somebody erased at the entry `seq`. */
export const erasedAt = (entries: readonly LedgerEntry[], seq: number, names: RegExp): readonly LedgerEntry[] =>
  entries.map((entry) =>
    entry.seq === seq
      ? { ...entry, personal: Object.fromEntries(Object.entries(entry.personal).filter(([name]) => !names.test(name))) }
      : entry,
  )

/** When the vendor's function signed, and how far the ledger was. The last entries are newer than all of them. */
const signedAt = [
  { seq: 3, time: '2026-10-28T23:45:00.000Z' },
  { seq: 10, time: '2026-10-29T23:45:00.000Z' },
  { seq: 10, time: '2026-10-30T23:45:00.000Z' },
  { seq: 14, time: '2026-10-31T23:45:00.000Z' },
  { seq: 16, time: '2026-11-01T23:45:00.000Z' },
  { seq: 18, time: '2026-11-02T23:45:00.000Z' },
  { seq: 21, time: '2026-11-05T23:45:00.000Z' },
] as const

/** All checkpoints of a ledger, each by the key of its time. */
export function checkpointsOf(
  entries: readonly LedgerEntry[],
  keys: { readonly old: TestKey; readonly new: TestKey } = { old: oldKey, new: newKey },
): readonly string[] {
  const signed: string[] = []
  for (const { seq, time } of signedAt)
    signed.push(checkpointOf(entries, seq, time, time < '2026-11' ? keys.old : keys.new, signed.at(-1)))
  return signed
}

const present = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T

/** The receipt of a request as far as the ledger is. */
export function receiptOf(
  entries: readonly LedgerEntry[],
  requestId: string,
  issuedAt: string,
  by: TestKey = receiptKey,
  changes: Partial<Receipt> = {},
): string {
  const steps = entries.filter(({ event }) => event.data.requestId === requestId && event.data.version !== undefined)
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) throw new Error(`nothing happened to ${requestId}`)
  const value = ({ personal }: LedgerEntry, name: string) => personal[name]?.value
  const who = (entry: LedgerEntry) =>
    present({
      kind: entry.event.data.actor.kind,
      method: entry.event.data.actor.method,
      id: value(entry, 'actor.id'),
      name: value(entry, 'actor.name'),
      email: value(entry, 'actor.email'),
      client: entry.event.data.actor.client,
    })
  const { details } = first.event.data
  const asked = first.event.type === 'lockbox.request.emergency' ? {} : details
  const period = ({ accessPeriod }: Readonly<Record<string, unknown>>) =>
    typeof accessPeriod === 'number' ? `PT${accessPeriod / 3600}H` : undefined
  const granted = steps.find(({ event }) => event.data.details.accessUntil !== undefined)?.event.data.details
  const claims = present({
    iss,
    issuedAt,
    tenantId: first.event.data.tenantId,
    requestId,
    environmentId: first.event.data.environmentId,
    service: first.event.data.service,
    supportTicket: first.event.data.supportTicket,
    accessLevel: asked.accessLevel,
    accessPeriod: period(asked),
    operator: present({
      id: value(first, 'operator.id'),
      name: value(first, 'operator.name'),
      email: value(first, 'operator.email'),
    }),
    reason: present({ type: details.reasonType, detail: value(first, 'reason.detail') }),
    outcome: last.event.type.replace('lockbox.request.', ''),
    at: last.event.time,
    by: who(last),
    why: value(last, 'reason'),
    granted:
      granted &&
      present({ accessLevel: granted.accessLevel, accessPeriod: period(granted), accessUntil: granted.accessUntil }),
    seq: last.seq,
    hash: last.hash,
    history: steps.map((step) => ({
      type: step.event.type,
      at: step.event.time,
      seq: step.seq,
      hash: step.hash,
      by: who(step),
    })),
    ...changes,
  })
  return by.sign(proofTypes.receipt, claims)
}

/** October's statement. */
export function statementOf(entries: readonly LedgerEntry[], changes: Partial<Statement> = {}): string {
  const of = entries.filter(({ recordedAt }) => recordedAt < '2026-11-01T00:00:00.000Z')
  const last = of.at(-1)
  if (!last) throw new Error('nothing happened in October')
  const number = (...types: readonly string[]) => of.filter(({ event }) => types.includes(event.type)).length
  const claims: Statement = {
    iss,
    tenantId: 'acme',
    vendor: 'Vendor Inc.',
    month: '2026-10',
    from: '2026-10-01T00:00:00.000Z',
    to: '2026-11-01T00:00:00.000Z',
    entries: { first: 1, last: last.seq },
    head: { seq: last.seq, hash: last.hash },
    counts: {
      openAtStart: 0,
      requests: number('lockbox.request.started'),
      approved: number('lockbox.request.approved'),
      denied: number('lockbox.request.denied'),
      expired: number('lockbox.request.expired'),
      canceled: number('lockbox.request.canceled'),
      revoked: number('lockbox.request.revoked'),
      ended: number('lockbox.request.ended'),
      emergencies: number('lockbox.request.emergency'),
      uses: number('lockbox.access.used'),
      notGoverned: number('lockbox.access.notRequired'),
      drills: 0,
    },
    text: 'Governed access by Vendor Inc. in October 2026: 1 approved, 1 denied, 1 emergency.',
    time: '2026-11-01T00:30:00.000Z',
    previous: null,
    ...changes,
  }
  return newKey.sign(proofTypes.statement, claims)
}
