import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../functions/domain/digest.ts'
import { parseDuration } from '../../../functions/domain/time.ts'
import { offeredPeriods } from '../../../functions/link/decision-form.ts'
import { grantPage, stoppedPage } from '../../../functions/link/grant-page.ts'
import { pageHeaders } from '../../../functions/link/headers.ts'
import {
  decidedPage,
  expiredPage,
  freshMailSentPage,
  lockedPage,
  problemPage,
  requestPage,
  unknownLinkPage,
} from '../../../functions/link/page.ts'
import {
  code,
  endedView,
  facts,
  grantView,
  longest,
  outcomeStates,
  pageView,
  publicUrl,
} from '../../support/sample-views.ts'

const frame = { vendor: facts.vendor, publicUrl }
const wrong = { code: 'WrongCode', detail: 'This is not the code. Tries left: 4.' } as const
const kilobytes = (html: string) => Buffer.byteLength(html) / 1024

const stray = {
  operator: 'otto@vendor.example',
  environment: 'payroll',
  service: 'crm',
  accessLevel: 'write',
  accessUntil: '2026-11-30T01:00:00.000Z',
} as const

const pages: readonly [name: string, html: string][] = [
  ['request', requestPage(pageView({ choice: 'approve' }))],
  ['request with a wrong code', requestPage(pageView({ choice: 'deny' }, wrong))],
  ['request that can only be denied', requestPage(pageView({}, undefined, { canApprove: false }))],
  ...outcomeStates.map((state): [string, string] => [state, decidedPage(endedView(state), true)]),
  ['open access', grantPage(grantView('Approved'))],
  ['open emergency access', grantPage(grantView('Emergency', { problem: wrong }))],
  ['open access that its request does not know', grantPage({ ...endedView('Ended'), form: {}, strays: [stray] })],
  [
    'the same, for who ends it signed in',
    grantPage({ ...endedView('Ended'), form: {}, strays: [stray], signInOnly: true }),
  ],
  ['access that was stopped, whatever its request says', stoppedPage(endedView('Ended'))],
  ['locked, of an open access', lockedPage(grantView('Emergency'), 'offered')],
  ['expired', expiredPage(endedView('Expired'))],
  ['locked', lockedPage(pageView(), 'offered')],
  ['locked for good', lockedPage(pageView(), 'refused')],
  ['fresh mail', freshMailSentPage(pageView())],
  ['unknown link', unknownLinkPage(frame)],
  ['problem', problemPage(frame, { code: 'SelfApproval', detail: 'Nobody decides their own request.' })],
]

describe.each(pages)('the page of: %s', (_, html) => {
  it('is under 15 KB, without script, and loads nothing', () => {
    expect(kilobytes(html)).toBeLessThan(15)
    expect(html).not.toMatch(/<(script|img|iframe|object|embed|base)\b|\son\w+=|javascript:|\sstyle="/i)
  })

  it('has a language, one first heading and a title', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en"/)
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html).toMatch(/<title>[^<]+<\/title>/)
  })

  it('has the one style that the policy names', () => {
    const styles = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style]) => style ?? '')
    const hash = Buffer.from(sha256Hex(styles.join()), 'hex').toString('base64')
    expect(pageHeaders(facts.vendor)['content-security-policy']).toContain(`style-src 'sha256-${hash}'`)
  })
})

