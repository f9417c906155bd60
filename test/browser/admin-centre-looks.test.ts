import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { problem } from '../support/web/answers.ts'
import type { FakeName } from '../support/web/people.ts'
import { type FakeSite, fakeSite } from '../support/web/site.ts'
import { visitAs } from '../support/web/visit.ts'
import { readVariants, vectorsFolder } from '../vectors/cases.ts'

const screenshots = 'test-results/browser/admin-centre'
const request = '/app/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X'

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const exported = (name: string, change: (text: string) => string = (text) => text) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(change(readFileSync(join(vectorsFolder, 'audit.ndjson'), 'utf8'))),
})
/** Verifies it, with the checkpoints and keys of the site. */
const verify = (file: ReturnType<typeof exported>) => async (page: Page) => {
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByLabel('Thumbprints that you trust').fill(readVariants().files.pins[0] ?? '')
  await press('Verify')(page)
  await page.getByRole('heading', { name: 'What was verified' }).waitFor()
}

interface Sight {
  readonly path: string
  readonly person?: FakeName
  /** What is done before it is looked at. */
  readonly act?: (page: Page) => Promise<void>
}

/** Every page, and every dialog that is not like another one. */
const sights: Readonly<Record<string, Sight>> = {
  welcome: { path: '/' },
  'action-needed': { path: '/app/policies/lockbox' },
  history: { path: '/app/policies/lockbox?tab=history&environmentId=production' },
  nothing: { path: '/app/policies/lockbox', person: 'nora' },
  refused: { path: '/app/policies/lockbox', person: 'stranger' },
  request: { path: `${request}0001` },
  'request-long': { path: `${request}0002` },
  'request-revoked': { path: `${request}0014` },
  approve: { path: `${request}0001`, act: press('Approve…') },
  revoke: { path: `${request}0003`, act: press('Revoke access…') },
  emergency: { path: `${request}0005` },
  'emergency-over': { path: `${request}0006` },
  'emergency-acknowledge': { path: `${request}0005`, act: press('Acknowledge…') },
  'access-open': { path: `${request}0003` },
  settings: { path: '/app/settings' },
  'settings-save': {
    path: '/app/settings',
    act: async (page) => {
      await page.getByLabel('A denial needs a reason').check()
      await press('Save changes…')(page)
    },
  },
  environments: { path: '/app/environments' },
  'emergency-lift': { path: '/app/environments', act: press(/^Lift the refusal/) },
  audit: { path: '/app/audit', act: press(/^230\./) },
  verify: { path: '/app/verify', person: 'amir' },
  'verify-holds': { path: '/app/verify', person: 'amir', act: verify(exported('audit.ndjson')) },
  'verify-tampered': {
    path: '/app/verify',
    person: 'amir',
    act: verify(exported('audit.ndjson', (text) => text.replace('list customers', 'list invoices'))),
  },
  'unknown-page': { path: '/app/nowhere' },
  receipt: { path: '/app/receipts/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0014' },
  'receipt-none': { path: '/app/receipts/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0001' },
  'receipt-unknown': { path: '/app/receipts/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X9999' },
  'vendor-receipt': { path: '/app/vendor/receipts/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0003', person: 'olivia' },
  'vendor-requests': { path: '/app/vendor/requests', person: 'olivia' },
  'vendor-new': { path: '/app/vendor/requests/new', person: 'olivia', act: press('Ask the customer') },
  'vendor-request': { path: '/app/vendor/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0003', person: 'olivia' },
  'vendor-more-time': {
    path: '/app/vendor/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0003',
    person: 'olivia',
    act: press('Ask for more time…'),
  },
  'vendor-emergency': { path: '/app/vendor/emergency', person: 'bea', act: press('Open emergency access…') },
  'vendor-emergency-open': { path: '/app/vendor/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0005', person: 'bea' },
  'vendor-operators': { path: '/app/vendor/operators', person: 'vera' },
  'vendor-end-grants': {
    path: '/app/vendor/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0005',
    person: 'vera',
    act: press(/^End all grants/),
  },
  'vendor-tenants': { path: '/app/vendor/tenants', person: 'vera' },
}

let browser: Browser
let site: FakeSite
beforeAll(async () => {
  ;[browser, site] = await Promise.all([launchBrowser(), fakeSite()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

// A phone in the dark, a desk in the light: between them every rule of width and colour is asked.
const looks = [
  { width: 360, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const

describe.each(Object.entries(sights))('%s', (name, { path, person = 'anna', act }) => {
  it('is accessible, fits, and breaks no policy, narrow and wide, light and dark', async () => {
    site.reset()
    const { page, complaints } = await visitAs(browser, site, person)
    await page.goto(site.origin + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    await act?.(page)
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.waitForTimeout(300)
      const picture = { path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: act === undefined }
      await page.screenshot(picture).catch(() => page.screenshot(picture))
      const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('light and dark', () => {
  it('follow the system until somebody chooses, and the choice is there before the first paint', async () => {
    const { page } = await visitAs(browser, site, 'anna', { colorScheme: 'dark' })
    const dark = () => page.evaluate("document.body.classList.contains('awsui-dark-mode')")
    await page.goto(site.origin)
    await page.getByRole('button', { name: 'Switch to light mode' }).click()
    await expect.poll(dark).toBe(false)
    // The app itself never arrives: only the page, its styles and the script that chooses.
    await page.route(/assets\/app-.*\.js/, (route) => route.abort())
    await page.reload()
    expect(await dark()).toBe(false)
    await page.evaluate('localStorage.clear()')
    await page.reload()
    expect(await dark()).toBe(true)
    await page.context().close()
  })
})

describe('what the server cannot answer', () => {
  it('is said, with a way to try again', async () => {
    site.reset()
    const { page } = await visitAs(browser, site, 'anna')
    const release = site.api.arrange(
      'GET /tenant/environments',
      problem(403, 'Forbidden', 'The call was refused, for a test.'),
    )
    await page.goto(`${site.origin}/app/environments`)
    await page.getByText('The call was refused, for a test.').waitFor()
    release()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Production: managed').waitFor()
    await page.context().close()
  })
})

async function violations(page: Page): Promise<readonly string[]> {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(rules)
    // Cloudscape's own bar of a phone: a <nav> may not say which way it lies. It does no harm, and is not ours to mend.
    .exclude('nav[aria-orientation]')
    .analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
}
