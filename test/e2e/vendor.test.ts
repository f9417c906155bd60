import { randomBytes } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { hourOf, instant } from '../../functions/domain/time.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const tooling = story.api.as('tooling')
const vendor = story.api.as('vendor-admin')

/** An operator of this test's own. */
const newOperator = () => {
  const email = `olli-${randomBytes(4).toString('hex')}@vendor.example`
  return { id: email, name: 'Olli Operator', email }
}
type Operator = ReturnType<typeof newOperator>

/** A grant that is open. */
async function granted(tenant: OwnTenant, operator: Operator, changes: Record<string, unknown> = {}): Promise<string> {
  const { id, ticket } = await story.started(tenant, { operator, ...changes })
  await story.decide(ticket)
  await story.untilState(id, 'Approved')
  return id
}
const endGrants = ({ id }: Operator) =>
  vendor.post(`/operators/${encodeURIComponent(id)}/end-grants`, { reason: 'The laptop was stolen.' })
const stateOfRequest = async (id: string) => (await story.request(id)).state

describe('grants side by side', () => {
  it('are shown with each other, and one ending ends no other; the administrator ends all of one operator', async () => {
    const [one, two] = [await story.tenant(), await story.tenant()]
    const [olli, other] = [newOperator(), newOperator()]
    const database = await granted(one, olli)
    const files = await granted(one, olli, { service: 'files' })
    const elsewhere = await granted(two, olli)
    const others = await granted(one, other)

    expect((await story.request(database)).overlapping).toEqual([files])
    const approver = await story.approver(one)
    expect((await approver.get(`/tenant/requests/${files}`)).body.overlapping).toEqual([database])
    await tooling.post(`/requests/${database}/end`)
    expect((await story.request(files)).overlapping).toEqual([])
    expect(await stateOfRequest(files)).toBe('Approved')

    const ended = await endGrants(olli)
    expect(ended.status).toBe(200)
    expect(ended.body.ended.map(({ id }: { id: string }) => id).sort()).toEqual([files, elsewhere].sort())
    expect(await Promise.all([files, elsewhere, others].map(stateOfRequest))).toEqual(['Ended', 'Ended', 'Approved'])
    expect((await endGrants(olli)).body).toEqual({ ended: [] })

    const mail = await story.mails.waitFor(
      one.approvers[0] ?? '',
      ({ subject, text }) => /Access ended/.test(subject) && text.includes(files),
      { seconds: 30 },
    )
    expect(mail.text).toContain('The laptop was stolen')
    expect(mail.text).toContain('It was never used.')
    const [event] = (await story.untilRecorded(one.id, files, ['lockbox.request.ended'])).slice(-1)
    expect(event).toBeDefined()
    await tooling.post(`/requests/${others}/end`)
  })

  it('are for vendor administrators to end, with a reason', async () => {
    const path = '/operators/nobody@vendor.example/end-grants'
    expect(await vendor.post(path, {})).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await story.api.as('operator').post(path, { reason: 'Why not' })).toMatchObject({ status: 403 })
    expect(await vendor.post(path, { reason: 'To be safe' })).toMatchObject({ status: 200, body: { ended: [] } })
  })
})

describe('more time', () => {
  it('is a request that names the open grant; the mail says so, and there is no gap', async () => {
    const tenant = await story.tenant()
    const olli = newOperator()
    const first = await granted(tenant, olli)
    const { id, request, ticket } = await story.started(tenant, { operator: olli, extends: first })
    expect(request).toMatchObject({ state: 'ActionNeeded', extends: first })
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', ({ text }) =>
      text.includes(`Goes on from ${first}`),
    )
    expect(mail.text).toContain('That access ends as it was to end')
    await story.decide(ticket)
    await story.untilState(id, 'Approved')
    expect(await story.request(first)).toMatchObject({ state: 'Approved', overlapping: [id] })
    for (const each of [first, id]) await tooling.post(`/requests/${each}/end`)
    expect(await story.start(tenant.id, { operator: olli, extends: first })).toMatchObject({
      status: 409,
      code: 'NoGrant',
    })
    expect(await story.start(tenant.id, { operator: newOperator(), extends: first })).toMatchObject({ status: 404 })
  })
})

describe('what is not governed', () => {
  it('is recorded once an hour, and answered each time', async () => {
    const tenant = await story.tenant()
    const operator = newOperator()
    const from = hourOf(instant(Date.now()))
    for (let i = 0; i < 3; i++)
      expect(await story.start(tenant.id, { service: 'assistant', operator })).toMatchObject({
        status: 200,
        body: { decision: 'NotRequired', basis: 'ServiceNotCovered' },
      })
    const hours = from === hourOf(instant(Date.now())) ? 1 : 2
    // What was asked last is recorded last: then everything before it is in the ledger too.
    await story.start(tenant.id, { service: 'assistant', operator: newOperator() })
    if (target.endpoint) await recordOutbox(target)
    const auditor = await story.auditor(tenant.id)
    const seen = await until(async () => {
      const { body } = await auditor.get('/audit?type=lockbox.request.notRequired')
      return body.items.length > hours - 1 && body.items.length >= 2 && body.items
    }, 'both operators are in the ledger')
    expect(seen.length).toBeLessThanOrEqual(hours + 1)
  })
})
