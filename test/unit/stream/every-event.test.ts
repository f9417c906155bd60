import { expect, test } from 'vitest'
import { eventDomains } from '../../../functions/domain/events.ts'
import { invite } from '../../../functions/events/invite.ts'
import { tell } from '../../../functions/events/tell.ts'
import { decide } from '../../../functions/link/decide.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { close } from '../../../functions/operator/close.ts'
import { start } from '../../../functions/operator/start.ts'
import { createTenant } from '../../../functions/vendor-admin/create-tenant.ts'
import { putEnvironment } from '../../../functions/vendor-admin/put-environment.ts'
import { end } from '../../../functions/workflow/end.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { facts, TestAccounts, TestMailer } from '../../support/doubles.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { linkOf, operator, operatorActor, World } from '../../support/world.ts'

const publicUrl = 'https://lockbox.example'

test('the ledger takes every event that a function of this release makes', async () => {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const mailer = new TestMailer()
  const ports = { table: world.table, clock: world.clock, random: world.random, codes: world.codes, mailer }
  const { vendorDomains } = world
  const ask = {
    tenantId: 'acme',
    environmentId: 'production',
    service: 'crm',
    operator: { ...operator, country: 'CH', employer: 'Vendor' },
    reason: { type: 'CustomerInitiatedSupport' as const, detail: 'A failed import\nof 😀' },
    supportTicket: 'T-1',
    accessLevel: 'write' as const,
  }
  const startFor = (service: string) =>
    start({ ask: { ...ask, service }, actor: operatorActor, client: 'tool' }, world.startConfig, ports)
  const begin = async () => {
    await startFor('crm')
    const request = [...world.table.requests.values()].at(-1)?.request
    if (!request) throw new Error('nothing was started')
    return request
  }
  const byLink = async (request: Awaited<ReturnType<typeof begin>>, decision: 'approve' | 'deny', wrong = 0) => {
    const { linkId, code } = await world.link(request)
    const typed = (text: string) =>
      decide(linkOf(linkId), { decision, code: text, reason: 'Because' }, { ip: '198.51.100.9' }, vendorDomains, ports)
    for (let i = 0; i < wrong; i++) await typed('00000000')
    if (wrong < 5) await typed(code)
    return linkOf(linkId)
  }

  await createTenant(
    {
      tenantId: 'acme-2',
      body: {
        name: 'Acme 2',
        policy: 'on',
        approver: { name: 'Ada', email: 'ada@acme.example' },
        timeZone: 'UTC',
      } as never,
      actor: { ...operatorActor, kind: 'vendor-admin' },
      vendorDomains,
      accessPeriod: 28_800,
    },
    ports,
  )
  for (const name of ['New', 'Renamed'])
    await putEnvironment({ tenantId: 'acme', environmentId: 'new', name, actor: operatorActor }, ports)
  await startFor('assistant')
  mailer.refuses.add('bob@acme.example')
  const approved = await begin()
  await notify(approved, facts, publicUrl, ports)
  await byLink(approved, 'approve', 1)
  await close({ do: 'end', key: approved, maySee: () => true, actor: () => operatorActor, reason: 'Done' }, ports)
  await byLink(await begin(), 'deny')
  await close({ do: 'cancel', key: await begin(), maySee: () => true, actor: () => operatorActor }, ports)
  const locked = await begin()
  await freshMail(await byLink(locked, 'deny', 5), { ip: '198.51.100.9' }, vendorDomains, ports)
  world.clock.advance(345_601)
  await settle(locked, ports)
  const accounts = new TestAccounts()
  await invite({ tenantId: 'acme' }, { vendorDomains, federatedTenants: new Set() }, { ...ports, accounts })
  const over = await begin()
  await byLink(over, 'approve')
  world.clock.advance(28_801)
  await end(over, ports)
  await memory.run()
  for (const announcement of [...memory.published])
    await tell(announcement, facts, publicUrl, ports).catch(() => undefined)
  await memory.run()

  expect([...memory.refused.values()].map(({ reason, found }) => [reason, found])).toEqual([])
  expect(memory.waiting()).toEqual([])
  // Everything but what comes with later functions: the admin centre, break-glass, revocation.
  const later = /emergency|revoked|settings\.changed|managed/
  const made = new Set(memory.published.map(({ event }) => event.type))
  expect([...made].sort()).toEqual(
    Object.keys(eventDomains)
      .filter((type) => !later.test(type))
      .sort(),
  )
})
