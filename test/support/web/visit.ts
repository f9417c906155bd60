import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { FakeName } from './people.ts'
import type { FakeSite } from './site.ts'

export interface Visit {
  readonly page: Page
  /** What the browser complained about: a policy, a script, a file. Refusals of the API are no complaints. */
  readonly complaints: readonly string[]
}

/** Somebody in a browser of their own, who signs in as that person. */
export async function visitAs(
  browser: Browser,
  site: FakeSite,
  person: FakeName,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  await context.addCookies([{ name: 'person', value: person, url: site.origin }])
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const refusal = message.text().startsWith('Failed to load resource')
    if (!refusal && ['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { page, complaints }
}
