import type { EventBridgeEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { userPool } from '../adapters/user-pool.ts'
import type { Announcement } from '../ports.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { invite } from './invite.ts'

const facts = deploymentFacts()
const federation = JSON.parse(required(env.federation)) as Readonly<Record<string, { readonly tenantId: string }>>
const config = {
  vendorDomains: facts.vendor.emailDomains,
  federatedTenants: new Set(Object.values(federation).map(({ tenantId }) => tenantId)),
}
const logger = loggerOf('invite')
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  accounts: userPool(required(env.customerPool)),
  clock,
  random,
}

/** From the bus's queue, whenever a list of approvers may have changed; answers which events have to come again. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { messageId, body } of Records) {
    try {
      const { detail } = JSON.parse(body) as EventBridgeEvent<string, Announcement>
      const { tenantId, eventId } = detail
      const { invited, refused } = await invite(detail, config, ports)
      logger.info('approvers invited', { tenantId, eventId, invited })
      if (refused.length > 0) {
        logger.warn('not invited: the address has an account of another tenant', { tenantId, approvers: refused })
        countMetric(metrics.invitationRefused, refused.length, Date.parse(clock.now()))
      }
    } catch (error) {
      logger.error('not invited, will be retried', { messageId, error: error as Error })
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
