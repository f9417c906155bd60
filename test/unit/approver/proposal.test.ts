import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { SignedIn } from '../../../functions/approver/caller.ts'
import { acceptProposed, seeProposal, stopProposal } from '../../../functions/approver/proposal.ts'
import { proposalAnswer } from '../../../functions/contract/answers.ts'
import { seal } from '../../../functions/domain/events.ts'
import { type Proposal, proposalDelay } from '../../../functions/domain/proposal.ts'
import type { Actor } from '../../../functions/domain/request.ts'
import { tell } from '../../../functions/events/tell.ts'
import { proposeApprover } from '../../../functions/vendor-admin/propose-approver.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { approverIds, World } from '../../support/world.ts'

const vera: Actor = {
  kind: 'vendor-admin',
  id: 'vera@vendor.example',
  name: 'Vera Adams',
  email: 'vera@vendor.example',
  method: 'access-token',
}
const petra = { name: 'Petra Proposed', email: 'petra@acme.example', reason: 'Everybody has left.' }
const signedIn = (email: string): SignedIn => ({
  tenantId: 'acme',
  email,
  actor: { kind: 'approver', id: email, email, method: 'signed-in' },
})

/** A tenant in which nobody can act: Ada's address is not confirmed, and Vic is the vendor's. */
function stuck() {
  const world = new World()
  world.set({
    approvers: {
      [approverIds.ada]: { name: 'Ada Admin', email: 'ada@acme.example', unconfirmed: true },
      [approverIds.bob]: { name: 'Vic', email: 'vic@vendor.example' },
    },
  })
  const memory = new MemoryLedger(world.table)
  const mailer = new TestMailer()
  const ports = { ...world, table: world.table, ledger: memory.ports.ledger, mailer }
  const propose = (body = petra) =>
    proposeApprover({ tenantId: 'acme', body, actor: vera, vendorDomains: world.vendorDomains }, ports)
  const accept = (email = petra.email) => acceptProposed(signedIn(email), facts, ports)
  const stop = (email = 'ada@acme.example') => stopProposal(signedIn(email), ports)
  /** The ledger takes what waits, and tell mails it. */
  const record = async () => {
    const before = memory.published.length
    await memory.run()
    for (const announcement of memory.published.slice(before))
      await tell(announcement, facts, 'https://l.example', ports)
  }
  return { world, memory, mailer, propose, accept, stop, record }
}
const listedNow = (world: World) => Object.values(world.table.settingsOf.get('acme')?.approvers ?? {})

