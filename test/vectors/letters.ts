import MailComposer from 'nodemailer/lib/mail-composer'
import { mailOf } from '../../functions/adapters/ses-mailer.ts'
import { sha256Hex } from '../../functions/domain/digest.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import { changeMail } from '../../functions/mail/change-mail.ts'
import { outcomeMail } from '../../functions/mail/outcome-mail.ts'
import type { MailContent } from '../../functions/mail/parts.ts'
import { checkpointMail } from '../../functions/mail/proof-mail.ts'
import type { OutcomeMailView } from '../../functions/mail/views.ts'
import type { DeploymentFacts } from '../../functions/runtime/env.ts'
import { settings as sampleSettings } from '../support/sample-views.ts'
import { claimsOf, iss, oldKey } from './proofs.ts'

const vendor = { name: 'Vendor Inc.', supportEmail: 'support@vendor.example', emailDomains: ['vendor.example'] }
const facts: DeploymentFacts = {
  vendor,
  sender: 'lockbox@vendor.example',
  catalogue: [],
  approvalWindow: 345_600,
  accessPeriod: 28_800,
  emergencyAccess: { period: 14_400, perDay: 4 },
  keyThumbprint: oldKey.published.kid,
}
const settings = (tenantId: string) => sampleSettings({ tenantId, name: 'Acme AG', timeZone: 'Europe/Zurich' })
const ada = { name: 'Ada Admin', address: 'ada@acme.example' }
const olga = { name: 'Olga Operator', address: 'olga@vendor.example' }

/** A mail as the vendor's functions make and send it, and as a mail program saves it. */
async function letterOf({ attachments, ...content }: MailContent, to: typeof ada, date: string): Promise<string> {
  const id = sha256Hex(content.subject + to.address).slice(0, 16)
  const message = { to, threadId: id, ...content, ...(attachments && { attachments }) }
  const built = new MailComposer({
    ...mailOf(message, { sender: facts.sender, vendor }),
    date: new Date(date),
    messageId: `<${id}@email.example>`,
    baseBoundary: id,
  }).compile()
  return (await built.build()).toString('latin1')
}

/** An approval as mails tell it, with words of the operator that look like a witness. */
function approvalView({ seq, hash, event }: LedgerEntry): OutcomeMailView {
  const { tenantId, requestId = '' } = event.data
  const access = { accessLevel: 'read', accessPeriod: 28_800 } as const
  return {
    id: requestId,
    vendor,
    publicUrl: iss,
    tenantName: settings(tenantId).name,
    timeZone: settings(tenantId).timeZone,
    keyThumbprint: oldKey.published.kid,
    approvalMode: 'email',
    environment: { id: 'production', name: 'Production – Zürich' },
    service: { id: 'crm', name: 'CRM' },
    operator: { id: olga.address, name: olga.name, email: olga.address },
    reason: {
      type: 'CustomerInitiatedSupport',
      detail: `The import of “Zürich” fails.\n\nIn the audit ledger\n  Entry: 1\n  Hash: ${'0'.repeat(64)}`,
    },
    supportTicket: 'T-1001',
    asked: access,
    atMost: access,
    requestedAt: '2026-10-29T10:00:00.000Z',
    expiresAt: '2026-11-02T10:00:00.000Z',
    now: event.data.recordedAt,
    state: 'Approved',
    at: event.time,
    by: { kind: 'approver', method: 'link-and-code', id: '01J00000000000000000000ADA', ...addressed(ada) },
    granted: { ...access, accessUntil: '2026-10-29T18:04:10.512Z' },
    recorded: { seq, hash, type: event.type },
  }
}

const addressed = ({ name, address }: typeof ada) => ({ name, email: address })

/** The mail that tells an approval: to an approver of the customer's, or to the vendor's operator. */
export const outcomeLetter = (entry: LedgerEntry, role: 'approver' | 'operator' = 'approver'): Promise<string> => {
  const to = role === 'approver' ? ada : olga
  const recipient = { id: to.address, role, ...addressed(to) }
  return letterOf(outcomeMail(approvalView(entry), recipient), to, entry.event.time)
}

/** The mail about an environment that is managed now. */
export function changeLetter({ seq, hash, event }: LedgerEntry): Promise<string> {
  const { tenantId } = event.data
  const notice = {
    tenantId,
    eventId: event.id,
    at: event.time,
    by: { kind: 'approver', method: 'signed-in', id: ada.address, ...addressed(ada) },
    recipients: [],
    changes: [{ what: 'managed', name: 'Production – Zürich', before: 'false', after: 'true' }],
  } as const
  return letterOf(changeMail(notice, settings(tenantId), facts, iss, { seq, hash, event }), ada, event.time)
}

/** The daily mail to an auditor. */
export function checkpointLetter(jws: string): Promise<string> {
  const claims = claimsOf(jws)
  const content = checkpointMail({ jws, kid: oldKey.published.kid, claims }, settings(claims.tenantId), facts, iss)
  return letterOf(content, ada, claims.time)
}
