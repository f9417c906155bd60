import type { EventBridgeEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { lambdaAsker } from '../adapters/invoker.ts'
import { mailedKeys } from '../adapters/ledger-keys.ts'
import { sesMailer } from '../adapters/ses-mailer.ts'
import { stateTable } from '../adapters/state/table.ts'
import { proofSource } from '../domain/proofs/notice.ts'
import type { Announcement, OutcomeInput, OutcomeSent } from '../ports.ts'
import { withMailedKeys } from '../requests/mailed-keys.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, type KeyFacts, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { tell } from './tell.ts'
import { tellProof } from './tell-proof.ts'

const deployment = deploymentFacts()
const publicUrl = required(env.publicUrl)
const logger = loggerOf('tell')
const keys = mailedKeys(JSON.parse(required(env.ledgerKeys)) as readonly KeyFacts[])
const asker = lambdaAsker()
const notifyFunction = required(env.notifyFunction)
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  mailer: sesMailer({
    sender: deployment.sender,
    vendor: deployment.vendor,
    configurationSet: required(env.configurationSet),
  }),
  clock,
  random,
  byNotify: async (input: OutcomeInput) => (await asker.ask(notifyFunction, input)) as OutcomeSent,
}

/** From the bus's queue, for the event types that are mailed; answers which of them have to come again. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { messageId, body } of Records) {
    try {
      const { source, detail } = JSON.parse(body) as EventBridgeEvent<string, Announcement>
      const facts = await withMailedKeys(deployment, keys, clock.now(), (error) =>
        logger.warn('mailed without the key', { error }),
      )
      if (source === proofSource) {
        logger.info('proof told', { ...(await tellProof(detail, facts, publicUrl, ports)) })
        continue
      }
      const told = await tell(detail, facts, publicUrl, ports)
      const { tenantId, requestId, eventId } = detail
      logger.info('told', { tenantId, requestId, eventId, mails: told })
    } catch (error) {
      logger.error('not told, will be retried', { messageId, error: error as Error })
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
