import { describe, expect, it } from 'vitest'
import { reminderMail } from '../../../functions/mail/reminder-mail.ts'
import { warningMail } from '../../../functions/mail/warning-mail.ts'
import { code, linkId, mailView, publicUrl } from '../../support/sample-views.ts'

const until = '2026-11-23T17:00:00.000Z'
const second = { ...mailView(), link: { id: `${linkId}2`, code: 'ZZZZ-0000' }, id: 'acme.SECOND' }
const drill = { ...mailView(), drill: true as const }

describe('the reminder', () => {
  const mail = reminderMail([mailView(), second], 1)

  it.each(['text', 'html'] as const)('has link, code and question of each request in its %s', (form) => {
    for (const part of [code, 'ZZZZ-0000', linkId, 'Olga Operator', 'acme.SECOND', '3 requests', '1 more wait'])
      expect(mail[form]).toContain(part)
    expect(mail[form].split('/decide/')).toHaveLength(5)
  })
  it('says the rule of the code once, and nothing of what the operator wrote', () => {
    expect(mail.text.split('only this code decides')).toHaveLength(2)
    expect(mail.text).not.toContain(mailView().reason.detail)
  })
  it('loads nothing from anywhere, and links to our own pages only', () => {
    expect(mail.html).not.toMatch(/<(img|script|link|iframe|object|video|audio)\b|@import|url\(/i)
    for (const [url] of mail.text.matchAll(/https?:\/\/\S+/g)) expect(url.startsWith(publicUrl)).toBe(true)
  })
  it('of a fire drill says so before anything else; of several requests each says it', () => {
    expect(reminderMail([drill], 0).subject).toMatch(/^FIRE DRILL: /)
    expect(reminderMail([drill], 0).text).toMatch(/^FIRE DRILL\n/)
    expect(reminderMail([mailView(), drill], 0).subject).not.toContain('FIRE DRILL')
    expect(reminderMail([mailView(), drill], 0).text).toContain('Fire drill: would you let')
  })
})

describe('the warning', () => {
  it.each(['text', 'html'] as const)(
    'says when the access ends and how to go on, without any link, in its %s',
    (form) => {
      const mail = warningMail({ ...mailView(), now: '2026-11-23T16:30:00.000Z' }, until)
      for (const part of ['ends in 30 minutes', 'Mon 23 Nov 2026, 18:00 Europe/Zurich (17:00 UTC)', 'acme.01KAQ4W2Z0'])
        expect(mail[form]).toContain(part)
      expect(mail[form]).not.toContain('/decide/')
      expect(mail[form]).not.toContain(code)
    },
  )
})