describe("the vendor's proposal of an approver", () => {
  it('is refused while one confirmed approver of the customer’s own is left', async () => {
    const { world, propose } = stuck()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example' } } })
    expect(await propose()).toMatchObject({ problem: { code: 'ApproverCanAct' } })
  })

  it.each([['an address of the vendor', { ...petra, email: 'eve@vendor.example' }, 'VendorAddress']])(
    'is refused for %s',
    async (_, body, code) => {
      expect(await stuck().propose(body)).toMatchObject({ problem: { code } })
    },
  )

  it('is not made when the settings change at that moment', async () => {
    const { world, propose } = stuck()
    const { commit } = world.table
    world.table.commit = (writes) => {
      world.table.commit = commit
      world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example' } } })
      return commit(writes)
    }
    expect(await propose()).toMatchObject({ problem: { code: 'Busy' } })
    expect(world.table.proposals.size).toBe(0)
    expect(await propose()).toMatchObject({ problem: { code: 'ApproverCanAct' } })
  })

  it('names nobody: the settings are as before, and everybody on the list and the proposed are told', async () => {
    const { world, mailer, propose, record } = stuck()
    const before = listedNow(world)
    expect(await propose()).toMatchObject({ ok: true })
    expect(await propose()).toMatchObject({ problem: { code: 'RequestAlreadyOpen' } })
    expect(listedNow(world)).toEqual(before)
    await record()
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual([
      'ada@acme.example',
      petra.email,
      'vic@vendor.example',
    ])
    expect(mailer.to('ada@acme.example')[0]?.text).toContain('Petra Proposed, petra@acme.example')
  })

  it('is mailed with the names that are on record, and with no other that the vendor’s side puts beside it', async () => {
    const { world, mailer, propose, record } = stuck()
    await propose()
    const proposal = world.table.proposals.get('acme') as Proposal
    const name = { salt: 'AAECAwQFBgcICQoLDA0ODw', value: 'Ada Admin' }
    const personal = { ...proposal.sealed.personal, 'proposed.name': name }
    world.table.proposals.set('acme', { ...proposal, name: name.value, sealed: { ...proposal.sealed, personal } })
    await record()
    expect(mailer.to('ada@acme.example')[0]?.text).toContain('Somebody whose name is not on record')
    expect(mailer.to('ada@acme.example')[0]?.text).not.toContain('Ada Admin')
  })

  it('makes an approver after 72 hours, by the customer’s side, and tells everybody', async () => {
    const { world, mailer, propose, accept, record } = stuck()
    await propose()
    await record()
    expect(await accept()).toMatchObject({ problem: { code: 'ProposalNotDue' } })
    world.clock.advance(proposalDelay - 1)
    expect(await accept()).toMatchObject({ problem: { code: 'ProposalNotDue' } })
    world.clock.advance(1)
    expect(await accept('eve@acme.example')).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(await accept()).toMatchObject({ ok: true, value: { version: 3 } })
    expect(listedNow(world)).toContainEqual({ name: petra.name, email: petra.email })
    expect(await accept()).toMatchObject({ problem: { code: 'NotFound' } })
    await record()
    expect(mailer.to('ada@acme.example').at(-1)?.subject).toContain('settings have changed')
  })

  it('counts its time from the ledger’s record: what nobody was told of has no effect', async () => {
    const { world, propose, accept, memory } = stuck()
    await propose()
    world.clock.advance(2 * proposalDelay)
    expect(await accept()).toMatchObject({ problem: { code: 'ProposalNotDue' } })
    memory.clock.at = world.clock.at
    await memory.run()
    expect(await accept()).toMatchObject({ problem: { code: 'ProposalNotDue' } })
    world.clock.advance(proposalDelay)
    expect(await accept()).toMatchObject({ ok: true })
  })

  it.each<[string, (proposal: Proposal) => Partial<Proposal>]>([
    ['another address', () => ({ email: 'mallory@acme.example' })],
    ['another time', () => ({ effectiveAt: '2026-11-23T09:00:00.000Z', proposedAt: '2026-11-20T09:00:00.000Z' })],
    [
      'another address under the recorded event',
      ({ sealed }) => ({
        email: 'mallory@acme.example',
        sealed: {
          ...sealed,
          personal: {
            ...sealed.personal,
            'proposed.email': { salt: 'AAECAwQFBgcICQoLDA0ODw', value: 'mallory@acme.example' },
          },
        },
      }),
    ],
    [
      'another event with the same id',
      ({ id, tenantId, proposedAt }) => ({
        email: 'mallory@acme.example',
        sealed: seal(
          {
            id,
            type: 'lockbox.approver.proposed',
            tenantId,
            at: proposedAt,
            actor: vera,
            personal: { 'proposed.name': petra.name, 'proposed.email': 'mallory@acme.example' },
          },
          (count) => new Uint8Array(count),
        ),
      }),
    ],
  ])('has no effect when a compromised vendor’s side writes %s into it', async (what, forge) => {
    const { world, propose, accept, record } = stuck()
    await propose()
    await record()
    const proposal = world.table.proposals.get('acme') as Proposal
    world.table.proposals.set('acme', { ...proposal, ...forge(proposal) })
    if (what !== 'another time') world.clock.advance(proposalDelay)
    for (const email of [petra.email, 'mallory@acme.example']) expect(await accept(email)).toMatchObject({ ok: false })
  })

  it('is stopped by anybody on the list, and stays so whatever the vendor’s side writes then', async () => {
    const { world, mailer, propose, accept, stop, record } = stuck()
    await propose()
    await record()
    expect(await stop(petra.email)).toMatchObject({ problem: { code: 'NotAnApprover' } })
    const proposal = world.table.proposals.get('acme') as Proposal
    expect(await stop()).toMatchObject({ ok: true, value: { proposal: { state: 'stopped' } } })
    expect(await stop()).toMatchObject({ problem: { code: 'NotFound' } })
    await record()
    expect(mailer.to(petra.email).at(-1)?.subject).toContain('stopped')
    world.table.proposals.set('acme', proposal)
    world.clock.advance(proposalDelay)
    expect(await accept()).toMatchObject({ problem: { code: 'NotFound' } })
  })

  it('is void once the customer can help itself', async () => {
    const { world, propose, accept, record } = stuck()
    await propose()
    await record()
    world.clock.advance(proposalDelay)
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example' } } })
    expect(await accept()).toMatchObject({ problem: { code: 'ApproverCanAct' } })
  })

  it('is seen by the list and by the proposed, and by nobody else', async () => {
    const { world, propose } = stuck()
    await propose()
    const see = (email: string) => seeProposal(signedIn(email), world.table)
    const seen = await see('ada@acme.example')
    expect(v.safeParse(proposalAnswer, seen.ok && seen.value).issues).toBeUndefined()
    expect(seen).toMatchObject({ value: { proposal: { you: false } } })
    expect(await see('Petra@acme.example')).toMatchObject({ value: { proposal: { you: true } } })
    expect(await see('petra+x@acme.example')).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(await see('eve@acme.example')).toMatchObject({ problem: { code: 'NotAnApprover' } })
  })
})
