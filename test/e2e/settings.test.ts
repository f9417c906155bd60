import { describe, expect, inject, it } from 'vitest'
import { changeSettings } from '../../infra/local/customer.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import type { ReceivedMail } from '../../infra/local/inbox.ts'
import { wantedOf } from '../support/settings.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)

/** A tenant of two approvers, of whom the first is signed in. */
async function tenantOfTwo() {
  const tenant = await story.tenant(2)
  const [ada = '', bob = ''] = tenant.approvers
  const approver = await story.customer(tenant.id, ada)
  const { body: settings } = await approver.get('/tenant/settings')
  return { tenant, ada, bob, approver, settings }
}

const mailTo = (address: string, subject: RegExp): Promise<ReceivedMail> =>
  story.mails.waitFor(address, (mail) => subject.test(mail.subject), { seconds: 30 })

/** The code in the newest mail that asks this address to be confirmed. */
async function codeFor(address: string, mails = 1): Promise<string> {
  const found = await until(async () => {
    const fitting = (await story.mails.list(address)).filter(({ subject }) => /Confirm your address/.test(subject))
    return fitting.length >= mails && fitting
  }, `mail ${mails} with a code to ${address}`)
  return /Your code: (\S+)/.exec(found.at(-1)?.text ?? '')?.[1] ?? ''
}

/** Types in the ledger of a tenant. */
async function recorded(tenant: OwnTenant, ...types: readonly string[]) {
  const auditor = await story.auditor(tenant.id)
  if (target.endpoint) await recordOutbox(target)
  return until(
    async () => {
      const { body } = await auditor.get('/audit')
      const items: { seq: number; hash: string; event: { type: string; data: Record<string, unknown> } }[] = body.items
      return types.every((type) => items.some(({ event }) => event.type === type)) && items
    },
    `${types.join(', ')} in the ledger of ${tenant.id}`,
  )
}

