import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { problem } from '../support/web/answers.ts'
import { type FakeSite, fakeSite } from '../support/web/site.ts'
import { visitAs } from '../support/web/visit.ts'

const id = 'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0014'

let browser: Browser
let site: FakeSite
beforeAll(async () => {
  ;[browser, site] = await Promise.all([launchBrowser(), fakeSite()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe('a receipt', () => {
  it('is reached from its request, says who did what, and is kept as it was signed', async () => {
    site.reset()
    const { page, complaints } = await visitAs(browser, site, 'anna')
    await page.goto(`${site.origin}/app/requests/${id}`)
    await page.getByRole('link', { name: 'Signed, from the audit ledger' }).click()
    await page.getByRole('heading', { name: /^Access revoked, by / }).waitFor()
    expect(page.url()).toContain(`/app/receipts/${id}`)
    const shown = (await page.locator('.jws').textContent()) ?? ''
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`receipt-${id}.jws`)
    expect(readFileSync((await download.path()) ?? '', 'utf8')).toBe(`${shown}\n`)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('fits on one sheet of paper, without the menu around it', async () => {
    site.reset()
    const { page } = await visitAs(browser, site, 'anna')
    await page.goto(`${site.origin}/app/receipts/${id}`)
    await page.getByRole('heading', { name: /^Access revoked, by / }).waitFor()
    await page.emulateMedia({ media: 'print' })
    await page.screenshot({ path: 'test-results/browser/admin-centre/receipt-print.png', fullPage: true })
    for (const around of ['#top', 'nav'])
      for (const one of await page.locator(around).all()) expect(await one.isVisible(), around).toBe(false)
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    const pdf = await page.pdf({ format: 'A4', path: 'test-results/browser/admin-centre/receipt.pdf' })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.context().close()
  })

  it('is light on paper, and dark again on a dark screen', async () => {
    site.reset()
    const { page } = await visitAs(browser, site, 'anna', { colorScheme: 'dark' })
    await page.goto(`${site.origin}/app/receipts/${id}`)
    await page.getByRole('heading', { name: /^Access revoked, by / }).waitFor()
    const dark = () => page.evaluate("document.body.classList.contains('awsui-dark-mode')")
    const seen = [await dark()]
    for (const moment of ['beforeprint', 'afterprint']) {
      await page.evaluate(`dispatchEvent(new Event('${moment}'))`)
      seen.push(await dark())
    }
    expect(seen).toEqual([true, false, true])
    await page.context().close()
  })

  it('that is not there yet says so, and one that cannot be had says why, with a way to try again', async () => {
    site.reset()
    const { page } = await visitAs(browser, site, 'anna')
    await page.goto(`${site.origin}/app/receipts/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0001`)
    await page.getByText('There is no receipt yet').waitFor()
    const release = site.api.arrange(`GET /audit/receipts/${id}`, problem(500, 'InternalError', 'Our side went wrong.'))
    await page.goto(`${site.origin}/app/receipts/${id}`)
    await page.getByText('Could not load the receipt').waitFor({ timeout: 30_000 })
    release()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: /^Access revoked, by / }).waitFor()
    await page.context().close()
  })
})
