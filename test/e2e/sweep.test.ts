import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { ExecuteStatementCommand } from '@aws-sdk/lib-dynamodb'
import { ulid } from 'ulid'
import { describe, expect, inject, it } from 'vitest'
import { dueAttributes, newRequestItem } from '../../functions/adapters/state/items.ts'
import { key } from '../../functions/domain/keys.ts'
import { openRequest } from '../../functions/domain/start-rules.ts'
import { instant } from '../../functions/domain/time.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { invoke, invokeSweep } from '../../infra/local/functions.ts'
import { sesEvent } from '../support/ses-events.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'
import { age, itemOf, tamper } from '../support/time-travel.ts'
import { operator, operatorActor, settings } from '../support/world.ts'

const target = inject('target')
const story = new Story(target)
const machines = new SFNClient(clientConfig(target))
const hour = 3600

const from = (seconds: number) => instant(Date.now() + seconds * 1000)
const arnOf = (id: string, attempt: number) =>
  `${target.outputs.StateMachineArn.replace(':stateMachine:', ':execution:')}:${id}-${attempt}`
const executionOf = (id: string, attempt = 1) =>
  machines.send(new DescribeExecutionCommand({ executionArn: arnOf(id, attempt) })).catch(() => undefined)
const stop = (id: string, attempt = 1) => machines.send(new StopExecutionCommand({ executionArn: arnOf(id, attempt) }))
/** Nobody is told: what Step Functions says is about another execution than the one that counts. */
async function stopUnheard(id: string): Promise<void> {
  await tamper(target, id, { attempt: 5 })
  await stop(id)
}
const isParked = (id: string) => until(async () => (await itemOf(target, id))?.taskToken, `${id} is parked`)
const isSettled = (id: string) => until(async () => (await itemOf(target, id))?.settled, `${id} is settled`)

/** As if `seconds` had passed; then a sweep, which finds what is due. */
async function sweepLater(id: string, seconds = 130): Promise<void> {
  await age(target, id, seconds)
  await invokeSweep(target)
}

/** Started, mailed and parked; it waits for four days, whatever the state machine's own timer says. */
async function parked(tenant: OwnTenant, changes: Record<string, unknown> = {}) {
  const started = await story.started(tenant, changes)
  await isParked(started.id)
  return started
}

/** Approved, and its execution holds the door open. */
async function held(tenant: OwnTenant, changes: Record<string, unknown> = {}) {
  const started = await parked(tenant, changes)
  await story.decide(started.ticket)
  await isSettled(started.id)
  return started
}

describe('the sweep has an execution run', () => {
  it('that was never started: nothing of the start is on the stream, and what it made is found all the same', async () => {
    const tenant = await story.tenant()
    const now = from(-130)
    const request = openRequest({
      ask: {
        tenantId: tenant.id,
        environmentId: 'production',
        service: 'database',
        operator,
        reason: { type: 'ProductionAlert', detail: 'Disk is full' },
        accessLevel: 'read',
      },
      settings: settings({ tenantId: tenant.id }),
      environment: { tenantId: tenant.id, environmentId: 'production', name: 'Production', version: 1 },
      ulid: ulid(),
      started: { by: operatorActor, at: now },
      approvalWindow: hour,
      accessPeriod: hour,
    })
    const item = { ...newRequestItem(request, now), ...dueAttributes(key.request(request), now) }
    // What PartiQL writes is on no stream here: as if every consumer had been off for longer than the stream remembers.
    await stateOf(target).send(
      new ExecuteStatementCommand({
        Statement: `INSERT INTO "${target.outputs.StateTable}" VALUE ?`,
        Parameters: [item],
      }),
    )
    const id = `${tenant.id}.${request.ulid}`
    await invokeSweep(target)
    const ticket = await story.ticket(tenant.approvers[0] ?? '', id)
    await isParked(id)
    await story.decide(ticket, { decision: 'deny' })
    await until(async () => (await itemOf(target, id))?.state === 'Denied', 'it is denied')
  })

  it('that was stopped while it waited: told by Step Functions, another one waits at once', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await parked(tenant)
    const token = (await itemOf(target, id))?.taskToken
    await stop(id)
    // The local AWS says so too; that it is said twice changes nothing.
    await invoke(target, 'SweepFunction', {
      version: '0',
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: {
        executionArn: arnOf(id, 1),
        stateMachineArn: target.outputs.StateMachineArn,
        name: `${id}-1`,
        status: 'ABORTED',
        input: JSON.stringify({ v: 1, tenantId: tenant.id, ulid: id.split('.')[1] }),
      },
    })
    const anew = await until(async () => {
      const item = await itemOf(target, id)
      return item?.attempt === 2 && item.taskToken !== undefined && item
    }, 'the second execution waits')
    expect(anew.taskToken).not.toBe(token)
    expect((await story.mails.list(tenant.approvers[0])).filter(({ text }) => text.includes(id))).toHaveLength(1)
    await story.decide(ticket, { decision: 'deny' })
    await until(async () => (await executionOf(id, 2))?.status === 'SUCCEEDED', 'the second execution has ended')
  })

  it.each([
    ['that was stopped, and nobody was told', stopUnheard],
    ['whose token is lost', (id: string) => tamper(target, id, { taskToken: undefined })],
    ['whose token is a wrong one', (id: string) => tamper(target, id, { taskToken: 'AAAAKgAAAAIAAAAAAAAAAX' })],
  ])('%s: after the decision the first look wakes it in vain, the second starts another', async (_, harm) => {
    const tenant = await story.tenant()
    const { id, ticket } = await parked(tenant)
    await harm(id)
    const attempt = 1 + Number((await itemOf(target, id))?.attempt)
    await story.decide(ticket)
    await sweepLater(id)
    await sweepLater(id)
    await until(async () => {
      const item = await itemOf(target, id)
      return item?.settled === 2 && item.attempt === attempt
    }, 'the second execution has read it')
    expect((await executionOf(id, attempt))?.status).toBe('RUNNING')
    expect(await itemOf(target, id)).not.toHaveProperty('taskToken')
    await story.api.as('tooling').post(`/requests/${id}/end`)
  })

  it('twice at once: one execution', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await parked(tenant)
    await tamper(target, id, { taskToken: undefined })
    await story.decide(ticket)
    await age(target, id, 130)
    await Promise.all([invokeSweep(target), invokeSweep(target)])
    expect(await itemOf(target, id)).toMatchObject({ attempt: 1, handed: { duties: { run: { tries: 1 } } } })
    await age(target, id, 130)
    await Promise.all([invokeSweep(target), invokeSweep(target)])
    expect(await itemOf(target, id)).toMatchObject({ attempt: 2 })
    await isSettled(id)
    expect(await executionOf(id, 3)).toBeUndefined()
  })
})

