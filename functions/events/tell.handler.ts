import type { EventBridgeEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { sesMailer } from '../adapters/ses-mailer.ts'
import { stateTable } from '../adapters/state/table.ts'
import type { Announcement } from '../ports.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { tell } from './tell.ts'

const facts = deploymentFacts()
const publicUrl = required(env.publicUrl)
const logger = loggerOf('tell')
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  mailer: sesMailer({ sender: facts.sender, vendor: facts.vendor, configurationSet: required(env.configurationSet) }),
  clock,
  random,
}

/** From the bus, for the event types that are mailed. */
export const handler = async ({ detail }: EventBridgeEvent<string, Announcement>) => {
  const told = await tell(detail, facts, publicUrl, ports)
  const { tenantId, requestId, eventId } = detail
  logger.info('outcome told', { tenantId, requestId, eventId, mails: told })
}
