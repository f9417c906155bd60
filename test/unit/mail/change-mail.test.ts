import { describe, expect, test } from 'vitest'
import type { EventType } from '../../../functions/domain/events.ts'
import type { Notice } from '../../../functions/domain/notice.ts'
import { changeMail } from '../../../functions/mail/change-mail.ts'
import { confirmMail } from '../../../functions/mail/confirm-mail.ts'
import { facts } from '../../support/doubles.ts'
import { settings } from '../../support/world.ts'

const notice = (changes: Partial<Notice> = {}): Notice => ({
  tenantId: 'acme',
  eventId: 'settings#2',
  at: '2026-11-23T09:00:00.000Z',
  by: { kind: 'approver', method: 'signed-in', id: 'A', name: 'Ada Admin', email: 'ada@acme.example' },
  recipients: [],
  changes: [{ what: 'policy', before: 'on', after: 'off' }],
  ...changes,
})
const mail = (given: Notice, type: EventType = 'lockbox.settings.changed') =>
  changeMail(given, settings(), facts, 'https://l.example', {
    seq: 41,
    hash: 'ab'.repeat(32),
    event: { type } as never,
  })
const evil = '<b>Eve</b> https://evil.example/'

describe('the mail about a change', () => {
  test('says who, when, what it was and what it is, and where the ledger has it, in both forms', () => {
    const { subject, text, html } = mail(notice())
    expect(subject).toBe('The settings have changed: Vendor Customer Lockbox')
    for (const words of [
      'The lockbox settings of Acme Bank have changed',
      'Ada Admin changed them on Mon 23 Nov 2026, 10:00 Europe/Zurich (09:00 UTC).',
      'On record: signed in as ada@acme.example.',
      'Lockbox policy',
      'Off: access needs no approval',
      'Before: On',
      '41',
      'ab'.repeat(32),
    ]) {
      expect(text).toContain(words)
      expect(html).toContain(words)
    }
    expect(text).toContain('https://l.example/app/settings')
  })

  test.each<[string, Notice['changes'][number], string]>([
    ['approver added', { what: 'approver', after: 'Carol, c@acme.example' }, 'Approver: Added: Carol, c@acme.example'],
    ['approver removed', { what: 'approver', before: 'Bob, b@acme.example' }, 'Approver: Removed: Bob, b@acme.example'],
    [
      'approver changed',
      { what: 'approver', before: 'Bob, b@acme.example', after: 'Bob, b@new.example' },
      'Approver: Changed: Bob, b@new.example; Before: Bob, b@acme.example',
    ],
    ['confirmed', { what: 'confirmed', after: 'Carol, c@acme.example' }, 'Approver: Confirmed: Carol, c@acme.example'],
    ['observer', { what: 'observer', after: 'Olaf, o@acme.example' }, 'Observer: Added: Olaf, o@acme.example'],
    [
      'period',
      { what: 'maxAccessPeriod', before: 'PT8H', after: 'PT90M' },
      'Longest access: 1 hour 30 minutes; Before: 8 hours',
    ],
    [
      'way',
      { what: 'approvalMode', before: 'email', after: 'sign-in' },
      'How to decide: Signed in only; Before: By mail or signed in',
    ],
    [
      'level',
      { what: 'maxAccessLevel', before: 'write', after: 'read' },
      'Highest access: Read; Before: Read and change',
    ],
    ['reason', { what: 'denyNeedsReason', before: 'no', after: 'yes' }, 'Reason to deny: Needed; Before: Not needed'],
    [
      'environment',
      { what: 'managed', name: 'Production', before: 'true', after: 'false' },
      'Environment: Production; Now: Not managed: access needs no approval; Before: Managed: access needs an approval',
    ],
  ])('says it in words: %s', (_, change, line) => {
    expect(mail(notice({ changes: [change] })).text).toContain(line)
  })

  test('lets nothing that somebody typed become a link or markup', () => {
    const given = notice({
      by: { kind: 'approver', method: 'signed-in', id: 'A', name: evil, email: 'eve@acme.example' },
      changes: [
        { what: 'approver', after: `${evil}, eve@acme.example` },
        { what: 'name', before: 'Acme', after: evil },
        { what: 'managed', name: evil, before: 'true', after: 'false' },
      ],
      reason: evil,
    })
    const { text, html } = mail(given)
    expect(text).not.toContain('https://evil.example')
    expect(html).not.toContain('https://evil.example')
    expect(html).not.toContain('<b>Eve</b>')
  })

  test('about a proposal says that nothing has changed yet, from when on it may be, and why', () => {
    const given = notice({
      by: { kind: 'vendor-admin', method: 'access-token', id: 'v', name: 'Vera', email: 'vera@vendor.example' },
      changes: [{ what: 'proposal', after: 'Petra, petra@acme.example' }],
      reason: 'Everybody has left.',
      effectiveAt: '2026-11-26T09:00:00.000Z',
    })
    const { subject, text } = mail(given, 'lockbox.approver.proposed')
    expect(subject).toBe('Proposal of an approver: Vendor Customer Lockbox')
    for (const words of [
      'Vendor proposes an approver for Acme Bank',
      'Nothing has changed yet. From Thu 26 Nov 2026, 10:00 Europe/Zurich (09:00 UTC) on',
      'signed in at the vendor as vera@vendor.example',
      'Petra, petra@acme.example',
      '> Everybody has left.',
    ])
      expect(text).toContain(words)
  })
})

describe('the mail with the code for an address', () => {
  const confirm = (name = 'Ada Admin') =>
    confirmMail({
      settings: settings(),
      facts,
      publicUrl: 'https://l.example',
      approver: { name: 'Carol Case', email: 'carol@acme.example', unconfirmed: true },
      by: { name, email: 'ada@acme.example' },
      code: 'K7F2-QX9M',
      now: '2026-11-23T09:00:00.000Z',
    })

  test('has the code, who asked for it, where to type it, and what to do if it is not expected', () => {
    const { subject, text, html } = confirm()
    expect(subject).toBe('Confirm your address: Vendor Customer Lockbox')
    for (const words of ['K7F2-QX9M', 'Ada Admin', 'ada@acme.example', 'Acme Bank', 'https://l.example/app/settings']) {
      expect(text).toContain(words)
      expect(html).toContain(words)
    }
    expect(text).toContain('You did not expect this?')
  })

  test('says so when they asked for it themselves', () => {
    const own = confirmMail({
      settings: settings(),
      facts,
      publicUrl: 'https://l.example',
      approver: { name: 'Carol Case', email: 'carol@acme.example', unconfirmed: true },
      by: { name: 'Carol Case', email: 'Carol@acme.example' },
      code: 'K7F2-QX9M',
      now: '2026-11-23T09:00:00.000Z',
    })
    expect(own.text).toContain('You asked for a new code.')
    expect(confirm().text).toContain('Ada Admin, ada@acme.example asks you to confirm your address.')
  })

  test('has the code in no link, and none in its subject', () => {
    const { subject, html } = confirm()
    for (const [, href] of html.matchAll(/href="([^"]+)"/g)) expect(href).not.toContain('K7F2')
    expect(subject).not.toContain('K7F2')
  })

  test('lets a name be no link', () => {
    expect(confirm(evil).html).not.toContain('https://evil.example')
    expect(confirm(evil).text).not.toContain('https://evil.example')
  })
})
