import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SignedIn } from '../../../functions/approver/caller.ts'
import { confirmByCode } from '../../../functions/approver/confirm-approver.ts'
import { setManaged } from '../../../functions/approver/environments.ts'
import { putSettings } from '../../../functions/approver/put-settings.ts'
import { wantCode } from '../../../functions/approver/want-code.ts'
import { ableApprovers } from '../../../functions/domain/settings-change.ts'
import { sendCode } from '../../../functions/workflow/send-code.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { World } from '../../support/world.ts'

const mailboxes = ['ada', 'bob', 'carol', 'dan'].map((who) => `${who}@acme.example`)
const caller = (email: string): SignedIn => ({
  tenantId: 'acme',
  email,
  actor: { kind: 'approver', id: email, email, method: 'signed-in' },
})

const step = fc.record({
  do: fc.constantFrom('put', 'code', 'confirm', 'manage'),
  // Mostly somebody who may.
  by: fc.constantFrom(...mailboxes, ...mailboxes.slice(0, 2), ...mailboxes.slice(0, 2)),
  about: fc.constantFrom(...mailboxes),
  /** Who is to be on the list. */
  list: fc.subarray(mailboxes, { minLength: 2 }),
  policy: fc.constantFrom('on' as const, 'off' as const),
  stale: fc.constantFrom(0, 0, 0, 1),
  rightCode: fc.boolean(),
})

test('whatever approvers do, in whatever order, the settings and the ledger agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = new World()
      const memory = new MemoryLedger(world.table)
      const mailer = new TestMailer()
      const ports = { ...world, table: world.table, mailer }
      const now = () => {
        const settings = world.table.settingsOf.get('acme')
        if (!settings) throw new Error('the tenant has settings')
        return settings
      }
      const idOf = (email: string) => Object.entries(now().approvers).find(([, each]) => each.email === email)?.[0]
      const proven = new Set(mailboxes.slice(0, 2))
      for (const { do: what, by, about, list, policy, stale, rightCode } of steps) {
        const id = idOf(about) ?? '01J00000000000000000000000'
        if (what === 'put') {
          const approvers = list.map((email) => {
            const known = idOf(email)
            return { name: email, email, ...(known && { id: known }) }
          })
          const { approvalMode, maxAccessPeriod, maxAccessLevel, timeZone } = now()
          const rest = {
            approvalMode,
            maxAccessPeriod,
            maxAccessLevel,
            timeZone,
            observers: [],
            denyNeedsReason: false,
          }
          await putSettings(caller(by), { version: now().version - stale, policy, approvers, ...rest }, facts, ports)
          for (const email of mailboxes) if (!idOf(email)) proven.delete(email)
        } else if (what === 'code') {
          await wantCode(caller(by), id, ports)
          await sendCode({ tenantId: 'acme', approverId: id }, facts, 'https://l.example', ports)
        } else if (what === 'confirm') {
          await sendCode({ tenantId: 'acme', approverId: id }, facts, 'https://l.example', ports)
          const code = /Your code: (\S+)/.exec(mailer.to(about).at(-1)?.text ?? '')?.[1]
          const typed = rightCode && code ? code : '0000-0000'
          const outcome = await confirmByCode(caller(by), id, typed, facts, ports)
          if (outcome.ok && typed === code) proven.add(about)
        } else {
          const version = world.table.managedMarks.get('unmanaged#acme production')?.version ?? 0
          const input = { caller: caller(by), environmentId: 'production', managed: policy === 'on', vendorDomains: [] }
          await setManaged({ ...input, version: version - stale }, ports)
        }
        const settings = now()
        if (settings.policy === 'on') expect(ableApprovers(settings, []).length).toBeGreaterThan(0)
        for (const { email, unconfirmed } of Object.values(settings.approvers))
          if (!unconfirmed) expect(proven).toContain(email)
      }
      await memory.run()
      expect([...memory.refused.values()]).toEqual([])
      expect(memory.verified()).toMatchObject({ faults: [] })
      const changes = memory.entries.filter(({ event }) => event.type === 'lockbox.settings.changed')
      expect(changes.map(({ event }) => event.id)).toEqual(changes.map((_, i) => `settings#${i + 2}`))
      expect(now().version).toBe(changes.length + 1)
      for (const { event } of changes) expect(world.table.notices.has(`notice#acme ${event.id}`)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