describe('the sweep does what a timer missed', () => {
  it('expires what nobody decided, in its own name', async () => {
    const tenant = await story.tenant()
    const { id } = await parked(tenant)
    await stopUnheard(id)
    await tamper(target, id, { expiresAt: from(-125) })
    await sweepLater(id)
    expect(await itemOf(target, id)).toMatchObject({ state: 'Expired', closed: { by: { id: 'sweep' } } })
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.request.expired'])
    const expired = events.find(({ event }: { event: { type: string } }) => event.type === 'lockbox.request.expired')
    expect(expired.event.data).toMatchObject({ domain: 'sweep', actor: { kind: 'system', method: 'clock' } })
  })

  it('ends an access whose execution is gone, and closes its door', async () => {
    const tenant = await story.tenant()
    const { id } = await held(tenant)
    await stopUnheard(id)
    const { granted } = (await itemOf(target, id)) as { granted: object }
    await tamper(target, id, { granted: { ...granted, accessUntil: from(-125) } })
    await sweepLater(id, hour * 8)
    expect(await itemOf(target, id)).toMatchObject({ state: 'Ended', closed: { by: { id: 'sweep' } } })
    expect(await itemOf(target, id)).not.toHaveProperty('dueAt')
    await story.untilRecorded(tenant.id, id, ['lockbox.request.ended'])
    const approver = await story.approver(tenant)
    const { body } = await approver.get(`/tenant/requests/${id}`)
    expect(body).toMatchObject({ state: 'Ended', open: false })
  })
})

describe('before an access ends', () => {
  it('its operator is warned, once', async () => {
    const tenant = await story.tenant()
    const person = { id: `w-${tenant.id}@vendor.example`, name: 'Wanda', email: `w-${tenant.id}@vendor.example` }
    const { id } = await held(tenant, { operator: person })
    const { granted } = (await itemOf(target, id)) as { granted: object }
    await tamper(target, id, { granted: { ...granted, accessUntil: from(29 * 60) } })
    await sweepLater(id, hour * 8)
    const isWarning = ({ subject }: { subject: string }) => subject.startsWith('Access ends soon')
    const mail = await story.mails.waitFor(person.email, isWarning)
    expect(mail.text).toMatch(/ends in 2[89] minutes/)
    await until(async () => (await itemOf(target, id))?.warned, 'it is marked')
    await sweepLater(id, hour)
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.mail.sent'])
    expect(
      events.filter(
        ({ event }: { event: { data: { details: { purpose: string } } } }) => event.data.details.purpose === 'warning',
      ),
    ).toHaveLength(1)
    expect((await story.mails.list(person.email)).filter(isWarning)).toHaveLength(1)
    await story.api.as('tooling').post(`/requests/${id}/end`)
  })
})

