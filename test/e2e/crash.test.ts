import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { key, prefix } from '../../functions/domain/keys.ts'
import { transitionEventId } from '../../functions/domain/transitions.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { invoke, invokeSweep } from '../../infra/local/functions.ts'
import { Story, until } from '../support/story.ts'
import { age, itemOf as requestItem } from '../support/time-travel.ts'

const target = inject('target')
const story = new Story(target)
const lambda = new LambdaClient(clientConfig(target))
const machines = new SFNClient(clientConfig(target))
const table = stateOf(target)
const TableName = target.outputs.StateTable

/** Switches a stream consumer off, as if it had been down; gives what switches it on again. */
async function switchOff(name: 'RelayFunction' | 'LedgerFunction'): Promise<() => Promise<void>> {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: target.outputs[name] }),
  )
  const UUID = EventSourceMappings[0]?.UUID
  const set = async (Enabled: boolean) => {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
    await until(
      async () =>
        (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State === (Enabled ? 'Enabled' : 'Disabled'),
      `${name} is ${Enabled ? 'on' : 'off'}`,
    )
  }
  await set(false)
  return () => set(true)
}

const keyOf = (id: string) => {
  const [tenantId = '', ulid = ''] = id.split('.')
  return { tenantId, ulid }
}
const itemOf = (id: string) => requestItem(target, id)

/** Two minutes later, as far as the due index is concerned. */
const makeOverdue = (Key: { pk: string; sk: string }) =>
  table.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET dueAt = :then',
      ConditionExpression: 'attribute_exists(dueShard)',
      ExpressionAttributeValues: { ':then': new Date(Date.now() - 1000).toISOString() },
    }),
  )

const query = async (pk: string) =>
  (
    await table.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    )
  ).Items ?? []

const executionOf = (id: string) =>
  machines
    .send(
      new DescribeExecutionCommand({
        executionArn: `${target.outputs.StateMachineArn.replace(':stateMachine:', ':execution:')}:${id}-1`,
      }),
    )
    .catch(() => undefined)

const statesOf = async (id: string) => {
  const { events = [] } = await machines.send(
    new GetExecutionHistoryCommand({ executionArn: (await executionOf(id))?.executionArn, maxResults: 1000 }),
  )
  return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? [])
}

const switchedOff: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const on of switchedOff.splice(0)) await on()
})

describe('nothing is lost', () => {
  it('a decision before the token is parked: the parking finds the decision', async () => {
    const tenant = await story.tenant()
    switchedOff.push(await switchOff('RelayFunction'))
    const { body } = await story.start(tenant.id)
    await invoke(target, 'NotifyFunction', { v: 1, ...keyOf(body.id) })
    const ticket = await story.ticket(tenant.approvers[0] ?? '', body.id)
    await story.decide(ticket)
    expect(await story.request(body.id)).toMatchObject({ state: 'Approved' })
    expect(await executionOf(body.id)).toBeUndefined()

    await age(target, body.id, 130)
    await invokeSweep(target)
    await until(async () => (await itemOf(body.id))?.settled === 2, 'the execution has settled it')
    expect(await statesOf(body.id)).toEqual([
      'Notify the approvers',
      'Wait for the decision',
      'Settle the request',
      expect.any(String),
      'Hold the door open',
    ])
    expect(await itemOf(body.id)).not.toHaveProperty('taskToken')
  })

  it('a start that no relay saw: the sweep starts its execution, once', async () => {
    const tenant = await story.tenant()
    switchedOff.push(await switchOff('RelayFunction'))
    const { body } = await story.start(tenant.id)
    await age(target, body.id, 130)
    await Promise.all([invokeSweep(target), invokeSweep(target)])
    await story.ticket(tenant.approvers[0] ?? '', body.id)
    await until(async () => (await itemOf(body.id))?.taskToken, 'the execution waits')
    expect((await story.mails.list(tenant.approvers[0])).filter((mail) => mail.text.includes(body.id))).toHaveLength(1)
  })

  it('a wake-up that was lost: the sweep wakes the execution', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await until(async () => (await itemOf(id))?.taskToken, 'the execution waits')
    switchedOff.push(await switchOff('RelayFunction'))
    await story.decide(ticket, { decision: 'deny' })
    await age(target, id, 130)
    await invokeSweep(target)
    await until(async () => (await executionOf(id))?.status === 'SUCCEEDED', 'the execution has ended')
  })

  it('no record, no access: the door stays unmarked until the ledger has the approval', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    // What was recorded before must be through, so that only the approval waits.
    await story.untilRecorded(tenant.id, id, ['lockbox.request.started', 'lockbox.mail.sent'])
    switchedOff.push(await switchOff('LedgerFunction'))
    await story.decide(ticket)
    const doors = () => query(`${prefix.door}${tenant.id}`)
    expect(await doors()).toMatchObject([{ ulid: keyOf(id).ulid }])
    expect((await doors())[0]).not.toHaveProperty('recordedSeq')

    const approval = key.outbox('link', tenant.id, `${keyOf(id).ulid}#2`)
    await makeOverdue(approval)
    await invokeSweep(target)
    await until(async () => (await doors())[0]?.recordedSeq, 'the door is marked')
    await until(async () => (await query(approval.pk)).length === 0, 'the outbox is empty')
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
    expect((await doors())[0]?.recordedSeq).toBe(
      events.find((item) => item.event.type === 'lockbox.request.approved').seq,
    )
  })

  it('everything delivered twice: one event, one mail to each, nothing refused', async () => {
    const tenant = await story.tenant(2)
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket)
    const eventId = transitionEventId(keyOf(id).ulid, 2)
    const waiting = key.outbox('link', tenant.id, eventId)
    const outcome = (verb: string) =>
      Promise.all(
        [...tenant.approvers, 'otto@vendor.example'].map((to) =>
          story.mails.waitFor(to, (mail) => mail.text.includes(id) && mail.subject.toLowerCase().includes(verb)),
        ),
      )
    // Told once, and marked: from here on all is a repeat. Two deliveries at the same moment may both be mailed, which is
    // documented; so nothing here hands the ledger what its stream is just bringing.
    await outcome('approved')
    await until(async () => {
      const told = (await query(`${prefix.count('tell')}${tenant.id}`)).filter(({ sk }) =>
        sk.startsWith(`told#${eventId}#`),
      )
      const outbox = await query(waiting.pk)
      return told.length === tenant.approvers.length + 1 && !outbox.some(({ sk }) => sk === waiting.sk)
    }, 'the approval is told, and out of the outbox')
    const keys = [waiting, key.request(keyOf(id))]
    await invoke(target, 'LedgerFunction', { keys })
    await invoke(target, 'RelayFunction', { keys })
    await invoke(target, 'NotifyFunction', { v: 1, ...keyOf(id) })
    // What comes after them in the same queue has been mailed, so a repeat would have been too.
    expect((await story.api.as('tooling').post(`/requests/${id}/end`)).status).toBe(200)
    await outcome('ended')
    const again = await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
    expect(again.filter((item) => item.event.type === 'lockbox.request.approved')).toHaveLength(1)
    for (const to of tenant.approvers) {
      const subjects = (await story.mails.list(to)).filter((mail) => mail.text.includes(id)).map((mail) => mail.subject)
      expect([...new Set(subjects)]).toEqual(subjects)
    }
  })
})
