import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../../functions/domain/acceptance.ts'
import { invite } from '../../../functions/events/invite.ts'
import { TestAccounts } from '../../support/doubles.ts'
import { approverIds, crashing, World } from '../../support/world.ts'

const config = { vendorDomains: ['vendor.example'], federatedTenants: new Set<string>() }

function invitations() {
  const world = new World()
  const accounts = new TestAccounts()
  const ports = { ...world, table: world.table, accounts }
  const run = (tenantId = 'acme', p = ports) => invite({ tenantId }, config, p)
  const events = () => [...world.table.outbox.values()]
  return { world, accounts, ports, run, events }
}

describe('inviting approvers', () => {
  it('gives each an account of their tenant, once, with the groups of an administrator', async () => {
    const { accounts, run, events } = invitations()
    expect(await run()).toEqual({ invited: 2, refused: [] })
    expect(await run()).toEqual({ invited: 0, refused: [] })
    expect(accounts.mailed).toEqual(['ada@acme.example', 'bob@acme.example'])
    for (const email of accounts.mailed)
      expect(accounts.of(email)).toMatchObject({ tenantId: 'acme', groups: ['approver', 'auditor'] })
    expect(events().map(({ event }) => [event.type, event.data.details])).toEqual([
      ['lockbox.person.invited', { approver: approverIds.ada }],
      ['lockbox.person.invited', { approver: approverIds.bob }],
    ])
    for (const sealed of events())
      expect(refusalOf({ domain: 'invite', tenantId: 'acme', eventId: sealed.event.id }, sealed)).toBeUndefined()
  })

  it('invites who is on the list now, and the new address of who was before', async () => {
    const { world, accounts, run } = invitations()
    await run()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada Admin', email: 'ada.admin@acme.example' } } })
    expect(await run()).toEqual({ invited: 1, refused: [] })
    expect(accounts.mailed.at(-1)).toBe('ada.admin@acme.example')
  })

  it('invites nobody to an address that is not confirmed: it may be a mistyped one', async () => {
    const { world, accounts, run } = invitations()
    const ada = { name: 'Ada Admin', email: 'ada@acme.example' }
    const bob = { name: 'Bob Boss', email: 'bob@acme.exmaple' }
    world.set({ approvers: { [approverIds.ada]: ada, [approverIds.bob]: { ...bob, unconfirmed: true } } })
    expect(await run()).toEqual({ invited: 1, refused: [] })
    expect(accounts.mailed).toEqual(['ada@acme.example'])
    world.set({ approvers: { [approverIds.ada]: ada, [approverIds.bob]: bob } })
    expect(await run()).toEqual({ invited: 1, refused: [] })
  })

  it('lets somebody in to type the code where nobody is confirmed, and no further', async () => {
    const { world, accounts, run } = invitations()
    world.set({
      approvers: { [approverIds.ada]: { name: 'Ada Admin', email: 'ada@acme.example', unconfirmed: true } },
    })
    expect(await run()).toEqual({ invited: 1, refused: [] })
    expect(accounts.of('ada@acme.example')?.groups).toEqual(['approver'])
  })

  it('lets whoever has been here keep their groups, and gets an approver to the approvers’ page', async () => {
    const { accounts, run, events } = invitations()
    accounts.put('ada@acme.example', { tenantId: 'acme', entered: true, groups: [] })
    accounts.put('bob@acme.example', { tenantId: 'acme', entered: true, groups: ['auditor'] })
    expect(await run()).toEqual({ invited: 0, refused: [] })
    expect(accounts.of('ada@acme.example')?.groups).toEqual(['approver'])
    expect(accounts.of('bob@acme.example')?.groups).toEqual(['approver', 'auditor'])
    expect(accounts.mailed).toEqual([])
    expect(events()).toEqual([])
  })

  it.each([{ tenantId: 'other' }, {}])('leaves an account of another tenant alone (%j), and says so', async (whose) => {
    const { accounts, run } = invitations()
    accounts.put('ada@acme.example', { ...whose, entered: false, groups: [] })
    expect(await run()).toEqual({ invited: 1, refused: [approverIds.ada] })
    expect(accounts.of('ada@acme.example')).toMatchObject({ ...whose, groups: [] })
    expect((await run()).refused).toEqual([approverIds.ada])
  })

  it('invites nobody of the vendor’s, of an unknown tenant, or of one with a provider of its own', async () => {
    const { world, accounts, ports, run } = invitations()
    expect(await run('nobody')).toEqual({ invited: 0, refused: [] })
    expect(await run('Acme#1')).toEqual({ invited: 0, refused: [] })
    await invite({ tenantId: 'acme' }, { ...config, federatedTenants: new Set(['acme']) }, ports)
    world.set({ approvers: { [approverIds.ada]: { name: 'Eve', email: 'eve@support.vendor.example' } } })
    await run()
    expect(accounts.mailed).toEqual([])
  })

  it('lets one failure hold up nobody, and tries that one again', async () => {
    const { accounts, run } = invitations()
    accounts.refuses.add('ada@acme.example')
    await expect(run()).rejects.toThrow('1 of 2')
    expect(accounts.mailed).toEqual(['bob@acme.example'])
    accounts.refuses.clear()
    expect(await run()).toEqual({ invited: 1, refused: [] })
  })

  it('finds the account that somebody else made at the same moment', async () => {
    const { accounts, ports } = invitations()
    const racing = { ...accounts, find: accounts.find, admit: accounts.admit, create: accounts.create }
    racing.create = async (person) => {
      await accounts.create({ ...person, tenantId: 'other' })
      return undefined
    }
    expect((await invite({ tenantId: 'acme' }, config, { ...ports, accounts: racing })).refused).toHaveLength(2)
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; at < 40; at++) {
      const { accounts, ports, run, events } = invitations()
      const crashed = await run('acme', crashing(ports, at, when)).then(
        () => false,
        () => true,
      )
      await run()
      expect(accounts.mailed.sort()).toEqual(['ada@acme.example', 'bob@acme.example'])
      for (const email of accounts.mailed) expect(accounts.of(email)?.groups).toEqual(['approver', 'auditor'])
      expect(events()).toHaveLength(2)
      if (!crashed) return
    }
    throw new Error('it never ran to its end')
  })
})
