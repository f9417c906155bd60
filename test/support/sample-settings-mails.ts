import type { EventType } from '../../functions/domain/events.ts'
import type { Notice } from '../../functions/domain/notice.ts'
import { changeMail } from '../../functions/mail/change-mail.ts'
import { confirmMail } from '../../functions/mail/confirm-mail.ts'
import { facts, publicUrl } from './sample-views.ts'
import { settings } from './world.ts'

const notice: Notice = {
  tenantId: 'acme',
  eventId: 'settings#2',
  at: '2026-11-23T09:00:00.000Z',
  by: { kind: 'approver', method: 'signed-in', id: 'A', name: 'Ada Admin', email: 'ada@acme.example' },
  recipients: [],
  changes: [
    { what: 'policy', before: 'on', after: 'off' },
    { what: 'maxAccessPeriod', before: 'PT8H', after: 'PT2H' },
    { what: 'approver', after: 'Carol Case, carol@acme.example' },
    { what: 'approver', before: 'Bob Boss, bob@acme.example' },
  ],
}
const longName = `${'Wolfeschlegelsteinhausenbergerdorff'.repeat(2)}, ${'a'.repeat(64)}@${'b'.repeat(60)}.example`

const changed = (given: Notice, type: EventType) =>
  changeMail(given, settings(), facts, publicUrl, { seq: 41, hash: 'ab'.repeat(32), event: { type } as never }).html

const confirm = (name: string) =>
  confirmMail({
    settings: settings(),
    facts,
    publicUrl,
    approver: { name: 'Carol Case', email: 'carol@acme.example', unconfirmed: true },
    by: { name, email: 'ada@acme.example' },
    code: 'K7F2-QX9M',
    now: notice.at,
  }).html

/** Mails about what the customer decides, by name. */
export const settingsMails: Readonly<Record<string, string>> = {
  confirm: confirm('Ada Admin'),
  'confirm-longest': confirm('Wolfeschlegelsteinhausenbergerdorff'.repeat(3)),
  'settings-changed': changed(notice, 'lockbox.settings.changed'),
  'settings-changed-longest': changed(
    { ...notice, changes: [{ what: 'approver', before: longName, after: longName }] },
    'lockbox.settings.changed',
  ),
  'environment-unmanaged': changed(
    { ...notice, changes: [{ what: 'managed', name: 'Production', before: 'true', after: 'false' }] },
    'lockbox.environment.unmanaged',
  ),
  proposal: changed(
    {
      ...notice,
      by: { kind: 'vendor-admin', method: 'access-token', id: 'v', name: 'Vera Adams', email: 'vera@vendor.example' },
      changes: [{ what: 'proposal', after: 'Petra Proposed, petra@acme.example' }],
      reason: 'The only administrator has left.',
      effectiveAt: '2026-11-26T09:00:00.000Z',
    },
    'lockbox.approver.proposed',
  ),
}
