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

  it('two to open a link of what is decided, four to stop it: the doors are read', async () => {
    const { ticket } = await story.started(await story.tenant())
    await story.decide(ticket)
    const [read, doors] = ['dynamodb:BatchGetItem', 'dynamodb:Query']
    expect(await callsOf('Link', () => story.page(ticket.path))).toEqual([read, doors])
    const stop = () => story.form(ticket.path, { action: 'stop', code: ticket.code })
    expect(await callsOf('Link', stop)).toEqual([read, doors, 'kms:VerifyMac', 'dynamodb:TransactWriteItems'])
  })

  describe('of a check', () => {
    const ask = (tenantId: string, service: 'database' | 'files' | 'assistant' = 'database') =>
      story.api
        .as(`data:${service}`)
        .post('/access/check', { operator: 'otto@vendor.example', tenantId, environmentId: 'production' })
    const [door, place, standing, use] = ['Query', 'BatchGetItem', 'Query', 'TransactWriteItems'].map(
      (action) => `dynamodb:${action}`,
    )

    it('two at the first use of a minute, one at the next', async () => {
      const tenant = await story.tenant()
      const { id, ticket } = await story.started(tenant)
      await story.decide(ticket)
      await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
      // Until the door is marked there are the calls of a refusal.
      const first = await until(async () => {
        let allowed = false
        const calls = await callsOf('Check', async () => {
          allowed = (await ask(tenant.id)).body.allowed
        })
        return allowed && calls
      }, 'the door is open')
      expect(first).toEqual([door, use])
      // At the turn of a minute there is a first use once more.
      const next = () => callsOf('Check', () => ask(tenant.id))
      expect(
        await until(async () => [await next()].find(({ length }) => length < 2), 'a second use in a minute'),
      ).toEqual([door])
    })

    it('one, and two reads at most to say why not', async () => {
      const tenant = await story.tenant()
      await story.started(tenant)
      expect(await callsOf('Check', () => ask(tenant.id))).toEqual([door, place, standing])
      expect(await callsOf('Check', () => ask(tenant.id, 'files'))).toEqual([door, place])
      expect(await callsOf('Check', () => ask(tenant.id, 'assistant'))).toEqual([door, place, use])
    })
  })

  describe('of an access token', () => {
    const ask = (id: string) => story.api.as('tooling').post(`/requests/${id}/access-token`)

    it('three: one read of doors, one transaction, one signature', async () => {
      const { id, ticket } = await story.started(await story.tenant())
      await story.decide(ticket)
      await until(async () => (await ask(id)).status === 200, 'the grant is in the ledger')
      expect(await callsOf('Pass', () => ask(id))).toEqual([
        'dynamodb:Query',
        'dynamodb:TransactWriteItems',
        'kms:Sign',
      ])
    })

    it('two for one that is refused: one read, and one transaction that puts it on record', async () => {
      const { id } = await story.started(await story.tenant())
      expect(await callsOf('Pass', () => ask(id))).toEqual(['dynamodb:Query', 'dynamodb:TransactWriteItems'])
    })
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
