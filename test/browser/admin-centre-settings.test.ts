import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { entriesOf } from '../support/web/data.ts'
import { onFakeSite } from '../support/web/on-fake-site.ts'

const { desk, open, button, bodyOf, tenant } = onFakeSite()

describe('tenant settings', () => {
  it('are saved as a whole, after a dialog has shown what changes', async () => {
    const page = await open('/app/settings')
    await page.getByText('Deny by mail, approve signed in').click()
    await page.getByLabel('Longest access').click()
    await page.getByRole('option', { name: '4 hours', exact: true }).click()
    await button(page, 'Add an approver').click()
    const row = page.getByRole('group', { name: 'approver 4' })
    await button(page, 'Save changes…').click()
    await row.getByText('Give a name.').waitFor()
    await row.getByLabel('Name').fill('Dora Neu')
    await page.getByRole('group', { name: 'Dora Neu' }).getByLabel('E-mail').fill('dora.neu@acme-bank.example')
    await button(page, 'Save changes…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: 'Longest access 8 hours 4 hours' }).waitFor()
    await dialog.getByRole('row', { name: 'Approver added – Dora Neu <dora.neu@acme-bank.example>' }).waitFor()
    await button(page, 'Save these 3 changes').click()
    await page.getByText('The settings are saved.').waitFor()
    expect(bodyOf('PUT /tenant/settings')).toEqual({
      version: 3,
      policy: 'on',
      approvalMode: 'deny-by-email',
      approvers: [
        { id: 'A1', name: 'Anna Keller', email: 'anna.keller@acme-bank.example' },
        { id: 'A2', name: 'Bruno Frei', email: 'bruno.frei@acme-bank.example' },
        { id: 'A3', name: 'Céline Rossi', email: 'celine.rossi@acme-bank.example' },
        { name: 'Dora Neu', email: 'dora.neu@acme-bank.example' },
      ],
      observers: [{ id: 'O1', name: 'Security desk', email: 'soc@acme-bank.example' }],
      auditors: [
        { id: 'U1', name: 'Internal audit', email: 'audit@acme-bank.example', mails: ['checkpoints', 'statements'] },
      ],
      maxAccessPeriod: 'PT4H',
      maxAccessLevel: 'write',
      timeZone: 'Europe/Zurich',
      denyNeedsReason: false,
    })
    await page.getByLabel('Code mailed to dora.neu@acme-bank.example').waitFor()
  })

  it('name auditors with what they get by mail, by keyboard alone', async () => {
    const page = await open('/app/settings')
    await button(page, 'Add an auditor').press('Enter')
    const row = page.getByRole('group', { name: 'auditor 2' })
    await row.getByLabel('E-mail').fill('mo@accountants.example')
    await row.getByLabel('Name').fill('Mo Accountant')
    const named = page.getByRole('group', { name: 'Mo Accountant' })
    await named.getByRole('checkbox', { name: 'Daily checkpoints' }).press('Space')
    await named.getByRole('checkbox', { name: 'Monthly statements' }).press('Space')
    await button(page, 'Save changes…').press('Enter')
    await named.getByText('Choose at least one.').waitFor()
    await named.getByRole('checkbox', { name: 'Monthly statements' }).press('Space')
    await button(page, 'Save changes…').press('Enter')
    const added = 'Auditor added – Mo Accountant <mo@accountants.example>, gets monthly statements'
    await page.getByRole('dialog').getByRole('row', { name: added }).waitFor()
    await button(page, 'Save this change').press('Enter')
    await page.getByText('The settings are saved.').waitFor()
    expect(bodyOf('PUT /tenant/settings')).toMatchObject({
      auditors: [{ id: 'U1' }, { name: 'Mo Accountant', email: 'mo@accountants.example', mails: ['statements'] }],
    })
  })

  it('that somebody else changed meanwhile show what was changed, and are not overwritten', async () => {
    const page = await open('/app/settings')
    await page.getByLabel('A denial needs a reason').check()
    tenant().settings = { ...tenant().settings, version: 4, timeZone: 'Europe/Oslo' }
    await button(page, 'Save changes…').click()
    await button(page, 'Save this change').click()
    await page.getByText('Somebody changed the settings in the meantime', { exact: true }).waitFor()
    await page.getByRole('row', { name: 'Time zone Europe/Zurich Europe/Oslo' }).waitFor()
    await button(page, 'Reload and start again').click()
    expect(await page.getByLabel('A denial needs a reason').isChecked()).toBe(false)
    expect(tenant().settings).toMatchObject({ version: 4, denyNeedsReason: false })
  })

  it('confirm an address by its code alone', async () => {
    const page = await open('/app/settings')
    await page.getByLabel('A denial needs a reason').check()
    const code = page.getByLabel('Code mailed to celine.rossi@acme-bank.example')
    await code.fill('AAAA-AAAA')
    await code.press('Enter')
    await page.getByText('This is not the code that was mailed. Tries left: 4.').waitFor()
    await code.fill('K7F2-QX9M')
    await button(page, 'Confirm celine.rossi@acme-bank.example').click()
    await page.getByText('Céline Rossi can decide now: celine.rossi@acme-bank.example is confirmed.').waitFor()
    await code.waitFor({ state: 'hidden' })
    expect(await page.getByLabel('A denial needs a reason').isChecked()).toBe(true)
    expect(await page.getByText('Somebody changed the settings').count()).toBe(0)
  })

  it('send a code again, and warn of a single approver', async () => {
    tenant().settings = { ...tenant().settings, approvers: tenant().settings.approvers.filter(({ id }) => id !== 'A2') }
    const page = await open('/app/settings')
    await page.getByText('There is one approver only').waitFor()
    await button(page, 'Send the code again').click()
    await page.getByText('A new code is on its way to celine.rossi@acme-bank.example.').waitFor()
  })
})

describe('environments', () => {
  it('are taken out of the policy only after a dialog has said what that means', async () => {
    const page = await open('/app/environments')
    await page.getByText('Staging: managed').click()
    await button(page, 'Cancel').click()
    await page.getByText('Staging: managed').click()
    await button(page, 'Let the vendor access Staging without asking').click()
    await page.getByText('Staging: not managed').waitFor()
    expect(bodyOf('PUT /tenant/environments/staging')).toEqual({ managed: false, version: 2 })
  })

  it('that somebody else changed are shown anew, and not overwritten', async () => {
    const page = await open('/app/environments')
    await page.getByText('Sandbox: not managed').click()
    const { environments } = tenant()
    environments[2] = { environmentId: 'sandbox', name: 'Sandbox', managed: true, version: 2 }
    await button(page, 'Require approval for every access to Sandbox').click()
    await page.getByText('Somebody changed Sandbox in the meantime.').waitFor()
    await page.getByText('Sandbox: managed').waitFor()
  })
})

describe('the audit trail', () => {
  it('opens an entry to its full record, and leads to its request', async () => {
    const page = await open('/app/audit')
    await button(page, /^230\. Request started/).click()
    await page.getByText(`"hash": "${'230'.padStart(64, 'a')}"`).waitFor()
    await page.getByRole('link', { name: /^acme-bank\.01KA/ }).click()
    await page.getByRole('heading', { name: 'Olivia Meier: Production' }).waitFor()
  })

  it('filters by kind of event, in the address', async () => {
    const page = await open('/app/audit?type=lockbox.settings.changed')
    await button(page, /Settings changed/)
      .first()
      .waitFor()
    expect(await button(page, /\d+\. Request started/).count()).toBe(0)
  })

  async function exported(page: Page, kind: string): Promise<string> {
    await button(page, 'Export').click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: kind }).click()
    return readFileSync(await (await download).path(), 'utf8')
  }

  it('exports everything, whatever is filtered, oldest first, by a job that says how far it is', async () => {
    const page = await open('/app/audit?type=lockbox.settings.changed')
    await button(page, /Settings changed/)
      .first()
      .waitFor()
    const file = exported(page, 'Everything')
    await page.getByText('115 of 230 entries').waitFor()
    const lines = (await file).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(Array.from({ length: 230 }, (_, i) => i + 1))
    await page.getByText('can be verified without network').waitFor()
  })

  it('says why an export failed', async () => {
    tenant().exportFails = true
    const page = await open('/app/audit')
    await button(page, 'Export').click()
    await page.getByRole('menuitem', { name: 'Everything' }).click()
    await page.getByText('The ledger has no entry 30.').waitFor()
    await button(page, 'Export').waitFor()
  })

  it('exports a table in which no cell is a formula', async () => {
    tenant().entries = entriesOf('acme-bank', 5)
    const page = await open('/app/audit')
    await button(page, /^5\./).waitFor()
    const csv = await exported(page, 'as a table')
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m)
  })

  it('is for auditors who are no approvers too', async () => {
    const page = await open('/', 'amir')
    await button(page, 'Sign in as a customer').click()
    await button(page, /^230\./).waitFor()
    expect(await page.getByRole('link', { name: 'Tenant settings' }).count()).toBe(0)
  })

  it('of an organisation where nothing happened says so', async () => {
    const page = await open('/app/audit', 'nora')
    await page.getByText('Nothing has happened yet.').waitFor()
  })
})

