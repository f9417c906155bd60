import { describe, expect, inject, it } from 'vitest'
import { recordedCalls } from '../support/recorded-calls.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)

/** The AWS calls that one function made while `act` ran. */
async function callsOf(name: string, act: () => Promise<unknown>): Promise<readonly string[]> {
  const since = new Date()
  await act()
  const calls = await recordedCalls(target, since)
  return calls.filter((call) => call.function?.startsWith(`Functions${name}`)).map((call) => call.action)
}

describe.runIf(target.endpoint)('AWS calls per operation', () => {
  it('two for a start: one read, one transaction', async () => {
    const tenant = await story.tenant()
    const calls = await callsOf('Operator', () => story.start(tenant.id, {}, { 'idempotency-key': 'k' }))
    expect(calls).toEqual(['dynamodb:BatchGetItem', 'dynamodb:TransactWriteItems'])
  })

  it('one to answer the same start again', async () => {
    const tenant = await story.tenant()
    const start = () => story.start(tenant.id, {}, { 'idempotency-key': 'k' })
    await start()
    expect(await callsOf('Operator', start)).toEqual(['dynamodb:BatchGetItem'])
  })

  it('one to open a link', async () => {
    const { ticket } = await story.started(await story.tenant())
    expect(await callsOf('Link', () => story.page(ticket.path))).toEqual(['dynamodb:BatchGetItem'])
  })

  it('three to decide: one read, the check of the code, one transaction', async () => {
    const { ticket } = await story.started(await story.tenant())
    expect(await callsOf('Link', () => story.decide(ticket))).toEqual([
      'dynamodb:BatchGetItem',
      'kms:VerifyMac',
      'dynamodb:TransactWriteItems',
    ])
  })

  it('three for an access token: one read of doors, one transaction, one signature', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket)
    const ask = () => story.api.as('tooling').post(`/requests/${id}/access-token`)
    await until(async () => (await ask()).status === 200, 'the grant is in the ledger')
    expect(await callsOf('Pass', ask)).toEqual(['dynamodb:Query', 'dynamodb:TransactWriteItems', 'kms:Sign'])
  })

  it('one for one that is refused', async () => {
    const { id } = await story.started(await story.tenant())
    expect(await callsOf('Pass', () => story.api.as('tooling').post(`/requests/${id}/access-token`))).toEqual([
      'dynamodb:Query',
    ])
  })

  it('one for the public keys, the first time', async () => {
    const keys = () => story.api.anonymous.get('/.well-known/jwks.json')
    await keys()
    expect(await callsOf('Web', keys)).toEqual([])
  })

  it('one for a page of the audit trail, whatever is asked for', async () => {
    const tenant = await story.tenant()
    const { id } = await story.started(tenant)
    const auditor = await story.auditor(tenant.id)
    await auditor.get('/audit')
    for (const query of [
      '',
      '?limit=2',
      `?requestId=${id}`,
      '?actor=otto%40vendor.example',
      '?environmentId=production',
    ])
      expect(await callsOf('Auditor', () => auditor.get(`/audit${query}`)), query).toEqual(['dynamodb:Query'])
  })
})
