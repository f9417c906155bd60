import { randomBytes } from 'node:crypto'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import type { ToldCatalogue } from '../../functions/domain/catalogue.ts'
import { key } from '../../functions/domain/keys.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { invoke, recordOutbox } from '../../infra/local/functions.ts'
import { Story } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const vendor = story.api.as('vendor-admin')

// Every tenant of the deployment is told: this file comes early, while there are few.
// The test stores what tenants were told of: no deployment of a vendor's lets anybody do that.
describe.runIf(target.endpoint)('a change of the catalogue', () => {
  it('is in the ledger and the mail of every tenant whose policy is on, once', async () => {
    const on = await story.tenant()
    const off = `t-${randomBytes(5).toString('hex')}`
    const approver = { name: 'Ada', email: `ada@${off}.example` }
    await vendor.put(`/tenants/${off}`, { name: 'Off', policy: 'off', approver })
    // The first run of a deployment only remembers.
    await invoke(target, 'CatalogueFunction')
    const state = stateOf(target)
    const TableName = target.outputs.StateTable
    const { Item } = await state.send(new GetCommand({ TableName, Key: key.catalogue, ConsistentRead: true }))
    const told = Item as unknown as ToldCatalogue
    const services = told.services.map(({ reason: _, ...service }) => ({ ...service, covered: true }))
    await state.send(new PutCommand({ TableName, Item: { ...Item, services } }))

    await invoke(target, 'CatalogueFunction')
    await recordOutbox(target)
    const mail = await story.mails.waitFor(
      on.approvers[0] ?? '',
      ({ subject }) => subject.startsWith('What needs your approval has changed'),
      { seconds: 60 },
    )
    expect(mail.text).toContain(
      'From now on access to AI assistant needs no approval: The assistant keeps no customer data.',
    )
    await invoke(target, 'CatalogueFunction')
    await recordOutbox(target)
    const changesIn = async (tenantId: string) => {
      const { body } = await (await story.auditor(tenantId)).get('/audit?type=lockbox.catalogue.changed')
      return body.items.map((item: { event: { id: string } }) => item.event.id)
    }
    const [change, ...more] = await changesIn(on.id)
    expect(change).toMatch(new RegExp(`^catalogue#${told.version + 1}-`))
    expect(mail.text).toContain('lockbox.catalogue.changed')
    expect(more).toEqual([])
    expect(await changesIn(off)).toEqual([])
    const subjects = (await story.mails.list(approver.email)).map(({ subject }) => subject)
    expect(subjects.filter((subject) => /needs your approval/.test(subject))).toEqual([])
  })
})