describe('the vendor’s view', () => {
  async function fillIn(page: Page, service: string) {
    await page.getByLabel('Tenant', { exact: true }).fill('acme-bank')
    await page.getByLabel('Environment', { exact: true }).click()
    await page.getByRole('option', { name: 'Production' }).click()
    await page.getByLabel('Service', { exact: true }).click()
    await page.getByRole('option', { name: service }).click()
    await page.getByLabel('Support ticket').fill('T-7')
    await page.getByLabel('What you need it for').fill('To see why the export fails.')
  }

  it('asks for access once, however often it is sent, and shows the request', async () => {
    const page = await open('/app/vendor/requests', 'olivia')
    await button(page, 'Ask for access').first().click()
    await button(page, 'Ask the customer').click()
    await page.getByText('Say what you need the access for.').waitFor()
    await fillIn(page, 'Databases')
    await button(page, 'Ask the customer').click()
    await page.getByText('Waiting for the customer', { exact: true }).waitFor()
    const sent = desk.site.api.calls.filter(({ route }) => route === 'POST /requests')
    expect(sent.map(({ body }) => body)).toEqual([
      {
        tenantId: 'acme-bank',
        environmentId: 'production',
        service: 'database',
        accessLevel: 'read',
        accessPeriod: 'PT8H',
        reason: { type: 'CustomerInitiatedSupport', detail: 'To see why the export fails.' },
        supportTicket: 'T-7',
      },
    ])
    expect(sent[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    await page.getByLabel('Write a comment').fill('It is about two files.')
    await button(page, 'Send comment').click()
    await page.getByRole('log').getByText('It is about two files.').waitFor()
    await button(page, 'Cancel the request…').click()
    await button(page, 'Take back the request for Production').click()
    await page.getByText('There is no access').waitFor()
  })

  it('says that no approval is required, and why', async () => {
    const page = await open('/app/vendor/requests/new', 'olivia')
    await fillIn(page, 'AI assistant')
    await button(page, 'Ask the customer').click()
    await page.getByText('Nobody was asked, since lockbox does not cover this service.').waitFor()
  })

  it('gives an access back before its time', async () => {
    const page = await open('/app/vendor/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X0003', 'olivia')
    await page.getByText('Access is open', { exact: true }).waitFor()
    await button(page, 'End the access…').click()
    await button(page, 'Close the door to Production now').click()
    await page.getByText('The access has ended.').waitFor()
  })

  it('onboards a tenant, and says in the API’s words what belongs to the customer', async () => {
    const page = await open('/app/vendor/tenants', 'vera')
    const fill = async (id: string) => {
      await page.getByLabel('Tenant id').fill(id)
      await page.getByLabel('Name of the organisation').fill('West Bank')
      await page.getByLabel('Name of the first approver').fill('Wanda West')
      await page.getByLabel('E-mail of the first approver').fill('wanda@west.example')
      await button(page, 'Create the tenant').click()
    }
    await fill('acme-bank')
    await page.getByText('its settings are the customer’s', { exact: false }).last().waitFor()
    await fill('west-bank')
    await page.getByText('West Bank is created. Its lockbox policy is on, and wanda@west.example decides.').waitFor()
    expect(bodyOf('PUT /tenants/west-bank')).toMatchObject({
      name: 'West Bank',
      policy: 'on',
      approver: { name: 'Wanda West', email: 'wanda@west.example' },
    })
  })

  it('proposes an approver only where nobody can act', async () => {
    const page = await open('/app/vendor/tenants', 'vera')
    const propose = async (tenantId: string) => {
      await page.getByLabel('Tenant to propose to (id)').fill(tenantId)
      await page.getByLabel('Name of the person').fill('Petra Neu')
      await page.getByLabel('E-mail of the person').fill('petra@north-clinic.example')
      await page.getByLabel('Reason').fill('Their service desk asked us to.')
      await button(page, 'Propose this person').click()
    }
    await propose('acme-bank')
    await page.getByText('An approver of this tenant can act. Ask them.', { exact: true }).waitFor()
    await propose('north-clinic')
    await page.getByText('Petra Neu is proposed and can accept from').waitFor()
  })
})