describe('the page of a request', () => {
  it('is under 15 KB, also when every field is at its limit', () => {
    const page = requestPage(pageView({ reason: '漢'.repeat(500) }, wrong, { changes: longest }))
    expect(kilobytes(page)).toBeLessThan(15)
  })

  it('shows what the operator wrote in full', () => {
    const detail = `${'word '.repeat(300)}END`
    expect(
      requestPage(pageView({}, undefined, { changes: { reason: { type: 'ProductionAlert', detail } } })),
    ).toContain('END')
  })

  it.each([
    ['approve', 'deny'],
    ['deny', 'approve'],
  ] as const)('has %s chosen beforehand, and not %s', (choice, other) => {
    const html = requestPage(pageView({ choice }))
    expect(html).toMatch(new RegExp(`value="${choice}"[^>]* checked`))
    expect(html).not.toMatch(new RegExp(`value="${other}"[^>]* checked`))
  })

  it('has nothing chosen when the link says nothing', () => {
    expect(requestPage(pageView())).not.toMatch(/ checked/)
  })

  it('never shows a code, not even the one that was typed', () => {
    expect(requestPage(pageView({ choice: 'approve' }, wrong))).not.toMatch(/name="code"[^>]* value=/)
    expect(requestPage(pageView()).replace('for example K7F2-QX9M', '')).not.toContain(code)
  })

  it('keeps what was chosen and typed, but for the code, when the form comes back', () => {
    const html = requestPage(
      pageView({ choice: 'approve', accessPeriod: 3600, accessLevel: 'read', reason: 'Only <today>' }, wrong),
    )
    expect(html).toMatch(/value="PT1H" selected/)
    expect(html).toMatch(/value="read" selected/)
    expect(html).toContain('Only &lt;today&gt;</textarea>')
    expect(html).toContain('aria-invalid="true"')
    expect(html).toContain('Tries left: 4.')
  })

  it('offers shorter periods and lower levels, within what the customer allows, never more', () => {
    const html = requestPage(pageView({}, undefined, { limits: { maxAccessPeriod: 7200, maxAccessLevel: 'read' } }))
    const periods = [...html.matchAll(/<option class="p\d" value="([^"]+)"/g)].map(([, value]) =>
      parseDuration(value ?? ''),
    )
    expect(periods[0]).toBe(7200)
    expect(Math.max(...periods.map((period) => period ?? Number.NaN))).toBe(7200)
    expect(html).not.toContain('name="accessLevel"')
    expect(html).toContain('Let olga@vendor.example read Production for')
  })

  it('can only deny where approving needs a sign-in', () => {
    const html = requestPage(pageView({ choice: 'approve' }, undefined, { canApprove: false }))
    expect(html).toContain('<input type="hidden" name="decision" value="deny">')
    expect(html).not.toMatch(/value="approve"|name="access/)
  })

  it('says at the field that a denial needs a reason, and has the browser ask where it can only be a denial', () => {
    const limits = { denyNeedsReason: true } as const
    const either = requestPage(pageView({}, undefined, { limits }))
    expect(either).toContain('Reason (needed to deny)')
    expect(either).toContain('Your organisation wants a reason for every denial.')
    expect(either).not.toMatch(/<textarea[^>]* required/)
    const onlyDenial = requestPage(pageView({}, undefined, { limits, canApprove: false }))
    expect(onlyDenial).toMatch(/<textarea[^>]* required/)
    const missing = requestPage(
      pageView({ choice: 'deny' }, { code: 'ReasonRequired', detail: 'Write one.' }, { limits }),
    )
    expect(missing).toMatch(/<textarea[^>]*aria-describedby="reason-error reason-hint"[^>]*aria-invalid="true"/)
    expect(missing).toContain('<a href="#reason">Write one.</a>')
    expect(requestPage(pageView())).toContain('Reason (optional)')
  })

  it('escapes everything that somebody wrote', () => {
    const evil = `"><script>alert(1)</script>'`
    const html = requestPage(
      pageView(
        { choice: 'deny', reason: `</textarea>${evil}` },
        { code: 'InvalidRequest', detail: evil },
        {
          changes: {
            environmentName: evil,
            operator: { id: evil, name: evil, email: evil, country: evil, employer: evil, client: evil },
            reason: { type: 'ProductionAlert', detail: evil },
            supportTicket: evil,
          },
          limits: { name: evil },
        },
      ),
    )
    expect(html).not.toMatch(/<script/)
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(10)
    expect(html).not.toContain(evil.slice(-2))
    expect(html.match(/<\/textarea>/g)).toHaveLength(1)
  })
})

describe('the offered periods', () => {
  it.each([
    [28_800, [28_800, 14_400, 7200, 3600, 1800, 900]],
    [120, [120]],
    [345_600, [345_600, 172_800, 86_400, 43_200, 28_800, 14_400]],
    [5400, [5400, 3600, 1800, 900, 300]],
  ])('of at most %i seconds are %j', (most, periods) => {
    expect(offeredPeriods(most)).toEqual(periods)
  })
})

