import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { problem } from '../support/web/answers.ts'
import { minutesFromNow, requestOf } from '../support/web/data.ts'
import { onFakeSite } from '../support/web/on-fake-site.ts'

const { desk, open, button, bodyOf, tenant } = onFakeSite()
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
const requestPath = (n: number) => `/app/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X${String(n).padStart(4, '0')}`

describe('signing in', () => {
  it('has a way in for customers and one for the vendor, and a way out', async () => {
    const page = await open('/')
    await button(page, 'Sign in as a customer').click()
    await heading(page, 'Customer Lockbox')
    expect(new URL(page.url()).pathname).toBe('/app/policies/lockbox')
    await button(page, /Account of Anna Keller/).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await button(page, 'I work for Example Vendor').click()
    await heading(page, 'My requests')
    expect(new URL(page.url()).pathname).toBe('/app/vendor/requests')
  })

  it('comes back to the page, with its filters, that one wanted to see', async () => {
    const page = await open('/app/policies/lockbox?tab=history&state=Denied')
    await page.getByRole('link', { name: 'T-895' }).waitFor()
    expect(new URL(page.url()).search).toBe('?tab=history&state=Denied')
    await page.reload()
    await page.getByRole('link', { name: 'T-895' }).waitFor()
  })

  it('keeps no token where a script could find it later', async () => {
    const page = await open('/app/policies/lockbox')
    await heading(page, 'Customer Lockbox')
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
    expect(kept).not.toContain('eyJ')
  })

  it('says when a session has ended, and loses neither the page nor what was typed', async () => {
    const page = await open(requestPath(1))
    await page.getByLabel('Write a comment').fill('Why the whole table?')
    desk.site.provider.endSessions()
    await button(page, 'Send comment').click()
    await page.getByText('Your session has ended', { exact: true }).waitFor()
    expect(await page.getByLabel('Write a comment').inputValue()).toBe('Why the whole table?')
    await button(page, 'Sign in again').click()
    await page.getByLabel('Write a comment').waitFor()
    expect(new URL(page.url()).pathname).toBe(requestPath(1))
    expect(await page.getByLabel('Write a comment').inputValue()).toBe('Why the whole table?')
    await button(page, 'Send comment').click()
    await page.getByRole('log').getByText('Why the whole table?').waitFor()
    expect(await page.getByLabel('Write a comment').inputValue()).toBe('')
  })

  it('refuses a callback that nobody here asked for', async () => {
    const page = await open('/app/signed-in?code=stolen&state=unknown')
    await page.getByText('You could not be signed in').waitFor()
  })
})

describe('the list of requests', () => {
  it('shows a new request without a reload, counts it and tells a screen reader', async () => {
    const page = await open('/app/policies/lockbox')
    await page.getByRole('tab', { name: 'Action needed (2)' }).waitFor()
    tenant().requests.unshift(
      requestOf('acme-bank', { n: 99, state: 'ActionNeeded', ticket: 'T-NEW', startedHoursAgo: 0 }),
    )
    await page.getByRole('link', { name: 'T-NEW' }).waitFor({ timeout: 20_000 })
    await page.getByRole('tab', { name: 'Action needed (3)' }).waitFor()
    await page.getByText('1 new request waits for a decision').waitFor({ state: 'attached' })
    expect(await page.title()).toBe('(3) Customer Lockbox – Customer Lockbox')
  })

  it('filters the history, keeps the filters in the address, and pages', async () => {
    const page = await open('/app/policies/lockbox?tab=history')
    await page.getByRole('tab', { name: /History \(\d+\+\)/ }).waitFor()
    const rows = page.getByRole('table').getByRole('row')
    const before = await rows.count()
    await button(page, 'Show older requests').click()
    await expect.poll(() => rows.count()).toBeGreaterThan(before)
    await button(page, 'Filters').click()
    await page.getByLabel('Support request ID').fill('T-0990')
    await button(page, 'Apply filters').click()
    await expect.poll(() => rows.count()).toBe(3)
    expect(new URL(page.url()).searchParams.get('supportTicket')).toBe('T-0990')
    await page.getByLabel('Support request ID').fill('nothing like it')
    await button(page, 'Apply filters').click()
    await page.getByText('No request matches the filters').waitFor()
  })

  it('goes to a request and back with the browser, and begins each page at its heading', async () => {
    const page = await open('/app/policies/lockbox')
    await page.getByRole('link', { name: 'T-1001' }).click()
    await heading(page, 'Olivia Meier: Production')
    await page.goBack()
    await page.getByRole('link', { name: 'T-1001' }).waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Customer Lockbox')
  })

  it('says what to do where there is nothing, and whose address is not confirmed', async () => {
    const page = await open('/app/policies/lockbox', 'nora')
    await page.getByText('Nothing waits for you').waitFor()
    await page.getByText('Your address is not confirmed').waitFor()
    await page.getByText('Nobody can decide').waitFor()
  })

  it('says in the API’s own words why somebody sees nothing', async () => {
    const page = await open('/app/policies/lockbox', 'stranger')
    await page
      .getByText('You are not on the list of approvers of your organisation. Ask one of them.')
      .first()
      .waitFor()
    await button(page, 'Try again').first().waitFor()
  })

  it('asks for new answers only where something changed', async () => {
    const page = await open('/app/policies/lockbox')
    await page.getByRole('link', { name: 'T-1001' }).waitFor()
    const answer = await page.waitForResponse((response) => response.url().includes('/tenant/requests?'), {
      timeout: 20_000,
    })
    expect(answer.status()).toBe(304)
  })
})

