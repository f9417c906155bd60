import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { onFakeSite } from '../support/web/on-fake-site.ts'
import { caseOf, readVariants, vectorsFolder } from '../vectors/cases.ts'

const { desk, open, button } = onFakeSite()
const all = readVariants()

/** A file as somebody chooses it, changed as this variant says. */
const variant = (name: string) => {
  const found = all.variants.find((one) => one.name === name)
  if (!found) throw new Error(`there is no variant ${name}`)
  return caseOf(all, found)
}
const file = (name: string, content: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
})
const vector = (name: string) => file(name, readFileSync(join(vectorsFolder, name), 'latin1'))

async function choose(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(files)
}
const pin = (page: Page) => page.getByLabel('Thumbprints that you trust').fill(all.files.pins[0] ?? '')

describe('Verify', () => {
  it('is in the menu of auditors, and says that it is a convenience', async () => {
    const page = await open('/app/audit', 'amir')
    await page.getByRole('link', { name: 'Verify' }).click()
    await page.getByRole('heading', { level: 1, name: 'Verify' }).waitFor()
    await page.getByText('A convenience, not the proof').waitFor()
    await page.getByText(/lockbox audit verify/).waitFor()
    expect(await button(page, 'Verify').isDisabled()).toBe(true)
  })

  it('verifies an export with the checkpoints and keys that it fetches', async () => {
    const page = await open('/app/verify', 'amir')
    await choose(page, file('audit.ndjson', variant('untouched').export))
    await pin(page)
    await button(page, 'Verify').click()
    await page.getByText('It holds: audit.ndjson').waitFor()
    await page.getByText('It is sealed up to entry 21; 2 of the newest entries are not sealed yet.').waitFor()
    await page.getByText('pinned by you').waitFor()
    expect(desk.site.api.calls.some(({ route }) => route === 'GET /audit/checkpoints')).toBe(true)
  })

  it('verifies all of the files of an auditor without asking anybody', async () => {
    const page = await open('/app/verify', 'amir')
    await page.getByLabel(/Fetch the checkpoints/).uncheck()
    const names = [...all.files.receipts, ...all.files.statements, 'checkpoints.jws', 'keys.json']
    await choose(
      page,
      file('audit.ndjson', variant('untouched').export),
      ...names.map(vector),
      ...all.files.mails.map(vector),
    )
    await pin(page)
    await button(page, 'Verify').click()
    await page.getByText('It holds: audit.ndjson').waitFor()
    await page.getByText('2, 1 and 2', { exact: true }).waitFor()
    expect(desk.site.api.calls.some(({ route }) => /checkpoints|ledger-keys/.test(route))).toBe(false)
  })

  it('takes an export that is older than the checkpoints, and one that is said to be a part', async () => {
    const page = await open('/app/verify', 'amir')
    const lines = variant('untouched').export.split('\n')
    await choose(page, file('older.ndjson', `${lines.slice(0, 20).join('\n')}\n`))
    await pin(page)
    await button(page, 'Verify').click()
    await page.getByText('It holds: older.ndjson').waitFor()
    await page.getByText(/^One checkpoint that was fetched is of entries behind the end/).waitFor()
    const again = await open('/app/verify', 'amir')
    await choose(again, file('later.ndjson', lines.slice(10).join('\n')))
    await pin(again)
    await button(again, 'Verify').click()
    await again.getByText('Tampered: later.ndjson').waitFor()
    await again.getByLabel('The export is a part').check()
    await button(again, 'Verify').click()
    await again.getByText('This part holds: later.ndjson').waitFor()
  })

  it('names the first broken entry, with what was expected', async () => {
    const page = await open('/app/verify', 'amir')
    await choose(page, file('audit.ndjson', variant('bit flip in an event').export))
    await pin(page)
    await button(page, 'Verify').click()
    await page.getByText('Tampered: audit.ndjson').waitFor()
    await page.getByText('First: entry 7, line 7. The content is not what was hashed.').waitFor()
    expect(await page.getByText(/^Expected: hash [0-9a-f]{64}/).count()).toBe(1)
  })

  it('tells a fork by the mail that was kept', async () => {
    const page = await open('/app/verify', 'amir')
    const second = variant('a second history, signed with the real keys')
    await choose(
      page,
      file('audit.ndjson', second.export),
      file('checkpoints.jws', second.checkpoints ?? ''),
      vector('outcome.eml'),
    )
    await pin(page)
    await button(page, 'Verify').click()
    await page.getByText('Forked: audit.ndjson').waitFor()
    await page
      .getByText(/outcome\.eml.*entry 6/)
      .first()
      .waitFor()
  })

  it.each([
    ['what is no export', [file('holiday.ndjson', 'a\nb\n')], /not an export of a ledger/],
    ['a file of something else', [file('notes.json', '{}')], 'notes.json is neither an export'],
    ['no export at all', [vector('checkpoints.jws')], 'There is no export among the files.'],
    ['two exports', [vector('audit.ndjson'), file('b.ndjson', '{"event":1}\n')], /are both exports/],
    ['the newest first', [file('a.ndjson', turned())], /newest entry comes first/],
    [
      'a mail that says nothing',
      [vector('audit.ndjson'), file('a.eml', 'Subject: hi\r\n\r\nhi\r\n')],
      /names no entry/,
    ],
  ])('says what to do about %s', async (_, files, words) => {
    const page = await open('/app/verify', 'amir')
    await choose(page, ...files)
    await button(page, 'Verify').click()
    await page.getByText('Nothing could be verified').waitFor()
    await page.getByText(words).first().waitFor()
  })

  it('takes no thumbprint that is none', async () => {
    const page = await open('/app/verify', 'amir')
    await choose(page, vector('audit.ndjson'))
    await page.getByLabel('Thumbprints that you trust').fill('secret')
    await page.getByText(/secret is no thumbprint/).waitFor()
    expect(await button(page, 'Verify').isDisabled()).toBe(true)
  })

  it('can be used with the keyboard alone', async () => {
    const page = await open('/app/verify', 'amir')
    await choose(page, file('audit.ndjson', variant('untouched').export))
    await page.getByLabel('Thumbprints that you trust').focus()
    await page.keyboard.type(all.files.pins[0] ?? '')
    for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Verify')
    await page.keyboard.press('Enter')
    await page.getByText('It holds: audit.ndjson').waitFor()
  })

  it('shows how far it is with a large file, and stops', async () => {
    const page = await open('/app/verify', 'amir')
    // As large as to take a while; what is in it repeats itself, which is wrong, and takes as long.
    await choose(page, file('audit.ndjson', variant('untouched').export.repeat(300)))
    await button(page, 'Verify').click()
    await page
      .getByText(/[1-9]\d* entries so far/)
      .first()
      .waitFor()
    await button(page, 'Stop').click()
    await button(page, 'Verify').waitFor()
    expect(await page.getByText('Tampered').count()).toBe(0)
  })
})

function turned(): string {
  return `${variant('untouched').export.trim().split('\n').reverse().join('\n')}\n`
}
