import { maxEventBytes } from '../domain/acceptance.ts'
import { canonicalJson } from '../domain/digest.ts'
import { type EventDraft, seal } from '../domain/events.ts'
import { noticeBy } from '../domain/notice.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import type { SettingsChange } from '../domain/settings-change.ts'
import { affected, type Change, diffSettings, type Recipient } from '../domain/settings-diff.ts'
import { dueAfter, type Instant } from '../domain/time.ts'
import type { Random, Write } from '../ports.ts'

/**
 * A change of settings as one transaction: the settings, its event, whom tell will mail about it, and the codes that are
 * wanted because of it.
 */
export function settingsWrites(
  change: SettingsChange,
  by: Actor,
  now: Instant,
  random: Random,
  details: EventDraft['details'] = {},
): Outcome<readonly Write[]> {
  const { before, after, toConfirm } = change
  const { tenantId } = after
  if (bytesOf(after) > maxEventBytes)
    return refused('InvalidRequest', 'The lists are too long to be kept together. Shorten names, or take somebody off.')
  const diff = diffSettings(before, after)
  const recorded = recordWrites(
    {
      id: `settings#${after.version}`,
      type: 'lockbox.settings.changed',
      tenantId,
      at: now,
      actor: by,
      details: { ...diff.details, ...details },
      personal: diff.personal,
    },
    affected(before, after),
    diff.changes,
    random,
  )
  if (!recorded.ok) return recorded
  return done([
    { kind: 'change-settings', before, after },
    ...recorded.value,
    ...toConfirm.flatMap((approverId): Write[] => {
      const approver = after.approvers[approverId]
      return approver ? [wantConfirmation({ tenantId, approverId, email: approver.email, by, now, random })] : []
    }),
    // Who is off the list confirms nothing any more.
    ...Object.entries(before.approvers)
      .filter(([id, { unconfirmed }]) => unconfirmed && !Object.hasOwn(after.approvers, id))
      .map(([approverId]): Write => ({ kind: 'close-confirmation', tenantId, approverId })),
  ])
}

/** The event of something that is about no request, and the notice that says whom to mail about it. */
export function recordWrites(
  draft: EventDraft,
  recipients: readonly Recipient[],
  changes: readonly Change[],
  random: Random,
): Outcome<readonly Write[]> {
  const sealed = seal(draft, random.bytes)
  const { id: eventId, tenantId, at } = draft
  const notice = { tenantId, eventId, at, by: noticeBy(draft.actor), recipients, changes }
  // The ledger would refuse a larger event, and a change without its record must not be.
  const largest = Math.max(...[sealed, notice].map(bytesOf))
  if (largest > maxEventBytes)
    return refused('InvalidRequest', 'Too many people change at once for one entry of the ledger. Do it in two steps.')
  return done([
    { kind: 'emit', domain: 'approver', sealed },
    { kind: 'put-notice', notice },
  ])
}

const bytesOf = (item: unknown): number => Buffer.byteLength(canonicalJson(item))

/** The wish for a code to this address; notify makes the code and mails it. */
export const wantConfirmation = (ask: {
  readonly tenantId: string
  readonly approverId: string
  readonly email: string
  readonly by: Actor
  readonly now: Instant
  readonly random: Random
}): Write => ({
  kind: 'want-confirmation',
  confirmation: {
    tenantId: ask.tenantId,
    approverId: ask.approverId,
    email: ask.email,
    wanted: ask.random.ulid(ask.now),
    by: { ...(ask.by.name && { name: ask.by.name }), ...(ask.by.email && { email: ask.by.email }) },
    wrong: 0,
    attempts: 0,
    dueAt: dueAfter(ask.now),
  },
})
