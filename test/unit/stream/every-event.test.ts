import { expect, test } from 'vitest'
import { setManaged } from '../../../functions/approver/environments.ts'
import { stopProposal } from '../../../functions/approver/proposal.ts'
import { putSettings } from '../../../functions/approver/put-settings.ts'
import { revoke } from '../../../functions/approver/revoke.ts'
import { startDrill } from '../../../functions/approver/start-drill.ts'
import { wantMails } from '../../../functions/approver/want-mails.ts'
import { eventDomains } from '../../../functions/domain/events.ts'
import { done, unwrap } from '../../../functions/domain/problems.ts'
import type { Checkpoint } from '../../../functions/domain/proofs/checkpoint.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import type { TenantSettings } from '../../../functions/domain/settings.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { invite } from '../../../functions/events/invite.ts'
import { tell } from '../../../functions/events/tell.ts'
import { decide } from '../../../functions/link/decide.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { close } from '../../../functions/operator/close.ts'
import { start } from '../../../functions/operator/start.ts'
import { announceKeys } from '../../../functions/proofs/announce-keys.ts'
import { addComment } from '../../../functions/requests/add-comment.ts'
import { createTenant } from '../../../functions/vendor-admin/create-tenant.ts'
import { proposeApprover } from '../../../functions/vendor-admin/propose-approver.ts'
import { putEnvironment } from '../../../functions/vendor-admin/put-environment.ts'
import { end } from '../../../functions/workflow/end.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { sendCode } from '../../../functions/workflow/send-code.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { accessAsk, askCheck, checkPorts } from '../../support/checks.ts'
import { facts, TestAccounts, TestMailer } from '../../support/doubles.ts'
import { emergencies } from '../../support/emergencies.ts'
import { giveOut } from '../../support/given-out.ts'
import { TestKeys } from '../../support/ledger-keys.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { checkpointKey, receiptKey } from '../../support/memory-proofs.ts'
import { sweepsSide } from '../../support/sweep-events.ts'
import { vendorsSide } from '../../support/vendors-side.ts'
import { approverIds, linkOf, operator, operatorActor, signedInAs, World } from '../../support/world.ts'

const publicUrl = 'https://lockbox.example'

/** What the customer's own people decide, and the vendor's proposal once nobody of them can. */
async function customersSide(
  world: World,
  ports: { readonly mailer: TestMailer } & Pick<World, 'table' | 'clock' | 'random' | 'codes'>,
) {
  const caller = {
    tenantId: 'acme',
    email: 'ada@acme.example',
    actor: { kind: 'approver', id: 'ada', name: 'Ada', email: 'ada@acme.example', method: 'signed-in' },
  } as const
  const { vendorDomains } = world
  for (const [version, managed] of [false, true].entries())
    await setManaged({ caller, environmentId: 'production', managed, version, vendorDomains }, ports)
  const settings = world.table.settingsOf.get('acme') as TenantSettings
  const added = await putSettings(
    caller,
    {
      version: settings.version,
      policy: 'on',
      approvalMode: 'sign-in',
      approvers: [
        ...Object.entries(settings.approvers).map(([id, { name, email }]) => ({ id, name, email })),
        { name: 'Carol', email: 'carol@acme.example' },
      ],
      observers: [{ name: 'Olaf', email: 'olaf@acme.example' }],
      maxAccessPeriod: 3600,
      maxAccessLevel: 'read',
      timeZone: 'UTC',
      denyNeedsReason: true,
    },
    facts,
    ports,
  )
  if (!added.ok) throw new Error(added.problem.code)
  const approverId = added.value.approvers.find(({ name }) => name === 'Carol')?.id ?? ''
  await sendCode({ tenantId: 'acme', approverId }, facts, publicUrl, ports)
  world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
  const body = { name: 'Petra', email: 'petra@acme.example', reason: 'Nobody is left' }
  await proposeApprover(
    { tenantId: 'acme', body, actor: { ...operatorActor, kind: 'vendor-admin' }, vendorDomains },
    ports,
  )
  await stopProposal(caller, ports)
}

/** What data services ask: of a grant that the ledger has, and where none is needed. */
async function dataServices(world: World) {
  const accessFrom = world.clock.now()
  const door = {
    ...{ request: { tenantId: 'acme', ulid: world.random.ulid(accessFrom) }, environmentId: 'production' },
    ...({ operatorId: operator.id, service: 'crm', basis: 'Approved', accessLevel: 'read', accessFrom } as const),
    ...{ accessUntil: plusSeconds(accessFrom, 3600), recordedSeq: 1 },
  }
  await world.table.commit([{ kind: 'open-door', door }])
  const used = { accessLevel: 'read', action: 'export.retry', resource: 'exports/7' } as const
  for (const service of ['crm', 'assistant']) await askCheck(accessAsk({ ...used, service }), checkPorts(world))
}

/** A key for receipts that the tenant's last checkpoint does not list. */
async function announceReceiptKey({ table, clock, random }: World) {
  const keys = new TestKeys(checkpointKey, receiptKey)
  const { kid } = checkpointKey.published
  const last = { claims: { receiptKeys: [] as string[] } as unknown as Checkpoint, kid, jws: '' }
  await announceKeys('acme', last, await keys.all(), new Map(), { keys, table, clock, random })
}

test('the ledger takes every event that a function of this release makes', async () => {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const mailer = new TestMailer()
  const ports = {
    table: world.table,
    clock: world.clock,
    random: world.random,
    codes: world.codes,
    mailer,
    byNotify: world.byNotify,
  }
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

  const comment = (side: 'approver' | 'operator', request: AccessRequest) =>
    addComment(
      side,
      'Why?\nBecause.',
      async () =>
        done({ request, by: side === 'operator' ? operatorActor : { ...signedInAs().actor, name: 'Ada' }, pins: [] }),
      ports,
    )

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
  const revoked = await world.approved({ service: 'files' })
  await comment('approver', revoked)
  await comment('operator', revoked)
  await revoke({ caller: signedInAs(), key: revoked, reason: 'Enough' }, vendorDomains, ports)
  // Somebody wrote over this one's request: its door is closed all the same.
  const lied = await world.approved({ service: 'lies' })
  const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === lied.ulid)
  if (item) item.request = { ...lied, state: 'Denied' }
  await revoke({ caller: signedInAs(), key: lied }, vendorDomains, ports)
  const drill = unwrap(await startDrill(signedInAs(), facts, ports))
  await wantMails(signedInAs(), drill, undefined, vendorDomains, ports)
  await notify(drill, facts, publicUrl, ports)
  await byLink(drill, 'approve')
  const swept = await sweepsSide(world)
  // Opened by hand in this test, so their first events are not there.
  for (const ulid of [revoked.ulid, lied.ulid, ...swept])
    memory.markers.set(`${ulid}#1`, { seq: 0, hash: '', recordedAt: '', digest: '', after: 'ActionNeeded' })
  await emergencies(world, mailer)
  await customersSide(world, ports)
  await dataServices(world)
  await vendorsSide(world)
  await giveOut(world)
  await announceReceiptKey(world)
  await memory.run()
  for (const announcement of [...memory.published])
    await tell(announcement, facts, publicUrl, ports).catch(() => undefined)
  await memory.run()

  expect([...memory.refused.values()].map(({ reason, found }) => [reason, found])).toEqual([])
  expect(memory.waiting()).toEqual([])
  const made = new Set(memory.published.map(({ event }) => event.type))
  expect([...made].sort()).toEqual(Object.keys(eventDomains).sort())
})
