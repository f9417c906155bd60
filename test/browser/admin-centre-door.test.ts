import { describe, expect, it } from 'vitest'
import { onFakeSite } from '../support/web/on-fake-site.ts'

const { desk, open, button, bodyOf, tenant } = onFakeSite()
const idOf = (n: number) => `acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8X${String(n).padStart(4, '0')}`
const requestPath = (n: number) => `/app/requests/${idOf(n)}`
const vendorPath = (n: number) => `/app/vendor/requests/${idOf(n)}`

const unapproved = 'Emergency access, opened without your approval'

describe('an emergency access, as the customer sees it', () => {
  it('is above the lists while it is open, and flagged in them for good', async () => {
    const page = await open('/app/policies/lockbox?tab=history')
    await page.getByText(unapproved).waitFor()
    await page.getByRole('row', { name: /INC-4711.*Emergency access.*Not acknowledged/ }).waitFor()
    await page.getByRole('row', { name: /INC-4690.*Emergency access.*Access ended/ }).waitFor()
    await page.getByRole('link', { name: 'Bea Brand: Production' }).click()
    await page.getByText(/Bea Brand \(bea\.brand@vendor\.example\) may read Production until/).waitFor()
    await page.getByText(/For incident INC-4711, opened/).waitFor()
  })

  it('stays above the lists when it is over, until somebody acknowledged it', async () => {
    const requests = tenant().requests
    const index = requests.findIndex(({ id }) => id === idOf(5))
    requests[index] = { ...requests[index]!, state: 'Ended', display: 'Access ended', open: false }
    const page = await open('/app/policies/lockbox')
    await page.getByText(', incident INC-4711, over. Nobody has acknowledged it yet.').waitFor()
    await page.getByRole('link', { name: 'Bea Brand: Production' }).click()
    await button(page, 'Acknowledge…').click()
    await button(page, /^Record that I know/).click()
    await page.getByText(/Acknowledged by Anna Keller,/).waitFor()
    await page.goto(`${desk.site.origin}/app/policies/lockbox`)
    await page.getByRole('link', { name: 'T-1001' }).waitFor()
    expect(await page.getByText(unapproved).count()).toBe(0)
  })

  it('tells the second of two administrators who was faster', async () => {
    const [anna, bruno] = await Promise.all([open(requestPath(5)), open(requestPath(5), 'bruno')])
    await button(anna, 'Acknowledge…').click()
    await button(bruno, 'Acknowledge…').click()
    await button(bruno, /^Record that I know/).click()
    await bruno.getByText(/Acknowledged by Bruno Frei,/).waitFor()
    await button(anna, /^Record that I know/).click()
    await anna.getByText('Bruno Frei was faster, and had acknowledged it already.').waitFor()
  })

  it('is acknowledged, which ends nothing', async () => {
    const page = await open(requestPath(5))
    await page.getByText('Nobody has acknowledged it yet.').waitFor()
    await button(page, 'Acknowledge…').click()
    await page.getByText(/It approves nothing, and the access stays open: to end it, revoke it\./).waitFor()
    await button(page, 'Record that I know of bea.brand@vendor.example’s emergency access').click()
    await page.getByText(/Acknowledged by Anna Keller,/).waitFor()
    expect(await button(page, 'Acknowledge…').count()).toBe(0)
    expect(tenant().requests.find(({ id }) => id === idOf(5))).toMatchObject({ state: 'Emergency', open: true })
  })

  it('is revoked like any other, and then refused for a day', async () => {
    const page = await open(requestPath(5))
    await button(page, 'Revoke access…').click()
    await page.getByText('emergency access to Production is refused for the next 24 hours').waitFor()
    await button(page, 'End bea.brand@vendor.example’s access to Production now').click()
    await page.getByText('Bea Brand no longer has access to Production: Databases.').waitFor()
    await page.getByText('could read Production. The access is over.').waitFor()
    await button(page, 'Acknowledge…').waitFor()
  })

  it('is refused for an environment until an approver lifts that', async () => {
    const page = await open('/app/environments')
    await page.getByText(/Emergency access refused until/).waitFor()
    await button(page, 'Lift the refusal of emergency access to Staging').click()
    await page.getByText('can open it without your approval again').waitFor()
    await button(page, 'Let the vendor open Staging in an emergency again').click()
    await page.getByText('Emergency access to Staging is possible again.').waitFor()
    await page.getByText(/Emergency access refused until/).waitFor({ state: 'hidden' })
  })
})

describe('an access', () => {
  it('shows what it was used for, and what else is open to the same person', async () => {
    const page = await open(requestPath(3))
    await page.getByText(/^Used 3 times between /).waitFor()
    await page.getByText(/^1 access token given out at /).waitFor()
    await page.getByRole('link', { name: 'File storage' }).click()
    await page.getByText('Never used').waitFor()
  })

  it('shows how each mail arrived, and what to do where one did not', async () => {
    const page = await open(requestPath(3))
    await page.getByText('Delivered', { exact: true }).waitFor()
    await page.getByText('Bounced', { exact: true }).waitFor()
    await page.getByText('550 5.1.1 user unknown').waitFor()
    await page.getByText(/Check it in Tenant settings/).waitFor()
  })
})

