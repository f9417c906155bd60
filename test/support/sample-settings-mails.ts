import type { EventType } from '../../functions/domain/events.ts'
import type { Notice } from '../../functions/domain/notice.ts'
import { changeMail } from '../../functions/mail/change-mail.ts'
import { confirmMail } from '../../functions/mail/confirm-mail.ts'
import { checkpointMail, statementMail } from '../../functions/mail/proof-mail.ts'
import { welcomeMail } from '../../functions/mail/welcome-mail.ts'
import { checkpointNotice, sampleCheckpoint, sampleStatement, sampleThumbprint, statementNotice } from './proofs.ts'
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

const longNamed = settings({ name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 100) })

/** Mails about what the customer decides, and proofs of the ledger, by name. */
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
  'auditor-added': changed(
    {
      ...notice,
      changes: [
        {
          what: 'auditor',
          after: 'Internal audit, audit@acme.example',
          mails: { after: ['checkpoints', 'statements'] },
        },
      ],
    },
    'lockbox.settings.changed',
  ),
  welcome: welcomeMail(settings(), facts, publicUrl, {
    seq: 1,
    hash: 'ab'.repeat(32),
    event: { type: 'lockbox.settings.created', time: notice.at } as never,
  }).html,
  checkpoint: checkpointMail(
    { jws: checkpointNotice().jws, kid: sampleThumbprint, claims: sampleCheckpoint },
    settings(),
    facts,
    publicUrl,
  ).html,
  statement: statementMail(
    { jws: statementNotice().jws, kid: sampleThumbprint, claims: sampleStatement },
    settings(),
    facts,
    publicUrl,
  ).html,
  'statement-longest': statementMail(
    {
      jws: statementNotice().jws,
      kid: sampleThumbprint,
      claims: { ...sampleStatement, text: '漢字とかな'.repeat(100), entries: null, head: null },
    },
    longNamed,
    facts,
    publicUrl,
  ).html,
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
