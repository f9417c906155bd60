import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type PageServer, servePages } from '../support/page-server.ts'
import { served } from '../support/sample-pages.ts'

let browser: Browser
let server: PageServer
let context: BrowserContext
let page: Page
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), servePages(served)])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(async () => {
  server.posted.length = 0
  // The page has no script; without JavaScript it must do the same.
  context = await browser.newContext({ javaScriptEnabled: false })
  page = await context.newPage()
})
afterEach(() => context.close())

const open = (name: string) => page.goto(`${server.origin}/page/${name}`)
/** Waits until the one button says this, to the eye and to a screen reader: what is not displayed has no name. */
const says = (words: string) => page.getByRole('button', { name: words, exact: true }).waitFor({ timeout: 2000 })
/** Waits until the server has answered a form: only an answer has this heading. */
const answered = () => page.getByRole('heading', { name: 'Access is approved' }).waitFor()
const focused = () => page.locator(':focus').getAttribute('id')

describe('the form of a decision', () => {
  it('says on its button what will happen, and follows every choice without a script', async () => {
    await open('request-approve')
    await says('Let olga@vendor.example read and change Production for 8 hours')
    await page.getByLabel('For how long').selectOption('1 hour')
    await page.getByLabel('Access', { exact: true }).selectOption('Read')
    await says('Let olga@vendor.example read Production for 1 hour')
    await page.getByLabel('Deny').check()
    await says('Deny olga@vendor.example access to Production')
    expect(await page.getByLabel('For how long').isVisible()).toBe(false)
  })

  it('says what is true when nothing was chosen, or nothing can be', async () => {
    await open('request-deny')
    await says('Deny olga@vendor.example access to Production')
    await open('request-limited')
    await says('Let olga@vendor.example read Production for 2 minutes')
    await open('request')
    await says('Send my decision')
  })

  it('is not sent without a choice and a code', async () => {
    await open('request')
    await page.getByLabel('Code from the mail').fill('K7F2-QX9M')
    await page.getByRole('button').click()
    await page.getByLabel('Approve').check()
    await page.getByLabel('Code from the mail').fill('')
    await page.getByRole('button').click()
    expect(server.posted).toEqual([])
  })

  it('can be filled in and sent by keyboard alone, and its answer shows', async () => {
    await page.goto(`${server.origin}/page/request-approve?choice=approve`)
    const walk: (string | null)[] = []
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('Tab')
      walk.push(await focused())
    }
    expect(walk).toEqual(['approve', 'level', 'period', 'reason', 'code'])
    await page.keyboard.type('k7f2 qx9m')
    await page.keyboard.press('Enter')
    await answered()
    expect(server.posted).toEqual([
      {
        path: '/page/request-approve?choice=approve',
        fields: { decision: 'approve', accessLevel: 'write', accessPeriod: 'PT8H', reason: '', code: 'k7f2 qx9m' },
      },
    ])
  })

  it('can be turned into a denial by keyboard alone', async () => {
    await open('request-approve')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('deny')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('K7F2-QX9M')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await answered()
    expect(server.posted[0]?.fields).toMatchObject({ decision: 'deny', code: 'K7F2-QX9M' })
  })

  it('brings the eye and the screen reader to what went wrong', async () => {
    await open('request-wrong-code')
    expect(await page.locator(':focus').getAttribute('role')).toBe('alert')
    await page.getByRole('link', { name: 'Tries left: 4' }).click()
    expect(await focused()).toBe('code')
    expect(await page.locator('#code').getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('#code').inputValue()).toBe('')
  })

  it('of a tenant that approves signed in only can only deny', async () => {
    await open('request-deny-only')
    await page.getByLabel('Code from the mail').fill('K7F2-QX9M')
    await page.getByRole('button', { name: 'Deny olga@vendor.example access to Production' }).click()
    await answered()
    expect(server.posted[0]?.fields).toEqual({ decision: 'deny', reason: '', code: 'K7F2-QX9M' })
  })

  it('tells nobody where it came from', async () => {
    const referrers: (string | undefined)[] = []
    page.on('request', (request) => referrers.push(request.headers().referer))
    await open('request-deny-only')
    await page.getByLabel('Code from the mail').fill('K7F2-QX9M')
    await page.getByRole('button').click()
    await answered()
    expect(referrers.filter(Boolean)).toEqual([])
  })
})

describe('the page of a locked link', () => {
  it('asks for a fresh mail with one press', async () => {
    await open('locked')
    await page.getByRole('button', { name: 'Send me a fresh mail' }).click()
    await answered()
    expect(server.posted[0]?.fields).toEqual({ action: 'fresh' })
  })
})

describe('a page in somebody else’s frame', () => {
  it('does not show, where a page without its headers does', async () => {
    const frame = (name: string) => `<iframe name="${name}" src="${server.origin}/${name}"></iframe>`
    await page.setContent(frame('page/request-approve') + frame('mail/request'))
    await page.frameLocator('[name="mail/request"]').getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.frameLocator('[name="page/request-approve"]').getByRole('heading').count()).toBe(0)
  })
})
