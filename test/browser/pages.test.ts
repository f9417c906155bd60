import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type PageServer, servePages } from '../support/page-server.ts'
import { served } from '../support/sample-pages.ts'

const screenshots = 'test-results/browser'
// 320 CSS pixels is what WCAG 1.4.10 (reflow) asks for: also a 1280 pixel window at 400 % zoom.
const narrowAndLight = { colorScheme: 'light', width: 320 } as const
const wideAndDark = { colorScheme: 'dark', width: 1024 } as const
/** The rules whose answer depends on colours and widths; all others have been asked when these are. */
const rulesOfLooks = ['color-contrast', 'link-in-text-block', 'target-size']

let browser: Browser
let server: PageServer
let context: BrowserContext
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), servePages(served)])
  context = await browser.newContext()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** What the browser itself complains about: the page's policy refused something, or something failed to load. */
function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('request', (request) => {
    if (!request.isNavigationRequest() && !request.url().endsWith('/favicon.ico')) heard.push(`loads ${request.url()}`)
  })
  return heard
}

describe.each([...served.keys()])('%s', (path) => {
  it('is accessible, fits narrow and wide, and loads nothing', async () => {
    const page = await context.newPage()
    const heard = complaints(page)
    await look(page, narrowAndLight)
    await page.goto(server.origin + path)
    // A mail has no landmarks of its own: it is an article in somebody else's page.
    const practices = path.startsWith('/page/') ? ['best-practice'] : []
    const all = axe(page).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...practices])
    expect(await sideways(page)).toBe(0)
    expect(await violations(all)).toEqual([])
    await keep(page, path, narrowAndLight)

    await look(page, wideAndDark)
    expect(await sideways(page)).toBe(0)
    expect(await violations(axe(page).withRules(rulesOfLooks))).toEqual([])
    await keep(page, path, wideAndDark)

    expect(heard).toEqual([])
    await page.close()
  })
})

type Look = typeof narrowAndLight | typeof wideAndDark

const look = (page: Page, { colorScheme, width }: Look) =>
  Promise.all([page.emulateMedia({ colorScheme }), page.setViewportSize({ width, height: 800 })])

/** Pixels that the page is too wide. */
const sideways = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

// Legacy mode: there are no frames, and without it every analysis opens a page more.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode()

const violations = async (builder: AxeBuilder): Promise<readonly string[]> =>
  (await builder.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)

/** A picture for people to look at. A browser that is out of breath may fail to take it: it is asked again. */
async function keep(page: Page, path: string, { colorScheme, width }: Look): Promise<void> {
  const picture = { path: `${screenshots}${path}-${width}-${colorScheme}.png`, fullPage: true }
  await page.screenshot(picture).catch(() => page.screenshot(picture))
}
