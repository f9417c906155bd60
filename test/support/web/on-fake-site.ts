import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser } from '../browser.ts'
import type { FakeName } from './people.ts'
import { type FakeSite, fakeSite } from './site.ts'
import { visitAs } from './visit.ts'

/**
 * One browser and one fake site for the tests of a file. Each test begins with the site as new and a browser without
 * pages, and fails when a browser complained about something.
 */
export function onFakeSite() {
  const desk = {} as { browser: Browser; site: FakeSite }
  let complaints: (readonly string[])[] = []
  beforeAll(async () => {
    const [browser, site] = await Promise.all([launchBrowser(), fakeSite()])
    Object.assign(desk, { browser, site })
  })
  afterAll(async () => {
    await desk.browser?.close()
    await desk.site?.close()
  })
  beforeEach(() => {
    desk.site.reset()
    complaints = []
  })
  afterEach(async () => {
    await Promise.all(desk.browser.contexts().map((context) => context.close()))
    expect(complaints.flat()).toEqual([])
  })

  return {
    desk,
    /** A page as somebody sees it who signs in as this person. */
    open: async (path: string, person: FakeName = 'anna'): Promise<Page> => {
      const visit = await visitAs(desk.browser, desk.site, person)
      complaints.push(visit.complaints)
      await visit.page.goto(desk.site.origin + path)
      return visit.page
    },
    button: (page: Page, name: string | RegExp) => page.getByRole('button', { name }),
    /** What was sent to a route last. */
    bodyOf: (route: string) => desk.site.api.calls.findLast((call) => call.route === route)?.body,
    tenant: () => desk.site.api.tenants['acme-bank']!,
  }
}
