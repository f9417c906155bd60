import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { requestId } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { recordDelivery } from './delivery.ts'
import { deliveryReport } from './ses-event.ts'

const { vendor } = deploymentFacts()
const logger = loggerOf('delivery')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }

/** What SES says of our mails, from its queue; answers which of it has to come again. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { messageId, body } of Records) {
    try {
      const report = deliveryReport(JSON.parse(body))
      if (!report) continue
      const { recorded, unreached } = await recordDelivery(report, vendor.emailDomains, ports)
      const tenantId = report.about.requests[0]?.tenantId
      logger.info('delivery recorded', { tenantId, requests: recorded, status: report.delivery.status })
      for (const request of unreached)
        logger.warn('no approver can be reached', { tenantId, requestId: requestId(request) })
      if (unreached.length > 0) countMetric(metrics.requestUnnotified, unreached.length, Date.now())
    } catch (error) {
      logger.error('not recorded, will be retried', { messageId, error: error as Error })
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
