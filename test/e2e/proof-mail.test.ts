import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { simpleParser } from 'mailparser'
import { describe, expect, inject, it } from 'vitest'
import { prefix } from '../../functions/domain/keys.ts'
import { type ProofNotice, proofDetailTypes, proofSource } from '../../functions/domain/proofs/notice.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import {
  checkpointNotice,
  sampleCheckpoint,
  sampleStatement,
  sampleThumbprint,
  statementNotice,
} from '../support/proofs.ts'
import { wantedOf } from '../support/settings.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const table = stateOf(target)
const bus = new EventBridgeClient(clientConfig(target))

/** Puts a notice on the bus, as the function that signs does. */
async function announce(notice: ProofNotice): Promise<void> {
  const { FailedEntryCount } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: target.outputs.BusName,
          Source: proofSource,
          DetailType: proofDetailTypes[notice.kind],
          Detail: JSON.stringify(notice),
        },
      ],
    }),
  )
  expect(FailedEntryCount).toBe(0)
}

describe('proofs by mail', () => {
  it('come to the auditors who want them, once, with the proof attached', async () => {
    const tenant = await story.tenant()
    const [address = ''] = tenant.approvers
    const approver = await story.customer(tenant.id, address)
    const { body: settings } = await approver.get('/tenant/settings')
    const auditor = {
      name: 'Internal audit',
      email: `audit@${tenant.id}.example`,
      mails: ['checkpoints', 'statements'],
    }
    expect((await approver.put('/tenant/settings', wantedOf(settings, { auditors: [auditor] }))).status).toBe(200)

    const of = { tenantId: tenant.id }
    const checkpoint = checkpointNotice({ ...sampleCheckpoint, ...of }, of)
    await announce(checkpoint)
    const mail = await story.mails.waitFor(auditor.email, ({ subject }) => subject.startsWith('Checkpoint 2026-11-23'))
    const { attachments, text = '' } = await simpleParser(mail.raw)
    expect(
      attachments.map(({ filename, contentType, content }) => [filename, contentType, content.toString()]),
    ).toEqual([['checkpoint-42.jws', 'application/jose', checkpoint.jws]])
    expect(text).toContain(`Hash: ${sampleCheckpoint.head}`)
    expect(text).toContain(`--pin ${sampleThumbprint} --witness witness.eml`)

    // Two at the same moment may both be mailed, which is documented: the repeat comes once the first is noted as told.
    await until(async () => {
      const told = await table.send(
        new QueryCommand({
          TableName: target.outputs.StateTable,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `${prefix.count('tell')}${tenant.id}` },
          ConsistentRead: true,
        }),
      )
      return told.Items?.some(({ sk }) => sk.startsWith(`told#${checkpoint.id}#`))
    }, 'the checkpoint is told')
    await announce(checkpoint)
    await announce(statementNotice({ ...sampleStatement, ...of }, of))
    await story.mails.waitFor(auditor.email, ({ subject }) => subject.startsWith('Statement for October 2026'))
    // The statement came behind the repeat in the same queue, and mails go out one event at a time.
    const subjects = (await story.mails.list(auditor.email)).map(({ subject }) => subject)
    expect(subjects.filter((subject) => subject.startsWith('Checkpoint'))).toHaveLength(1)
  })
})
