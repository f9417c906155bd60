import { describe, expect, it } from 'vitest'
import { recordDelivery } from '../../../functions/events/delivery.ts'
import { deliveryReport } from '../../../functions/events/ses-event.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { sesEvent } from '../../support/ses-events.ts'
import { approverIds, Crash, crashing, World } from '../../support/world.ts'

const ada = 'ada@acme.example'
const bob = 'bob@acme.example'

async function mailed() {
  const world = new World()
  const request = await world.open()
  const mailer = new TestMailer()
  await notify(request, facts, 'https://lockbox.example', { ...world, table: world.table, mailer })
  const event = (kind: Parameters<typeof sesEvent>[0], changes: Partial<Parameters<typeof sesEvent>[1]> = {}) =>
    sesEvent(kind, {
      tenantId: 'acme',
      ulids: [request.ulid],
      recipient: approverIds.ada,
      address: ada,
      sentAt: world.clock.now(),
      messageId: 'message-1',
      ...changes,
    })
  const hear = (said: ReturnType<typeof event>, ports = { ...world, table: world.table }) => {
    const report = deliveryReport(JSON.parse(JSON.stringify(said)))
    if (!report) throw new Error('it is about a request')
    return recordDelivery(report, world.vendorDomains, ports)
  }
  const deliveryOf = async (id: string = approverIds.ada) => (await world.table.request(request))?.mails[id]?.delivery
  const said = () =>
    [...world.table.outbox.values()].flatMap(({ event: { type, data } }) =>
      type.includes('delivered') ? [[type, data.details.recipient, data.details.kind]] : [],
    )
  return { world, request, mailer, event, hear, deliveryOf, said }
}

describe('what SES says of a mail', () => {
  it.each([
    ['Email Delivered', 'delivered'],
    ['Email Bounced', 'bounced'],
    ['Email Complaint Received', 'complained'],
    ['Email Rejected', 'rejected'],
  ] as const)('%s is recorded on the request and in the ledger', async (kind, status) => {
    const { event, hear, deliveryOf, said } = await mailed()
    expect(await hear(event(kind))).toMatchObject({ recorded: 1, unreached: [] })
    expect(await deliveryOf()).toMatchObject({ status, at: expect.stringMatching(/Z$/) })
    expect(said()).toEqual([
      status === 'delivered'
        ? ['lockbox.mail.delivered', approverIds.ada, undefined]
        : ['lockbox.mail.undelivered', approverIds.ada, status],
    ])
  })

  it('says why a mail bounced, and keeps address and diagnosis out of the hashed event', async () => {
    const { world, event, hear, deliveryOf } = await mailed()
    await hear(event('Email Bounced'))
    expect(await deliveryOf()).toMatchObject({ detail: 'smtp; 550 5.1.1 user unknown' })
    const sealed = [...world.table.outbox.values()].find(({ event: { type } }) => type === 'lockbox.mail.undelivered')
    expect(sealed?.event.data.details).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'General' })
    expect(JSON.stringify(sealed?.event)).not.toContain('user unknown')
    expect(JSON.stringify(sealed?.event)).not.toContain(ada)
    expect(sealed?.personal).toMatchObject({ 'recipient.email': { value: ada } })
  })

  it('is recorded once, however often it is said', async () => {
    const { event, hear, said } = await mailed()
    await hear(event('Email Delivered'))
    expect(await hear(event('Email Delivered'))).toMatchObject({ recorded: 0 })
    expect(said()).toHaveLength(1)
  })

  it('of an older mail changes nothing on the request, and is in the ledger all the same', async () => {
    const { world, event, hear, deliveryOf, said } = await mailed()
    await hear(event('Email Bounced', { sentAt: '2026-11-23T08:00:00.000Z' }))
    expect(await deliveryOf()).toBeUndefined()
    expect(said()).toHaveLength(1)
    world.clock.advance(60)
    await hear(event('Email Delivered', { messageId: 'message-2', at: '2026-11-23T09:05:00.000Z' }))
    await hear(event('Email Bounced', { messageId: 'message-3', at: '2026-11-23T09:04:00.000Z' }))
    expect(await deliveryOf()).toMatchObject({ status: 'delivered' })
    expect(said()).toHaveLength(3)
  })

  it('of a mail to the operator, or to a former address, is in the ledger only', async () => {
    const { request, world, event, hear, said } = await mailed()
    const before = await world.table.request(request)
    await hear(event('Email Delivered', { recipient: 'operator', address: 'olga@vendor.example' }))
    await hear(event('Email Bounced', { address: 'former@acme.example', messageId: 'message-2' }))
    expect((await world.table.request(request))?.mails).toEqual(before?.mails)
    expect(said()).toHaveLength(2)
  })

  it('comes again while the mail is still being recorded', async () => {
    const { world, request, event, hear, deliveryOf } = await mailed()
    const [prepared] = [{ email: ada, status: 'preparing' as const, at: world.clock.now(), attempts: 1 }]
    await world.table.prepareMails(request, [{ approverId: approverIds.ada, mail: prepared }], [], world.clock.now())
    await expect(hear(event('Email Delivered'))).rejects.toThrow('not recorded yet')
    expect(await deliveryOf()).toBeUndefined()
  })

  it('raises the alarm when the mail of nobody who can decide arrived, and only while that matters', async () => {
    const { world, request, event, hear } = await mailed()
    expect(await hear(event('Email Bounced'))).toMatchObject({ unreached: [] })
    const bobs = { recipient: approverIds.bob, address: bob, messageId: 'message-2' }
    expect(await hear(event('Email Delivered', { ...bobs, messageId: 'message-0' }))).toMatchObject({ unreached: [] })
    world.clock.advance(60)
    const bounced = event('Email Bounced', { ...bobs, sentAt: world.clock.now() })
    expect((await hear(bounced)).unreached).toMatchObject([{ ulid: request.ulid }])
    world.clock.advance(345_600)
    const complaint = event('Email Complaint Received', { ...bobs, sentAt: world.clock.now(), messageId: 'message-3' })
    expect(await hear(complaint)).toMatchObject({ recorded: 1, unreached: [] })
  })

  it('raises it of an emergency too, also when that is over', async () => {
    const { world, request, event, hear } = await mailed()
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    if (item) item.request = { ...item.request, incident: 'INC-1', state: 'Ended' }
    expect(await hear(event('Email Bounced'))).toMatchObject({ unreached: [] })
    const bobs = { recipient: approverIds.bob, address: bob, messageId: 'message-2' }
    expect((await hear(event('Email Bounced', bobs))).unreached).toMatchObject([{ ulid: request.ulid }])
  })

  it('is nothing of ours without the tags of a request, or when it is another event', async () => {
    const { event } = await mailed()
    const delivered = event('Email Delivered')
    const untagged = { ...delivered, detail: { ...delivered.detail, mail: { ...delivered.detail.mail, tags: {} } } }
    expect(deliveryReport(untagged)).toBeUndefined()
    expect(deliveryReport({ ...delivered, 'detail-type': 'Email Opened' })).toBeUndefined()
    expect(() => deliveryReport({ hello: 'world' })).toThrow()
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; ; at++) {
      const { world, event, hear, deliveryOf, said } = await mailed()
      const crashed = await hear(event('Email Bounced'), crashing({ ...world, table: world.table }, at, when)).then(
        () => false,
        (error) => error instanceof Crash || Promise.reject(error),
      )
      await hear(event('Email Bounced'))
      expect(await deliveryOf()).toMatchObject({ status: 'bounced' })
      expect(said()).toHaveLength(1)
      if (!crashed) return
    }
  })
})
