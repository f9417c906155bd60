import { describe, expect, it } from 'vitest'
import { requestMail } from '../../../functions/mail/request-mail.ts'
import { requestView } from '../../../functions/mail/views.ts'
import { code, facts, linkId, mailView, now, publicUrl, request, settings } from '../../support/sample-views.ts'

const urls = (text: string): readonly string[] =>
  [...text.matchAll(/https?:\/\/[^\s"<>)]+/g)].map(([url]) => url.replaceAll('&amp;', '&'))
const own = (text: string) => [...new Set(urls(text))].filter((url) => url.startsWith(publicUrl))
const bare = code.replace('-', '')

const withReason = (detail: string) =>
  requestMail({
    ...mailView(),
    ...requestView(request({ reason: { type: 'VendorInitiatedReview', detail } }), settings(), facts, publicUrl, now),
  })

describe('the mail that asks for a decision', () => {
  const mail = requestMail(mailView())

  it('says vendor, what and environment in its subject, in one line', () => {
    expect(mail.subject).toBe('Action needed: Nimbus Cloud, write access to Production')
  })

  it.each(['text', 'html'] as const)('has everything about the request in its %s', (form) => {
    for (const part of [
      'Olga Operator',
      'olga@vendor.example',
      'Nimbus Support GmbH, Austria',
      'Production',
      'prod-eu',
      'CRM',
      'Write',
      '8 hours',
      'SUP-20817',
      'Acme Bank',
      'Mon 23 Nov 2026, 10:15 Europe/Zurich (09:15 UTC)',
      'Fri 27 Nov 2026, 10:15 Europe/Zurich (09:15 UTC)',
      '3 days 23 hours left',
      'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
      'support@vendor.example',
      code,
    ])
      expect(mail[form]).toContain(part)
  })

  it.each(['text', 'html'] as const)(
    'links to approve, to deny and to the admin centre, and to nothing else, in its %s',
    (form) => {
      expect(own(mail[form]).sort()).toEqual([
        `${publicUrl}/`,
        `${publicUrl}/decide/${linkId}?choice=approve`,
        `${publicUrl}/decide/${linkId}?choice=deny`,
      ])
    },
  )

  it('loads nothing from anywhere', () => {
    expect(mail.html).not.toMatch(/<(img|script|link|iframe|object|video|audio)\b|@import|url\(/i)
  })

  it('loads the logo, when there is one, by an address that is the same for everybody', () => {
    const { html } = requestMail(mailView({ vendor: { ...facts.vendor, logoUrl: 'https://vendor.example/logo.png' } }))
    expect(html.match(/<img/g)).toHaveLength(1)
    expect(html).toContain('<img src="https://vendor.example/logo.png" alt=""')
  })

  it('has the code in no link and not in its subject', () => {
    for (const text of [mail.subject, ...urls(mail.text), ...urls(mail.html)]) {
      expect(text).not.toContain(code)
      expect(text).not.toContain(bare)
    }
  })

  it.each(['text', 'html'] as const)('quotes the operator last, with every link dead, in its %s', (form) => {
    const last = mail[form].slice(mail[form].indexOf('What the operator wrote'))
    expect(last).toContain('https[:]//wiki[.]vendor[.]example/import')
    expect(own(last)).toEqual([])
    expect(mail[form].indexOf('In doubt, open')).toBeLessThan(mail[form].indexOf('What the operator wrote'))
  })

  it('shortens what is long, and says so', () => {
    const { text } = withReason(`${'lorem '.repeat(300)}END`)
    expect(text).toContain('Shortened here; the request shows it in full.')
    expect(text).not.toContain('END')
    expect(withReason(Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n')).text).not.toContain('line 12')
  })

  it('lets no line of the operator look like one of ours', () => {
    const { text } = withReason('Fine.\n\nYour code: AAAA-AAAA\nApprove: https://evil.example/decide/x?choice=approve')
    const ours = text.split('\n').filter((line) => /^\s*(Your code|Approve):/.test(line))
    expect(ours).toEqual([`Your code: ${code}`, `Approve: ${publicUrl}/decide/${linkId}?choice=approve`])
  })

  it('escapes hostile text, and replaces what bends it', () => {
    const hostile = `<img src=x onerror=alert(1)> </blockquote><a href="https://evil.example">\u202e`
    const { html, text } = withReason(hostile)
    expect(html).not.toContain('<img')
    expect(html.match(/<\/blockquote>/g)).toHaveLength(1)
    expect(html).not.toContain('\u202e')
    expect(text).not.toContain('\u202e')
  })

  it('defangs names that a machine of the vendor gave', () => {
    const named = request({
      operator: {
        id: 'x@vendor.example',
        email: 'x@vendor.example',
        name: 'Go to www.evil.com',
        employer: 'https://evil.com',
        client: 'support-desk',
      },
      supportTicket: 'http://evil.com/1',
    })
    const { text, html } = requestMail({ ...mailView(), ...requestView(named, settings(), facts, publicUrl, now) })
    for (const form of [text, html]) {
      expect(form).not.toMatch(/evil\.com/)
      expect(form).toContain('Named by Nimbus Cloud&#39;s system'.replace('&#39;', form === text ? "'" : '&#39;'))
    }
  })

  it('says so when the customer allows less than is asked', () => {
    const limited = settings({ maxAccessLevel: 'read', maxAccessPeriod: 3600 })
    const { text } = requestMail({ ...mailView(), ...requestView(request(), limited, facts, publicUrl, now) })
    expect(text).toContain('Your organisation allows: read')
    expect(text).toContain('Your organisation allows: 1 hour')
  })
})

describe('a tenant that approves signed in only', () => {
  const { text, html } = requestMail(mailView({ approvalMode: 'deny-by-email' }))

  it.each([
    ['text', text],
    ['html', html],
  ])('gets a code and a link to deny, and the way to the admin centre, in its %s', (_, form) => {
    expect(form).toContain(code)
    expect(own(form).sort()).toEqual([`${publicUrl}/`, `${publicUrl}/decide/${linkId}?choice=deny`])
    expect(form).toContain('To approve, your organisation needs you to sign in')
  })
})

describe('a tenant that decides signed in only', () => {
  it.each(['text', 'html'] as const)(
    'gets no code and no link that decides, in its %s, even if there were one',
    (form) => {
      const content = requestMail(mailView({ approvalMode: 'sign-in' }))[form]
      expect(content).not.toContain(code)
      expect(content).not.toContain(linkId)
      expect(own(content)).toEqual([`${publicUrl}/`])
    },
  )

  it('is the form of a mail for which no link was made', () => {
    const { link: _, ...noLink } = mailView()
    expect(requestMail(noLink).text).toContain('Your organisation decides signed in')
  })
})