describe('the page of a decided request', () => {
  it('says who decided what, and when, and how that is known', () => {
    const html = decidedPage(endedView('Denied'), false)
    expect(html).toContain('Access is denied')
    expect(html).toContain('Ada Admin denied it on Mon 23 Nov 2026, 10:25 Europe/Zurich (09:25 UTC)')
    expect(html).toContain('decided with the link and code mailed to ada@acme.example')
    expect(html).toContain('Please use the test system first.')
    expect(html).not.toContain('Your decision is recorded')
    expect(html).not.toContain('<form')
  })
})

describe('the page of an open access', () => {
  it('says what is open, since when and how long still, and has the form that stops it', () => {
    const html = grantPage(grantView('Approved'))
    expect(html).toContain('Access is approved')
    expect(html).toContain('decided with the link and code mailed to ada@acme.example')
    expect(html).toContain('It is open now: 7 hours 25 minutes left.')
    expect(html).toContain('<input type="hidden" name="action" value="stop">')
    expect(html).toContain('Stop the access of olga@vendor.example to Production')
    expect(html).toContain('refused for 24 hours')
    expect(html).not.toMatch(/name="(decision|access)/)
  })

  it('of an emergency says so before anything else, and for which incident', () => {
    const html = grantPage(grantView('Emergency'))
    expect(html).toContain('<h1 id="state">Emergency access, without approval</h1>')
    expect(html).toContain('INC-4711')
  })

  it('keeps the reason, but never a code, when the form comes back', () => {
    const html = grantPage(grantView('Emergency', { reason: 'Only <today>', problem: wrong }))
    expect(html).toContain('Only &lt;today&gt;</textarea>')
    expect(html).toContain('Nothing was stopped')
    expect(html).toContain('Tries left: 4.')
    expect(html).not.toMatch(/name="code"[^>]* value=/)
    expect(html.replace('for example K7F2-QX9M', '')).not.toContain(code)
  })

  it('is under 15 KB, also when every field is at its limit', () => {
    const html = grantPage(
      grantView('Emergency', {
        reason: '漢'.repeat(500),
        problem: wrong,
        changes: { ...longest, incident: 'I'.repeat(64) },
      }),
    )
    expect(kilobytes(html)).toBeLessThan(15)
  })

  it('escapes everything that somebody wrote', () => {
    const evil = `"><script>alert(1)</script>'`
    const html = grantPage(
      grantView('Emergency', {
        reason: `</textarea>${evil}`,
        problem: { code: 'InvalidRequest', detail: evil },
        changes: {
          environmentName: evil,
          incident: evil,
          operator: { id: evil, name: evil, email: evil },
          reason: { type: 'ProductionAlert', detail: evil },
        },
      }),
    )
    expect(html).not.toMatch(/<script/)
    expect(html.match(/<\/textarea>/g)).toHaveLength(1)
  })
})

describe('the page of a locked link', () => {
  it('of an open access offers a fresh mail that stops it', () => {
    const html = lockedPage(grantView('Emergency'), 'offered')
    expect(html).toContain('Nothing was stopped: the access is still open.')
    expect(html).toContain('Stop it with a fresh mail')
  })

  it('offers one fresh mail, and nothing that decides', () => {
    const html = lockedPage(pageView(), 'offered')
    expect(html).toContain('<input type="hidden" name="action" value="fresh">')
    expect(html).not.toMatch(/name="(code|decision)"/)
    expect(lockedPage(pageView(), 'refused')).not.toContain('<form')
  })
})

describe('the page of an unknown link', () => {
  it('is the same for everybody', () => {
    expect(unknownLinkPage(frame)).toBe(unknownLinkPage({ ...frame }))
  })
})

describe('the headers', () => {
  const csp = (logoUrl?: string) => pageHeaders(logoUrl ? { logoUrl } : {})['content-security-policy'] ?? ''

  it('allow no script, no frame, no foreign form, no referrer and no copy', () => {
    expect(csp()).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    )
    expect(pageHeaders({})).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age=63072000'),
      'x-robots-tag': expect.stringContaining('noindex'),
    })
  })

  it('allow the one logo, and no directive in disguise', () => {
    expect(csp('https://vendor.example/logo.png?v=2')).toContain('; img-src https://vendor.example/logo.png; ')
    expect(csp("https://vendor.example/a;script-src 'unsafe-inline',b")).toContain(
      "; img-src https://vendor.example/a%3Bscript-src%20'unsafe-inline'%2Cb; ",
    )
  })
})
