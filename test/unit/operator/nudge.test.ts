import { describe, expect, it } from 'vitest'
import { nudge } from '../../../functions/operator/nudge.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { approverIds, operatorActor, World } from '../../support/world.ts'

async function waiting() {
  const world = new World()
  const mailer = new TestMailer()
  const request = await world.open()
  const ports = { ...world, table: world.table, mailer }
  await notify(request, facts, 'https://lockbox.example', ports)
  const run = (maySee = true) =>
    nudge(
      { key: request, maySee: () => maySee, actor: () => operatorActor, vendorDomains: world.vendorDomains },
      { ...world, table: world.table },
    )
  return { world, mailer, request, ports, run }
}

describe('the operator reminds', () => {
  it('all approvers, by a wish that stands on the request until it is served', async () => {
    const { world, mailer, request, ports, run } = await waiting()
    expect(await run()).toMatchObject({ ok: true })
    const stored = await world.table.request(request)
    expect(stored?.mailWanted?.approvers).toEqual([approverIds.ada, approverIds.bob])
    expect(stored?.dueAt).toBe('2026-11-23T09:02:00.000Z')
    await notify(request, facts, 'https://lockbox.example', ports)
    expect(mailer.sent).toHaveLength(4)
    expect(world.eventTypes()).toContain('lockbox.mail.requested')
  })

  it('once an hour', async () => {
    const { world, run } = await waiting()
    await run()
    expect(await run()).toMatchObject({ problem: { code: 'TooManyRequests' } })
    world.clock.advance(3600)
    expect(await run()).toMatchObject({ ok: true })
  })

  it('twice at once: one of them', async () => {
    const { run } = await waiting()
    const both = await Promise.all([run(), run()])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it("nobody about somebody else's request, or one that is over, or where nobody can decide", async () => {
    const { world, run } = await waiting()
    expect(await run(false)).toMatchObject({ problem: { code: 'NotFound' } })
    const others = await waiting()
    others.world.set({ approvers: {} })
    expect(await others.run()).toMatchObject({ problem: { code: 'NoApprover' } })
    world.clock.advance(345_600)
    expect(await run()).toMatchObject({ problem: { code: 'RequestExpired' } })
  })
})