describe('an emergency', () => {
  it('is brought up a day later, and again each day, until somebody takes note of it', async () => {
    const tenant = await story.tenant()
    const { id } = await held(tenant)
    await tamper(target, id, { incident: 'INC-1', requestedAt: from(-25 * hour) })
    await sweepLater(id, hour * 8)
    const first = (await itemOf(target, id)) as { acknowledgeAsked: string; dueAt: string }
    expect(first.acknowledgeAsked > from(-60)).toBe(true)
    await sweepLater(id, 23 * hour)
    expect((await itemOf(target, id))?.acknowledgeAsked).not.toBe(first.acknowledgeAsked)
    const { acknowledgeAsked } = (await itemOf(target, id)) as { acknowledgeAsked: string }
    expect(acknowledgeAsked < first.acknowledgeAsked).toBe(true)
    await sweepLater(id, 2 * hour)
    expect((await itemOf(target, id))?.acknowledgeAsked).not.toBe(acknowledgeAsked)
    await story.api.as('tooling').post(`/requests/${id}/end`)
  })
})

describe('approvers are reminded', () => {
  it('by one mail of all that waits for them, with links and codes that decide', async () => {
    const tenant = await story.tenant()
    const both = [await parked(tenant), await parked(tenant, { service: 'files', supportTicket: 'CASE-2' })]
    // Asked five hours ago: what is asked changes, so the codes of the first mails are void, and the reminder's count.
    for (const { id } of both) await tamper(target, id, { requestedAt: from(-5 * hour), expiresAt: from(90 * hour) })
    const [due] = both
    await sweepLater(due?.id ?? '', hour)
    const isReminder = ({ subject }: { subject: string }) => subject.includes('2 requests wait (reminder)')
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', isReminder)
    const tickets = [...mail.text.matchAll(/Your code for this request: (\S+)[\s\S]*?(\/decide\/[^\s?]+)/g)]
    expect(tickets).toHaveLength(2)
    for (const [, code = '', path = ''] of tickets) await story.decide({ path, code }, { decision: 'deny' })
    for (const { id } of both) await story.untilState(id, 'Denied')
  })

  it('by the operator, once an hour', async () => {
    const tenant = await story.tenant()
    const { id } = await parked(tenant)
    const nudge = () => story.api.as('tooling').post(`/requests/${id}/remind`)
    expect((await nudge()).status).toBe(202)
    await story.ticket(tenant.approvers[0] ?? '', id, 1)
    const again = await nudge()
    expect([again.status, again.body.code]).toEqual([429, 'TooManyRequests'])
    const others = await story.api.as('operator').post(`/requests/${id}/remind`)
    expect([others.status, others.body.code]).toEqual([404, 'NotFound'])
  })

  it('also when the wish was taken by somebody who died', async () => {
    const tenant = await story.tenant()
    const { id } = await parked(tenant)
    const approvers = Object.keys(((await itemOf(target, id)) as { mails: object }).mails)
    await tamper(target, id, {
      mailWanted: { id: ulid(Date.now() - 200_000), approvers, takenAt: from(-130) },
      expiresAt: from(hour),
    })
    await sweepLater(id)
    await story.ticket(tenant.approvers[0] ?? '', id, 1)
    await until(async () => (await itemOf(target, id))?.mailWanted === undefined, 'the wish is served')
  })
})

describe('what became of a mail', () => {
  /** SES's own events never come here, and nobody else may put one on the bus: the documented one, as the queue gives it. */
  const say = (kind: Parameters<typeof sesEvent>[0], about: Parameters<typeof sesEvent>[1]) =>
    invoke(target, 'DeliveryFunction', {
      Records: [{ messageId: ulid(), eventSource: 'aws:sqs', body: JSON.stringify(sesEvent(kind, about)) }],
    })

  it('is on the request and in the ledger: delivered, then bounced', async () => {
    const tenant = await story.tenant(2)
    const { id } = await parked(tenant)
    const approver = await story.approver(tenant)
    const { body } = await approver.get(`/tenant/requests/${id}`)
    const [, request = ''] = id.split('.')
    for (const [i, kind] of (['Email Delivered', 'Email Bounced'] as const).entries()) {
      const mail = body.mails[i]
      const said = say(kind, {
        tenantId: tenant.id,
        ulids: [request],
        recipient: mail.id,
        address: mail.email,
        messageId: `m-${i}`,
        sentAt: mail.at,
      })
      expect(await said).toEqual({ batchItemFailures: [] })
    }
    const mails = await until(async () => {
      const shown = (await approver.get(`/tenant/requests/${id}`)).body.mails
      return shown.every((mail: { delivery?: unknown }) => mail.delivery) && shown
    }, 'both are shown')
    expect(mails.map((mail: { delivery: { status: string } }) => mail.delivery.status)).toEqual([
      'delivered',
      'bounced',
    ])
    expect(mails[1].delivery.detail).toBe('smtp; 550 5.1.1 user unknown')
    await story.untilRecorded(tenant.id, id, ['lockbox.mail.delivered', 'lockbox.mail.undelivered'])
  })
})