describe('deciding', () => {
  it('says on its button what will happen, and sends what was chosen with what was shown', async () => {
    const page = await open(requestPath(1))
    await button(page, 'Approve…').click()
    await button(page, 'Let olivia@vendor.example read and change Production for 8 hours').waitFor()
    await page.getByLabel('Access', { exact: true }).click()
    await page.getByRole('option', { name: 'Read: see data, change nothing' }).click()
    await page.getByLabel('For how long').click()
    await page.getByRole('option', { name: '1 hour', exact: true }).click()
    await page.getByLabel('Reason (optional)').fill('Go ahead.')
    await button(page, 'Let olivia@vendor.example read Production for 1 hour').click()
    await page.getByText('Approved: olivia@vendor.example may read Production for 1 hour.').waitFor()
    expect(bodyOf(`POST ${requestPath(1).replace('/app', '/tenant')}/decision`)).toEqual({
      decision: 'approve',
      digest: 'digest-1',
      accessLevel: 'read',
      accessPeriod: 'PT1H',
      reason: 'Go ahead.',
    })
    await button(page, 'Revoke access…').waitFor()
  })

  it('tells the second of two administrators who was faster, and with what', async () => {
    const [anna, bruno] = await Promise.all([open(requestPath(1)), open(requestPath(1), 'bruno')])
    await button(anna, 'Approve…').click()
    await button(bruno, 'Deny…').click()
    await button(bruno, 'Deny olivia@vendor.example access to Production').click()
    await bruno.getByText('Denied: olivia@vendor.example gets no access to Production.').waitFor()
    await button(anna, /^Let olivia@vendor.example/).click()
    await anna.getByText('Bruno Frei was faster: the request is already “Denied”. Nothing was changed.').waitFor()
    await anna.getByText('Denied', { exact: true }).first().waitFor()
    expect(await button(anna, 'Approve…').count()).toBe(0)
  })

  it('can be done by keyboard alone', async () => {
    const page = await open(requestPath(1))
    await button(page, 'Deny…').waitFor()
    const focused = () => page.evaluate('document.activeElement.textContent')
    for (let i = 0; i < 30 && (await focused()) !== 'Deny…'; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    for (let i = 0; i < 10 && (await page.evaluate('document.activeElement.tagName')) !== 'TEXTAREA'; i++)
      await page.keyboard.press('Tab')
    await page.keyboard.type('Not on a Friday.')
    for (let i = 0; i < 10 && !String(await focused()).startsWith('Deny olivia'); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('gets no access to Production.').waitFor()
    expect(tenant().requests[0]?.decided?.reason).toBe('Not on a Friday.')
  })

  it('is left by Escape without deciding, and what was typed stays', async () => {
    const page = await open(requestPath(1))
    await button(page, 'Deny…').click()
    await page.getByLabel('Reason (optional)').fill('Perhaps')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(tenant().requests[0]?.state).toBe('ActionNeeded')
    await button(page, 'Deny…').click()
    expect(await page.getByLabel('Reason (optional)').inputValue()).toBe('Perhaps')
  })

  it('needs a reason where the organisation wants one, and says why somebody may not', async () => {
    tenant().settings = { ...tenant().settings, denyNeedsReason: true }
    const own = { code: 'SelfApproval', detail: 'Nobody decides their own request. Ask another approver.' }
    tenant().requests[1] = { ...tenant().requests[1]!, refusals: { approve: own, deny: own } }
    const page = await open(requestPath(1))
    await button(page, 'Deny…').click()
    const deny = button(page, /^Deny olivia/)
    expect(await deny.isDisabled()).toBe(true)
    await page.getByLabel('Reason', { exact: true }).fill('No.')
    await deny.click()
    await page.getByText('Denied: ').waitFor()
    await page.goto(desk.site.origin + requestPath(2))
    await page.getByText(own.detail).filter({ visible: true }).waitFor()
    expect(await button(page, 'Approve…').getAttribute('aria-disabled')).toBe('true')
  })

  it('keeps the dialog, with all that was typed, when the server fails', async () => {
    const page = await open(requestPath(1))
    const route = `POST ${requestPath(1).replace('/app', '/tenant')}/decision`
    const release = desk.site.api.arrange(route, problem(503, 'Busy', 'Too much at once. Try again in a second.'))
    await button(page, 'Approve…').click()
    await button(page, /^Let olivia/).click()
    await page.getByText('Too much at once. Try again in a second.').waitFor()
    release()
    await button(page, /^Let olivia/).click()
    await page.getByText('Approved: ').waitFor()
  })
})

describe('a request', () => {
  it('is revoked with every other access that its button names', async () => {
    const page = await open(requestPath(3))
    await button(page, 'Revoke access…').click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('listitem').count()).toBe(2)
    await dialog.getByText('File storage').waitFor()
    await page.getByLabel('Only this one; leave the others open').check()
    await button(page, 'End olivia@vendor.example’s access to Production now').waitFor()
    await page.getByLabel('Only this one; leave the others open').uncheck()
    await button(page, 'End all 2 accesses of olivia@vendor.example to Production now').click()
    await page.getByText('Olivia Meier no longer has access to Production: Databases, File storage.').waitFor()
  })

  it('shows how each mail went, and sends it again', async () => {
    const page = await open(requestPath(1))
    await page.getByText('The mailbox is full').waitFor()
    await button(page, 'Mail Bruno Frei again').click()
    await page.getByText('The mail goes out again').waitFor()
    expect(bodyOf(`POST ${requestPath(1).replace('/app', '/tenant')}/mails`)).toEqual({ approverIds: ['A2'] })
  })

  it('that is not there says so', async () => {
    const page = await open('/app/requests/acme-bank.nothing')
    await page.getByText('There is no such request, or it is not yours to see. Check the id.').waitFor()
  })
})

describe('a fire drill', () => {
  it('is started from the list, says what it is, and shows who answered how', async () => {
    const page = await open('/app/policies/lockbox')
    await button(page, 'Start a fire drill').click()
    await button(page, 'Mail a fire drill to every approver').click()
    await page.getByText('FIRE DRILL', { exact: true }).waitFor()
    await page.getByText('Anna Keller: got the mail, no answer yet').waitFor()
    await page.getByText('Bruno Frei: did not get the mail').waitFor()
    await button(page, 'Approve…').click()
    await page.getByText('FIRE DRILL: no door opens, whatever you decide.').waitFor()
    await button(page, /^Let support@vendor.example/).click()
    await page.getByText('Anna Keller: got the mail, approved after 0 minutes, signed in').waitFor()
  })
})

describe('the vendor’s proposal', () => {
  const proposal = {
    id: 'P1',
    name: 'Petra Neu',
    email: 'petra.neu@acme-bank.example',
    reason: 'Your service desk asked us to.',
    proposedAt: minutesFromNow(-60),
    effectiveAt: minutesFromNow(60 * 71),
    state: 'waiting' as const,
    you: false,
  }

  it('shows on every page, and any approver stops it', async () => {
    tenant().proposal = proposal
    const page = await open('/app/environments')
    await page.getByText('The vendor proposes Petra Neu as an approver').waitFor()
    await button(page, 'Stop this proposal').click()
    await button(page, 'Keep Petra Neu from becoming an approver').click()
    await page.getByText('The proposal is stopped.').waitFor()
    await page.getByText('The vendor proposes Petra Neu').waitFor({ state: 'hidden' })
  })

  it('is accepted by the proposed person alone, once its time has come', async () => {
    tenant().proposal = { ...proposal, email: 'sven.fremd@acme-bank.example' }
    const page = await open('/app/policies/lockbox', 'stranger')
    await expect.poll(() => button(page, 'Become an approver').getAttribute('disabled')).not.toBeNull()
    tenant().proposal = { ...proposal, email: 'sven.fremd@acme-bank.example', effectiveAt: minutesFromNow(-1) }
    await page.reload()
    await button(page, 'Become an approver').click()
    await button(page, 'Make me an approver').click()
    await page.getByText('You are an approver now.').waitFor()
    await page.getByRole('link', { name: 'T-1001' }).waitFor()
  })
})
