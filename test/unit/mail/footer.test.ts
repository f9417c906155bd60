import { describe, expect, it } from 'vitest'
import { commentMail } from '../../../functions/mail/comment-mail.ts'
import { acknowledgeMail, emergencyMail } from '../../../functions/mail/emergency-mail.ts'
import { outcomeMail } from '../../../functions/mail/outcome-mail.ts'
import type { MailContent } from '../../../functions/mail/parts.ts'
import { reminderMail } from '../../../functions/mail/reminder-mail.ts'
import { noticeMail, requestMail } from '../../../functions/mail/request-mail.ts'
import type { RequestMailView } from '../../../functions/mail/views.ts'
import { warningMail } from '../../../functions/mail/warning-mail.ts'
import { sampleThumbprint } from '../../support/proofs.ts'
import { mails } from '../../support/sample-pages.ts'
import { emergencyView, mailView, now, outcomeMailView, toAda, toOperator } from '../../support/sample-views.ts'

const line = `Key of this ledger's checkpoints: ${sampleThumbprint}`
const comment = { id: 'c', at: now, by: { kind: 'operator' as const, name: 'Olga' }, text: 'Why?' }
const without = ({ keyThumbprint: _, ...view }: RequestMailView): RequestMailView => view

const texts: Readonly<Record<string, MailContent>> = {
  request: requestMail(mailView()),
  notice: noticeMail(mailView()),
  outcome: outcomeMail(outcomeMailView('Approved'), toAda),
  'outcome to the operator': outcomeMail(outcomeMailView('Denied'), toOperator),
  emergency: emergencyMail(emergencyView()),
  acknowledge: acknowledgeMail(emergencyView()),
  reminder: reminderMail([mailView()], 0),
  comment: commentMail(mailView(), comment, toAda as never),
  warning: warningMail(mailView(), now),
}

describe('the footer', () => {
  it.each(Object.entries(texts))(
    'of the mail "%s" names the key once, in both forms, behind everything that others wrote',
    (_, mail) => {
      const lines = mail.text.split('\n')
      expect(lines.filter((each) => each === line)).toHaveLength(1)
      expect(lines.at(-1)).toBe(line)
      expect(mail.html.split(sampleThumbprint)).toHaveLength(2)
      expect(mail.html.indexOf(sampleThumbprint)).toBeGreaterThan(mail.html.lastIndexOf('</blockquote>'))
    },
  )

  it.each(Object.keys(mails))('stands in the HTML of the sample "%s"', (name) => {
    expect(mails[name]).toContain(sampleThumbprint)
  })

  it('names the key before it while that one still counts, and the one to come with its day', () => {
    const { text, html } = requestMail({
      ...mailView(),
      otherKeys: [{ thumbprint: 'former' }, { thumbprint: 'coming', from: '2026-12-01T00:00:00.000Z' }],
    })
    for (const words of ['The one before it, which still counts: former', 'from 2026-12-01 on: coming']) {
      expect(text).toContain(words)
      expect(html).toContain(words)
    }
  })

  it('is left out where the key is not known', () => {
    for (const mail of [requestMail(without(mailView())), warningMail(without(mailView()), now)])
      expect(mail.text + mail.html).not.toContain("ledger's checkpoints")
  })
})
