import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { ApiClient } from '../../infra/local/api.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { switchPolicy } from '../support/settings.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)

interface Entry {
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
}

/** What the ledger of a tenant has, oldest first, once these types are in it. */
async function ledgerOf(tenant: OwnTenant, type: string, count: number): Promise<readonly Entry[]> {
  const auditor = await story.auditor(tenant.id)
  if (target.endpoint) await recordOutbox(target)
  return until(async () => {
    const { body } = await auditor.get('/audit?limit=100')
    const items = [...(body.items as Entry[])].reverse()
    return items.filter(({ event }) => event.type === type).length >= count && items
  }, `${count} × ${type} in the ledger of ${tenant.id}`)
}

const vendor = story.api.as('vendor-admin')
const migrate = (from: string, to: string) =>
  vendor.post(`/tenants/${from}/environments/shop/migration`, { tenantId: to })

describe('an environment changes hands', () => {
  let seller: OwnTenant
  let buyer: OwnTenant
  let sellers: ApiClient
  let buyers: ApiClient
  beforeAll(async () => {
    seller = await story.tenant()
    buyer = await story.tenant()
    await vendor.put(`/tenants/${seller.id}/environments/shop`, { name: 'Shop' })
    sellers = await story.approver(seller)
    buyers = await story.approver(buyer)
  })
  let history = ''

  it('not while the policy of one of the two is on', async () => {
    expect(await migrate(seller.id, buyer.id)).toMatchObject({
      status: 409,
      code: 'LockboxEnabled',
      body: { tenantIds: [seller.id, buyer.id] },
    })
    // A request that was opened under the policy stays governed to its end.
    const { id, ticket } = await story.started(seller, { environmentId: 'shop' })
    history = id
    await switchPolicy(sellers, 'off')
    expect(await migrate(seller.id, buyer.id)).toMatchObject({ status: 409, body: { tenantIds: [buyer.id] } })
    await switchPolicy(buyers, 'off')
    expect(await migrate(seller.id, buyer.id)).toMatchObject({
      status: 409,
      code: 'EnvironmentInUse',
      body: { requestIds: [id] },
    })
    await story.decide(ticket)
    await story.untilState(id, 'Approved')
    expect(await migrate(seller.id, buyer.id)).toMatchObject({ code: 'EnvironmentInUse', body: { requestIds: [id] } })
    expect(await story.api.as('tooling').post(`/requests/${id}/end`)).toMatchObject({ status: 200 })
  })

  it('moves once nothing is open, and answers the same again', async () => {
    const moved = await until(async () => {
      const answer = await migrate(seller.id, buyer.id)
      return answer.status === 200 && answer
    }, 'the index has the ending')
    expect(moved.body).toEqual({ environmentId: 'shop', from: seller.id, to: buyer.id })
    expect(await migrate(seller.id, buyer.id)).toMatchObject({ status: 200, body: moved.body })
    expect(await migrate(buyer.id, seller.id)).toMatchObject({ status: 409, code: 'EnvironmentInUse' })
    for (const approver of [sellers, buyers]) await switchPolicy(approver, 'on')
  })

  it('is refused in the old tenant, and managed in the new', async () => {
    expect(await story.start(seller.id, { environmentId: 'shop' })).toMatchObject({
      status: 409,
      code: 'EnvironmentMoved',
    })
    expect(await vendor.put(`/tenants/${seller.id}/environments/shop`, { name: 'Shop' })).toMatchObject({
      code: 'EnvironmentMoved',
    })
    const idsOf = async (approver: ApiClient) =>
      (await approver.get('/tenant/environments')).body.items.map(
        (each: { environmentId: string }) => each.environmentId,
      )
    expect(await idsOf(sellers)).toEqual(['production'])
    expect(await idsOf(buyers)).toEqual(['production', 'shop'])
    const { ticket } = await story.started(buyer, { environmentId: 'shop' })
    await story.decide(ticket, { decision: 'deny' })
  })

  it('leaves history where it happened, and each of the three steps in both ledgers', async () => {
    for (const [tenant, direction] of [
      [seller, 'out'],
      [buyer, 'in'],
    ] as const) {
      const entries = await ledgerOf(tenant, 'lockbox.settings.changed', 2)
      const steps = entries.flatMap(({ event: { type, data } }) => {
        const details = data.details as Record<string, unknown>
        if (type === 'lockbox.settings.changed') return [details['policy.after']]
        return type === 'lockbox.environment.migrated' ? [details] : []
      })
      expect(steps).toEqual(['off', { direction, from: seller.id, to: buyer.id }, 'on'])
    }
    const about = async (tenant: OwnTenant) =>
      (await (await story.auditor(tenant.id)).get(`/audit?requestId=${history}`)).body.items ?? []
    expect(await about(seller)).not.toEqual([])
    expect(await about(buyer)).toEqual([])
    expect(await sellers.get(`/tenant/requests/${history}`)).toMatchObject({ status: 200, body: { state: 'Ended' } })
  })
})
