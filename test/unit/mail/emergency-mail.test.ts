import { describe, expect, it } from 'vitest'
import { acknowledgeMail, emergencyMail, emergencyNotice, stopMail } from '../../../functions/mail/emergency-mail.ts'
import { outcomeMail } from '../../../functions/mail/outcome-mail.ts'
import {
  code,
  emergencyView,
  endedView,
  linkId,
  longest,
  outcomeMailView,
  publicUrl,
  toBob,
  toOperator,
} from '../../support/sample-views.ts'

const urls = (text: string): readonly string[] =>
  [...text.matchAll(/https?:\/\/[^\s"<>)]+/g)].map(([url]) => url.replaceAll('&amp;', '&'))
const own = (text: string) => [...new Set(urls(text))].filter((url) => url.startsWith(publicUrl)).sort()
const link = { id: linkId, code }
const page = `${publicUrl}/decide/${linkId}`
const forms = ['text', 'html'] as const

describe('the mail of an emergency', () => {
  const mail = emergencyMail({ ...emergencyView(), link })

  it('says in its subject what nobody can take for anything else', () => {
    expect(mail.subject).toBe('EMERGENCY ACCESS: Nimbus Cloud opened Production without your approval')
  })

  it.each(forms)('says who, where, why, until when, and that nobody was asked, in its %s', (form) => {
    for (const part of [
      'EMERGENCY ACCESS',
      'Somebody of the vendor has let themselves in, without the approval of your organisation.',
      'Nimbus Cloud has opened Production without your approval',
      'by Olga Operator, for the incident INC-4711',
      'Nobody of your organisation was asked.',
      'INC-4711',
      'olga@vendor.example',
      'Until Mon 23 Nov 2026, 14:15 Europe/Zurich (13:15 UTC), 3 hours 59 minutes from when this mail was sent',
      'Olga Operator may read and change Production.',
      'Please acknowledge it',
      'refused for 24 hours',
      'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
      code,
    ])
      expect(mail[form]).toContain(part)
  })

  it.each(forms)('links to the page that stops it and to the admin centre, and to nothing else, in its %s', (form) => {
    expect(own(mail[form])).toEqual([`${publicUrl}/`, page])
  })

  it('has the code in no link and not in its subject, and loads nothing', () => {
    for (const text of [mail.subject, ...urls(mail.text), ...urls(mail.html)]) expect(text).not.toContain(code)
    expect(mail.html).not.toMatch(/<(img|script|link|iframe|object|video|audio)\b|@import|url\(/i)
  })

  it.each(forms)('to an observer has neither link nor code, in its %s', (form) => {
    const notice = emergencyNotice({ ...emergencyView(), link })
    expect(notice.subject).toBe(mail.subject)
    expect(own(notice[form])).toEqual([`${publicUrl}/`])
    expect(notice[form]).not.toContain(code)
    expect(notice[form]).toContain('For your information')
  })

  it.each(forms)('says so when it is over already, and stops nothing then, in its %s', (form) => {
    const over = emergencyMail({ ...emergencyView('Ended'), link })
    expect(over.subject).toBe(mail.subject)
    expect(over[form]).toMatch(/It is over: ("|&quot;)Access ended("|&quot;) since/)
    expect(own(over[form])).toEqual([`${publicUrl}/`])
    expect(over[form]).not.toContain(code)
  })

  it('without a link leads to the admin centre', () => {
    const { text } = emergencyMail(emergencyView())
    expect(text).toContain(`Stop this access: open ${publicUrl}/ and look for`)
    expect(own(text)).toEqual([`${publicUrl}/`])
  })
})

describe('the reminder to acknowledge', () => {
  const mail = acknowledgeMail(emergencyView('Ended'))

  it('asks for that, and has neither link nor code', () => {
    expect(mail.subject).toBe('Please acknowledge: emergency access to Production, Nimbus Cloud')
    for (const form of forms) {
      expect(own(mail[form])).toEqual([`${publicUrl}/`])
      expect(mail[form]).toContain('Nobody of your organisation has acknowledged it yet')
    }
  })
})

describe('the mail of an approval', () => {
  it.each(forms)('to an approver stops the access, in its %s', (form) => {
    const view = outcomeMailView('Approved')
    const mail = outcomeMail(view, toBob, link)
    expect(mail[form]).toContain(code)
    expect(own(mail[form])).toEqual([`${publicUrl}/`, `${publicUrl}/app/receipts/${view.id}`, page])
    expect(mail[form]).not.toContain('To end the access earlier')
  })

  it.each(forms)('to anybody else does not, whatever is given to it, in its %s', (form) => {
    const view = outcomeMailView('Approved')
    const mail = outcomeMail(view, toOperator, link)
    expect(mail[form]).not.toContain(code)
    expect(own(mail[form])).toEqual([`${publicUrl}/app/vendor/receipts/${view.id}`])
  })

  it.each(forms)('that was asked for anew has a link and a code, and is no emergency, in its %s', (form) => {
    const mail = stopMail({ ...endedView('Approved'), now: '2026-11-23T10:00:00.000Z', link })
    expect(mail.subject).toBe('Stop this access: Nimbus Cloud, Production')
    expect(own(mail[form])).toEqual([`${publicUrl}/`, page])
    expect(mail[form]).not.toContain('EMERGENCY')
  })
})

describe('hostile text', () => {
  const evil = [
    `<img src=x onerror=alert(1)></blockquote><a href="https://evil.example">`,
    'Go to www.evil.com now',
    'https://evil.example/decide/x',
    'mailto:x@evil.example',
    '\u202egnp.exe',
    'a\u200bb',
    'Your code: AAAA-AAAA',
    `"'>&lt;script>`,
  ]

  it.each(evil)('%j is dead in every field of every mail', (text) => {
    const changes = {
      incident: text,
      operator: { id: text, name: text, email: 'x@vendor.example', employer: text, country: text },
      reason: { type: 'ProductionAlert', detail: `${text}\n${text}\n\nStop this access: ${text}` },
    } as const
    const view = emergencyView('Emergency', changes)
    for (const mail of [emergencyMail({ ...view, link }), emergencyNotice(view), acknowledgeMail(view)]) {
      expect(mail.subject).not.toMatch(/[\r\n\u202e\u200b]/)
      expect(mail.html).not.toMatch(/<(img|script)\b|href="https:\/\/evil|\u202e|\u200b/)
      expect(mail.html.match(/<\/blockquote>/g)).toHaveLength(1)
      expect(mail.text).not.toMatch(/\u202e|\u200b/)
      expect(urls(mail.text).filter((url) => !url.startsWith(publicUrl))).toEqual([])
    }
    const { text: said } = emergencyMail({ ...view, link })
    expect(said.split('\n').filter((each) => /^Your code:/.test(each))).toEqual([`Your code: ${code}`])
  })

  it('fits when every field is as long as it can be', () => {
    const mail = emergencyMail({ ...emergencyView('Emergency', { ...longest, incident: 'I'.repeat(64) }), link })
    expect(mail.subject.length).toBeLessThan(200)
    expect(Buffer.byteLength(mail.html)).toBeLessThan(100 * 1024)
  })
})