describe('the settings', () => {
  it('are changed as a whole; who is removed is told too; the mail has the place in the ledger', async () => {
    const { tenant, ada, bob, approver, settings } = await tenantOfTwo()
    expect(settings).toMatchObject({ policy: 'on', denyNeedsReason: false, warnings: [] })

    const [first] = wantedOf(settings).approvers
    const observer = { name: 'Olaf Observer', email: `olaf@${tenant.id}.example` }
    const auditor = { name: 'Internal audit', email: `audit@${tenant.id}.example`, mails: ['statements'] }
    const changes = {
      approvers: [first],
      observers: [observer],
      auditors: [auditor],
      denyNeedsReason: true,
      maxAccessPeriod: 'PT2H',
    }
    const changed = await approver.put('/tenant/settings', wantedOf(settings, changes))
    expect(changed).toMatchObject({
      status: 200,
      body: {
        version: settings.version + 1,
        denyNeedsReason: true,
        warnings: ['OneApproverOnly'],
        auditors: [auditor],
      },
    })

    const items = await recorded(tenant, 'lockbox.settings.changed')
    const entry = items.find(({ event }) => event.data.domain === 'approver' && event.type.endsWith('settings.changed'))
    for (const address of [ada, bob, observer.email]) {
      const mail = await mailTo(address, /settings have changed/)
      expect(mail.text).toContain(entry?.hash)
      expect(mail.text).toContain(`Removed: Approver 2, ${bob}`)
      expect(mail.text).toContain(`Added: Internal audit, ${auditor.email}; Gets the monthly statements`)
      expect(mail.text).toMatch(/2 hours.*Before: 8 hours/)
      expect(mail.text).toMatch(/^Key of this ledger's checkpoints: [A-Za-z0-9_-]{43}$/m)
    }
  })

  it('are not changed by who saw an older version: the answer has the newer one', async () => {
    const { approver, settings } = await tenantOfTwo()
    const wanted = wantedOf(settings, { timeZone: 'Europe/Oslo' })
    const answers = await Promise.all([
      approver.put('/tenant/settings', wanted),
      approver.put('/tenant/settings', { ...wanted, timeZone: 'Europe/Rome' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const lost = answers.find(({ status }) => status === 409)
    const won = answers.find(({ status }) => status === 200)
    expect(lost?.body).toMatchObject({ code: 'VersionConflict', current: { timeZone: won?.body.timeZone } })
  })

  it('keep the last confirmed approver while the policy is on, and take no address of the vendor', async () => {
    const { approver, settings, tenant } = await tenantOfTwo()
    const stranger = { name: 'New', email: `new@${tenant.id}.example` }
    const last = await approver.put('/tenant/settings', wantedOf(settings, { approvers: [stranger] }))
    expect(last).toMatchObject({ status: 409, code: 'LastApprover' })
    const vendor = { name: 'Vera', email: 'vera@vendor.example' }
    const refused = await approver.put(
      '/tenant/settings',
      wantedOf(settings, { approvers: [...wantedOf(settings).approvers, vendor] }),
    )
    expect(refused).toMatchObject({ status: 422, code: 'VendorAddress' })
  })

  it('are answered with 304 to who has them already', async () => {
    const { approver } = await tenantOfTwo()
    const first = await approver.get('/tenant/settings')
    const again = await approver.get('/tenant/settings', { 'if-none-match': first.headers.etag ?? '' })
    expect(again).toMatchObject({ status: 304, text: '' })
  })
})

describe('a new approver', () => {
  it('is confirmed by the code in their mail; until then they get no request and change nothing', async () => {
    const { approver, settings, tenant } = await tenantOfTwo()
    const carol = { name: 'Carol Case', email: `carol@${tenant.id}.example` }
    const { body: added } = await approver.put(
      '/tenant/settings',
      wantedOf(settings, { approvers: [...wantedOf(settings).approvers, carol] }),
    )
    const { id } = added.approvers.find(({ email }: { email: string }) => email === carol.email)
    await codeFor(carol.email)

    const signedIn = await story.customer(tenant.id, carol.email)
    expect(await signedIn.get('/tenant/settings')).toMatchObject({ status: 200, body: { you: id } })
    const early = await signedIn.put('/tenant/settings', wantedOf(added, { policy: 'off' }))
    expect(early).toMatchObject({ status: 403, code: 'NotConfirmed' })

    expect(await signedIn.post(`/tenant/approvers/${id}/code`)).toMatchObject({ status: 202 })
    const code = await codeFor(carol.email, 2)
    const wrong = await signedIn.post(`/tenant/approvers/${id}/confirm`, { code: '0000-0000' })
    expect(wrong).toMatchObject({ status: 403, code: 'WrongCode' })
    const confirmed = await signedIn.post(`/tenant/approvers/${id}/confirm`, { code })
    expect(confirmed).toMatchObject({ status: 200, body: { version: added.version + 1 } })
    await mailTo(carol.email, /settings have changed/)

    const { tickets } = await story.started({ ...tenant, approvers: [carol.email] })
    expect(tickets).toHaveLength(1)
  })
})

describe('environments', () => {
  it('are taken out of the policy and back, each with its mail and event', async () => {
    const { approver, tenant, ada } = await tenantOfTwo()
    const { body } = await approver.get('/tenant/environments')
    expect(body.items).toEqual([{ environmentId: 'production', name: 'Production', managed: true, version: 0 }])

    const out = await approver.put('/tenant/environments/production', { managed: false, version: 0 })
    expect(out).toMatchObject({ status: 200, body: { managed: false, version: 1 } })
    expect(await story.start(tenant.id)).toMatchObject({ body: { basis: 'EnvironmentNotManaged' } })
    const late = await approver.put('/tenant/environments/production', { managed: true, version: 0 })
    expect(late).toMatchObject({ status: 409, code: 'VersionConflict', body: { current: { managed: false } } })

    const back = await approver.put('/tenant/environments/production', { managed: true, version: 1 })
    expect(back).toMatchObject({ status: 200, body: { managed: true, version: 2 } })
    expect(await story.start(tenant.id)).toMatchObject({ status: 201 })
    await recorded(tenant, 'lockbox.environment.unmanaged', 'lockbox.environment.managed')
    await mailTo(ada, /environment is not managed/)
    await mailTo(ada, /environment is managed/)
  })
})

describe("the vendor's proposal of an approver", () => {
  const proposed = (tenant: OwnTenant) => ({
    name: 'Petra Proposed',
    email: `petra@${tenant.id}.example`,
    reason: 'The only administrator has left.',
  })

  it('is refused while somebody can act', async () => {
    const { tenant } = await tenantOfTwo()
    const refused = await story.api.as('vendor-admin').post(`/tenants/${tenant.id}/approver-proposal`, proposed(tenant))
    expect(refused).toMatchObject({ status: 409, code: 'ApproverCanAct' })
  })

  it('is mailed to everybody, has no effect before its time, and is stopped by anybody on the list', async () => {
    const { tenant, approver, ada, bob } = await tenantOfTwo()
    await changeSettings(target, tenant.id, ({ approvers }) => ({
      approvers: Object.fromEntries(
        Object.entries(approvers).map(([id, person]) => [id, { ...person, unconfirmed: true as const }]),
      ),
    }))
    const path = `/tenants/${tenant.id}/approver-proposal`
    const vendor = story.api.as('vendor-admin')
    const made = await vendor.post(path, proposed(tenant))
    expect(made).toMatchObject({ status: 201, body: { proposal: { state: 'waiting', you: false } } })
    expect(await vendor.post(path, proposed(tenant))).toMatchObject({ status: 409, code: 'RequestAlreadyOpen' })

    await recorded(tenant, 'lockbox.approver.proposed')
    for (const address of [ada, bob, proposed(tenant).email]) {
      const mail = await mailTo(address, /Proposal of an approver/)
      expect(mail.text).toContain('Petra Proposed')
      expect(mail.text).toContain('The only administrator has left')
    }
    const petra = await story.customer(tenant.id, proposed(tenant).email)
    expect(await petra.get('/tenant/proposal')).toMatchObject({ body: { proposal: { you: true } } })
    expect(await petra.post('/tenant/proposal/accept')).toMatchObject({ status: 409, code: 'ProposalNotDue' })
    expect(await petra.post('/tenant/proposal/stop')).toMatchObject({ status: 403, code: 'NotAnApprover' })

    expect(await approver.post('/tenant/proposal/stop')).toMatchObject({
      status: 200,
      body: { proposal: { state: 'stopped' } },
    })
    expect(await petra.post('/tenant/proposal/accept')).toMatchObject({ status: 404 })
    await mailTo(bob, /proposal is stopped/)
    expect(await vendor.get(path)).toMatchObject({ body: { proposal: { state: 'stopped' } } })
  })
})
