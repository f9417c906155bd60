import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))

// The deployed page, as it comes over the wire, in a browser that runs no script of anybody's.
describe('the link page in a browser', () => {
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    browser = await launchBrowser()
    context = await browser.newContext({ javaScriptEnabled: false })
  })
  afterAll(() => browser.close())

  const open = async (path: string) => {
    const page = await context.newPage()
    await page.goto(new URL(path, story.target.apiUrl).href)
    return page
  }

  it('approves for less than was asked: the link of the mail, a wrong code, the right one', async () => {
    const { id, ticket } = await story.started(await story.tenant(), { accessLevel: 'write' })
    const page = await open(`${ticket.path}?choice=approve`)
    expect(await page.getByRole('radio', { name: 'Approve' }).isChecked()).toBe(true)
    await page.getByLabel('Code from the mail').fill('0000-0000')
    await page.getByRole('button').click()
    expect(await page.getByRole('alert').textContent()).toContain('Tries left: 4')

    await page.getByLabel('Access', { exact: true }).selectOption('read')
    await page.getByLabel('For how long').selectOption('PT1H')
    await page.getByLabel('Reason').fill('Today only\nplease')
    await page.getByLabel('Code from the mail').fill(ticket.code.toLowerCase())
    await page.getByRole('button').click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Access is approved')
    expect(await story.request(id)).toMatchObject({
      state: 'Approved',
      granted: { accessLevel: 'read', accessPeriod: 'PT1H' },
      decided: { reason: 'Today only\nplease' },
    })

    const later = await open(`${ticket.path}?choice=deny`)
    expect(await later.getByRole('heading', { level: 1 }).textContent()).toBe('Access is approved')
    // Nothing is left to decide; what is open can be stopped.
    expect(await later.getByRole('radio').count()).toBe(0)
    await later.getByLabel('Code from the mail').fill(ticket.code)
    await later.getByRole('button', { name: /^Stop the access of otto@vendor\.example to Production$/ }).click()
    expect(await later.getByRole('heading', { level: 1 }).textContent()).toBe('Access is revoked')
    expect(await story.request(id)).toMatchObject({ state: 'Revoked' })
  })

  it('denies by keyboard alone', async () => {
    const { id, ticket } = await story.started(await story.tenant())
    const page = await open(`${ticket.path}?choice=deny`)
    await page.getByLabel('Code from the mail').focus()
    await page.keyboard.type(ticket.code)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Access is denied' }).waitFor()
    expect(await story.request(id)).toMatchObject({ state: 'Denied' })
  })

  it('is accessible as it is served', async () => {
    const { ticket } = await story.started(await story.tenant())
    const page = await (await browser.newContext({ bypassCSP: true })).newPage()
    await page.goto(new URL(ticket.path, story.target.apiUrl).href)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations).toEqual([])
  })
})
