import { documentClient } from '../adapters/dynamodb.ts'
import { kmsCodes } from '../adapters/kms-codes.ts'
import { mailedKeys } from '../adapters/ledger-keys.ts'
import { sesMailer } from '../adapters/ses-mailer.ts'
import { stateTable } from '../adapters/state/table.ts'
import { requestId } from '../domain/request.ts'
import { withMailedKeys } from '../requests/mailed-keys.ts'
import { clock, random } from '../runtime/ambient.ts'
import { type DeploymentFacts, deploymentFacts, env, type KeyFacts, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { confirmInput, isWarning, outcomeInput, remindInput, wantsAcknowledgement, workflowInput } from './contract.ts'
import { notify } from './notify.ts'
import { remind } from './remind.ts'
import { sendAcknowledge } from './send-acknowledge.ts'
import { sendCode } from './send-code.ts'
import { sendOutcome } from './send-outcome.ts'
import { warn } from './warn.ts'

const deployment = deploymentFacts()
const publicUrl = required(env.publicUrl)
const logger = loggerOf('notify')
const keys = mailedKeys(JSON.parse(required(env.ledgerKeys)) as readonly KeyFacts[])
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  mailer: sesMailer({
    sender: deployment.sender,
    vendor: deployment.vendor,
    configurationSet: required(env.configurationSet),
  }),
  codes: kmsCodes(required(env.linkKey)),
  clock,
  random,
  onEmergency: () => countMetric(metrics.emergencyOpened, 1, Date.now()),
}

/** Thrown by name: the state machine tries again after a pause, and goes on waiting in any case. */
class MailPending extends Error {
  override readonly name = 'MailPending'
}

/** "Notify the approvers", whenever a wish for mails stands on a request, and whatever else somebody is to be mailed for. */
export const handler = async (event: unknown) => {
  const facts = await withMailedKeys(deployment, keys, clock.now(), (error) =>
    logger.warn('mailed without the key', { error }),
  )
  const confirm = confirmInput(event)
  if (confirm) return sendCodeTo(confirm, facts)
  const reminder = remindInput(event)
  if (reminder) {
    const reminded = await remind(reminder, facts, publicUrl, ports)
    logger.info('approvers reminded', { tenantId: reminder.tenantId, ...reminded })
    return reminded
  }
  const outcome = outcomeInput(event)
  if (outcome) {
    const answer = await sendOutcome(outcome, facts, publicUrl, ports)
    logger.info('outcome with link and code', { tenantId: outcome.tenantId, requestId: requestId(outcome), ...answer })
    return answer
  }
  const key = workflowInput(event)
  const names = { tenantId: key.tenantId, requestId: requestId(key) }
  if (isWarning(event)) {
    const warned = await warn(key, facts, publicUrl, ports)
    logger.info('warning before the end', { ...names, warned })
    return key
  }
  if (wantsAcknowledgement(event)) {
    const reminded = await sendAcknowledge(key, facts, publicUrl, ports)
    logger.info('asked to acknowledge', { ...names, ...reminded })
    return key
  }
  const { sent, pending, unreached } = await notify(key, facts, publicUrl, ports)
  logger.info('approvers notified', { ...names, sent, pending })
  if (unreached) countMetric(metrics.requestUnnotified, 1, Date.now())
  if (pending > 0) throw new MailPending(`${pending} mails are still to be sent`)
  return key
}

async function sendCodeTo(confirm: NonNullable<ReturnType<typeof confirmInput>>, facts: DeploymentFacts) {
  const sent = await sendCode(confirm, facts, publicUrl, ports)
  logger.info('code for an address', { ...confirm, sent })
  if (sent === 'pending') throw new MailPending('the mail with the code is still to be sent')
  return confirm
}