describe('the vendor’s emergency access', () => {
  it('is offered to its own group alone', async () => {
    const [bea, olivia] = await Promise.all([
      open('/app/vendor/requests', 'bea'),
      open('/app/vendor/requests', 'olivia'),
    ])
    await bea.getByRole('link', { name: 'Emergency access', exact: true }).waitFor()
    await olivia.getByRole('link', { name: 'Ask for access' }).waitFor()
    expect(await olivia.getByRole('link', { name: 'Emergency access', exact: true }).count()).toBe(0)
  })

  it('needs an incident and a reason in full, says who is told, and opens at once', async () => {
    const page = await open('/app/vendor/emergency', 'bea')
    await page.getByText('The door opens without approval, and everybody is told').waitFor()
    await page.getByLabel('Tenant', { exact: true }).fill('acme-bank')
    await page.getByLabel('Environment', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Production' }).click()
    await page.getByLabel('Service', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Databases' }).click()
    await page.getByLabel('Why it cannot wait').fill('It burns.')
    await button(page, 'Open emergency access…').click()
    await page.getByText('At least 20 characters: 11 more.').waitFor()
    await page.getByText('Name the incident').waitFor()
    await page.getByLabel('Incident').fill('INC-1')
    await page.getByLabel('Why it cannot wait').fill('Payments fail for all of your customers.')
    await button(page, 'Open emergency access…').click()
    await button(page, 'Open production of acme-bank for 1 hour, and mail all its approvers').click()
    await page.getByText('Emergency access is open, without the customer’s approval').waitFor()
    expect(bodyOf('POST /emergency-access')).toEqual({
      tenantId: 'acme-bank',
      environmentId: 'production',
      service: 'database',
      accessLevel: 'read',
      accessPeriod: 'PT1H',
      incident: 'INC-1',
      justification: 'Payments fail for all of your customers.',
    })
  })

  it('keeps what was typed where the customer refuses it', async () => {
    const page = await open('/app/vendor/emergency', 'bea')
    await page.getByLabel('Tenant', { exact: true }).fill('acme-bank')
    await page.getByLabel('Environment', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Staging' }).click()
    await page.getByLabel('Service', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Databases' }).click()
    await page.getByLabel('Incident').fill('INC-2')
    await page.getByLabel('Why it cannot wait').fill('Payments fail for all of your customers.')
    await button(page, 'Open emergency access…').click()
    await button(page, /^Open staging of acme-bank/).click()
    await page.getByText('The customer refuses emergency access to this environment for now.').waitFor()
    await button(page, 'Cancel').click()
    expect(await page.getByLabel('Incident').inputValue()).toBe('INC-2')
  })
})

describe('an operator', () => {
  it('asks for more time by a request that names the first', async () => {
    const page = await open(vendorPath(3), 'olivia')
    await button(page, 'Ask for more time…').click()
    await page.getByLabel('Why you need longer').fill('The second half is not read yet.')
    await button(page, 'Ask to read Production for 4 hours more').click()
    await page.getByText('The customer’s approvers are asked for more time.').waitFor()
    await page
      .getByRole('link', { name: idOf(3) })
      .first()
      .waitFor()
    expect(bodyOf('POST /requests')).toEqual({
      tenantId: 'acme-bank',
      environmentId: 'production',
      service: 'database',
      accessLevel: 'read',
      accessPeriod: 'PT4H',
      reason: { type: 'CustomerInitiatedSupport', detail: 'The second half is not read yet.' },
      supportTicket: 'T-0990',
      extends: idOf(3),
    })
    const customer = await open(new URL(page.url()).pathname.replace('/vendor', ''))
    await customer
      .getByRole('link', { name: idOf(3) })
      .first()
      .click()
    await customer.getByText('Used 3 times').waitFor()
  })

  it('reminds the approvers, and is told when that was too soon', async () => {
    const page = await open(vendorPath(1), 'olivia')
    await button(page, 'Remind the approvers').click()
    await page.getByText('The approvers are mailed again.').waitFor()
    await button(page, 'Remind the approvers').click()
    await page.getByText('The approvers were reminded less than an hour ago. Wait until 10:15.').waitFor()
  })
})

describe('the vendor’s administrator', () => {
  it('ends all grants of an operator, by id or from a request', async () => {
    const page = await open('/app/vendor/operators', 'vera')
    await page.getByLabel('Operator (id)').fill('olivia@vendor.example')
    await page.getByLabel('Reason').fill('The laptop was stolen.')
    await button(page, 'End all grants…').click()
    await button(page, 'End everything that is open to olivia@vendor.example now').click()
    await page.getByText('Ended: database in production of acme-bank, files in production of acme-bank.').waitFor()
    expect(bodyOf('POST /operators/olivia%40vendor.example/end-grants')).toEqual({ reason: 'The laptop was stolen.' })
    await page.goto(desk.site.origin + vendorPath(5))
    await button(page, 'End all grants of Bea Brand…').click()
    expect(await button(page, /^End everything/).isDisabled()).toBe(true)
    await page.getByLabel('Reason').fill('She left.')
    await button(page, 'End everything that is open to bea.brand@vendor.example now').click()
    await page.getByText('Nothing is open to bea.brand@vendor.example any more.').waitFor()
  })

  it('moves an environment only once both customers have switched lockbox off', async () => {
    const page = await open('/app/vendor/tenants', 'vera')
    await page.getByLabel('Tenant that it leaves (id)').fill('acme-bank')
    await page.getByLabel('Environment to move (id)').fill('production')
    await page.getByLabel('Tenant that gets it (id)').fill('north-clinic')
    await button(page, 'Move the environment…').click()
    const move = button(page, 'Move production from acme-bank to north-clinic')
    await move.click()
    await page.getByText('The lockbox policy of one of the two is on.').waitFor()
    for (const each of Object.values(desk.site.api.tenants)) each.settings = { ...each.settings, policy: 'off' }
    await move.click()
    await page.getByText('production belongs to north-clinic now.').waitFor()
    expect(bodyOf('POST /tenants/acme-bank/environments/production/migration')).toEqual({ tenantId: 'north-clinic' })
  })
})
