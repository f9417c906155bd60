import { Stack } from 'aws-cdk-lib'
import type { IUserPool } from 'aws-cdk-lib/aws-cognito'
import type { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { commentSides } from '../functions/domain/comments.ts'
import type { ReminderPlan } from '../functions/domain/duties.ts'
import { prefix } from '../functions/domain/keys.ts'
import type { Federation } from '../functions/identity/federation.ts'
import type { DeploymentFacts, ServiceClients } from '../functions/runtime/env.ts'
import { busSource, refusedPrefix } from '../functions/runtime/names.ts'
import type { SignIn } from '../functions/runtime/sign-in.ts'
import { stateIndexes } from '../functions/runtime/tables.ts'
import type { AccessKeys } from './access-keys.ts'
import { acknowledge, objectsFinding } from './acknowledge.ts'
import { grantApprover } from './approver-rights.ts'
import { requestAttributes as attributes } from './attributes.ts'
import { grantAuditorExports, grantExport } from './export-rights.ts'
import type { Functions } from './functions.ts'
import { allowItems } from './item-access.ts'
import type { LedgerKeys } from './ledger-keys.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { Mail } from './mail.ts'
import { grantPass } from './pass-rights.ts'
import type { ProofBucket } from './proof-bucket.ts'
import { allowBus, grantCheckpoint, grantCheckpointClock, grantProofReads } from './proof-rights.ts'
import { grantLedgerReading, grantReceipt, grantVendorAuditor } from './reader-rights.ts'
import type { StateTable } from './state-table.ts'
import { grantCatalogue, grantVendorEndings } from './vendor-rights.ts'

export interface Resources {
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly linkKey: IKey
  readonly machine: IStateMachine
  readonly bus: EventBus
  readonly failures: Bucket
  readonly exports: Bucket
  /** Days that an export can be had. */
  readonly exportDays: number
  readonly mail: Mail
  readonly publicUrl: string
  readonly operatorIssuer: string
  readonly customerIssuer: string
  /** Missing: the deployment brings the customers' issuer, and nobody is invited. */
  readonly customerPool: IUserPool | undefined
  readonly signIn: SignIn
  readonly federation: Federation
  readonly services: ServiceClients
  readonly facts: DeploymentFacts
  readonly reminders: ReminderPlan
  readonly stackName: string
  readonly accessKeys: AccessKeys
  readonly ledgerKeys: LedgerKeys
  readonly proofs: ProofBucket
  /** Tenants that are waiting to be sealed. */
  readonly sealQueue: Queue
  /** The role that AWS credentials are given out of, by service. */
  readonly awsRoles: Readonly<Record<string, string>>
}

/**
 * What each function is given and what its role may do: design §4's table by trust domain. Each function can do one
 * thing; IAM, not code, keeps the operator's side from writing what only the customer's side may write.
 */
export function grantRights(functions: Functions, resources: Resources): void {
  const { state, ledger, linkKey, machine, bus, failures, mail, publicUrl, stackName } = resources
  const stateTable = state.tableName
  const deployment = JSON.stringify(resources.facts)
  const { configurationSetName: configurationSet } = mail.configurationSet
  const { customer, unmanaged, environment, request, door, latest, idempotency, outbox, count, index } = prefix
  const { confirm, notice, proposal, registry } = prefix
  const checkpointKeys = resources.ledgerKeys.facts('checkpoint')

  const { operator } = functions
  operator.give({ stateTable, deployment, issuer: resources.operatorIssuer })
  const startFacts = [customer, unmanaged, environment, latest, idempotency, count('operator')]
  allowItems(operator, state, { may: ['BatchGetItem'], of: [...startFacts, request] })
  allowItems(operator, state, { may: ['GetItem'], of: [request] })
  for (const [name, of] of [
    [stateIndexes.byState.name, index.state],
    [stateIndexes.byTicket.name, index.ticket],
    [stateIndexes.byOperator.name, index.operator],
  ] as const)
    allowItems(operator, state, { may: ['Query'], of: [of], index: name })
  allowItems(operator, state, { may: ['PutItem'], of: [request], attributes: attributes.started })
  allowItems(operator, state, { may: ['UpdateItem'], of: [request], attributes: attributes.closed })
  allowItems(operator, state, { may: ['PutItem'], of: [latest], attributes: attributes.latest })
  allowItems(operator, state, { may: ['PutItem'], of: [idempotency], attributes: attributes.answered })
  allowItems(operator, state, { may: ['PutItem'], of: [outbox('operator')] })
  allowItems(operator, state, { may: ['UpdateItem'], of: [count('operator')] })
  allowItems(operator, state, { may: ['ConditionCheckItem'], of: [customer, unmanaged, environment, request] })
  allowItems(operator, state, { may: ['DeleteItem'], of: [door] })
  // Comments: it reads both sides', and writes its own.
  const comments = commentSides.map((side) => prefix.comment(side))
  allowItems(operator, state, { may: ['Query'], of: [...comments, environment] })
  allowItems(operator, state, { may: ['PutItem'], of: [prefix.comment('operator')] })
  allowItems(operator, state, { may: ['BatchGetItem'], of: [count('approver')] })
  // More time: the grant that goes on; and what else its operator has open.
  allowItems(operator, state, { may: ['BatchGetItem'], of: [request] })
  allowItems(operator, state, { may: ['Query'], of: [door] })
  allowItems(operator, state, { may: ['BatchGetItem'], of: [count('check'), count('pass')] })

  const { vendorAdmin } = functions
  vendorAdmin.give({ stateTable, deployment, issuer: resources.operatorIssuer })
  allowItems(vendorAdmin, state, { may: ['GetItem'], of: [customer, environment] })
  allowItems(vendorAdmin, state, { may: ['PartiQLInsert'], of: [customer, outbox('vendor-admin'), registry] })
  allowItems(vendorAdmin, state, { may: ['PutItem'], of: [environment, outbox('vendor-admin')] })
  // A proposal names nobody: it is one only once it is in the ledger, and the customer's side makes an approver of it.
  allowItems(vendorAdmin, state, { may: ['BatchGetItem'], of: [customer, proposal] })
  allowItems(vendorAdmin, state, { may: ['PutItem'], of: [proposal], attributes: attributes.proposed })
  allowItems(vendorAdmin, state, { may: ['ConditionCheckItem'], of: [customer] })
  grantVendorEndings(vendorAdmin, state)

  const { approver } = functions
  approver.give({
    stateTable,
    ledgerTable: ledger.tableName,
    deployment,
    issuer: resources.customerIssuer,
    linkKey: linkKey.keyArn,
  })
  grantApprover(approver, resources)

  const { auditor } = functions
  auditor.give({
    stateTable,
    ledgerTable: ledger.tableName,
    issuer: resources.customerIssuer,
    exportFunction: functions.export.functionName,
    exportBucket: resources.exports.bucketName,
    exportDays: String(resources.exportDays),
    proofBucket: resources.proofs.bucket.bucketName,
  })
  grantProofReads(auditor, resources.proofs)
  grantLedgerReading(auditor, ledger)
  grantVendorAuditor(functions.vendorAuditor, resources)
  grantReceipt(functions.receipt, resources)
  grantAuditorExports(auditor, functions.export, resources)
  functions.export.give({ stateTable, ledgerTable: ledger.tableName, exportBucket: resources.exports.bucketName })
  grantExport(functions.export, resources)

  const { link } = functions
  link.give({ stateTable, deployment, publicUrl, linkKey: linkKey.keyArn })
  allowItems(link, state, { may: ['BatchGetItem'], of: [request, customer] })
  allowItems(link, state, { may: ['UpdateItem'], of: [request], attributes: attributes.decided })
  allowItems(link, state, { may: ['PutItem'], of: [door], attributes: attributes.door })
  // Who stops an access closes what is open, whatever the request's item says.
  allowItems(link, state, { may: ['Query', 'DeleteItem'], of: [door] })
  allowItems(link, state, { may: ['PutItem'], of: [prefix.brake], attributes: attributes.brake })
  allowItems(link, state, { may: ['PutItem'], of: [outbox('link')] })
  allowItems(link, state, { may: ['ConditionCheckItem'], of: [customer, environment, request] })
  allow(link, 'kms:VerifyMac', linkKey.keyArn)

  const { breakglass } = functions
  breakglass.give({ stateTable, deployment, issuer: resources.operatorIssuer })
  const emergencyFacts = [customer, unmanaged, environment, prefix.brake, count('breakglass')]
  allowItems(breakglass, state, { may: ['BatchGetItem'], of: emergencyFacts })
  allowItems(breakglass, state, { may: ['Query'], of: [door] })
  allowItems(breakglass, state, { may: ['PutItem'], of: [request], attributes: attributes.emergency })
  allowItems(breakglass, state, { may: ['PutItem'], of: [door], attributes: attributes.emergencyDoor })
  allowItems(breakglass, state, { may: ['PutItem'], of: [outbox('breakglass')] })
  allowItems(breakglass, state, { may: ['UpdateItem'], of: [count('breakglass')] })
  // Of the customer's brake it only sees whether there is one.
  allowItems(breakglass, state, { may: ['ConditionCheckItem'], of: [customer, unmanaged, environment, prefix.brake] })

  const { web } = functions
  const keyArns = resources.accessKeys.all.map(({ keyArn }) => keyArn)
  const ledgerKeys = JSON.stringify(resources.ledgerKeys.facts())
  web.give({
    deployment,
    publicUrl,
    signIn: JSON.stringify(resources.signIn),
    accessKeys: JSON.stringify(keyArns),
    ledgerKeys,
  })
  allow(web, 'kms:GetPublicKey', ...keyArns, ...resources.ledgerKeys.all.map(({ key }) => key.keyArn))

  functions.preToken.give({ federation: JSON.stringify(resources.federation) })

  const { notify } = functions
  notify.give({
    stateTable,
    deployment,
    publicUrl,
    configurationSet,
    linkKey: linkKey.keyArn,
    ledgerKeys: JSON.stringify(checkpointKeys),
    stackName,
  })
  allowItems(notify, state, { may: ['BatchGetItem'], of: [request, customer, confirm] })
  allowItems(notify, state, { may: ['UpdateItem'], of: [confirm], attributes: attributes.codeMade })
  allowItems(notify, state, { may: ['UpdateItem'], of: [request], attributes: attributes.mailed })
  allowItems(notify, state, { may: ['PutItem'], of: [outbox('workflow')] })
  // Reminders: the settings, and what else of the tenant waits.
  allowItems(notify, state, { may: ['GetItem'], of: [customer] })
  allowItems(notify, state, { may: ['Query'], of: [index.state], index: stateIndexes.byState.name })
  allow(notify, 'kms:GenerateMac', linkKey.keyArn)
  // Mails name the keys that the ledger's proofs are verified with.
  allow(notify, 'kms:GetPublicKey', ...checkpointKeys.map(({ keyArn }) => keyArn))
  mail.grantSend(notify)

  for (const [step, writes] of [
    [functions.settle, attributes.settled],
    [functions.end, attributes.ended],
  ] as const) {
    step.give({ stateTable })
    allowItems(step, state, { may: ['GetItem'], of: [request] })
    allowItems(step, state, { may: ['UpdateItem'], of: [request], attributes: writes })
    allowItems(step, state, { may: ['PutItem'], of: [outbox('workflow')] })
  }
  allowItems(functions.end, state, { may: ['DeleteItem'], of: [door] })

  const { relay } = functions
  relay.give({ stateTable, stateMachine: machine.stateMachineArn, notifyFunction: notify.functionName })
  allowItems(relay, state, { may: ['GetItem'], of: [request, confirm] })
  allow(relay, 'states:StartExecution', machine.stateMachineArn)
  allow(relay, 'states:SendTaskSuccess', machine.stateMachineArn)
  allow(relay, 'lambda:InvokeFunction', notify.functionArn)

  const keeper = functions.ledger
  keeper.give({
    stateTable,
    ledgerTable: ledger.tableName,
    bus: bus.eventBusName,
    failureBucket: failures.bucketName,
    stackName,
  })
  allowItems(keeper, state, { may: ['BatchGetItem', 'DeleteItem'], of: ['outbox#'] })
  // It reads a door to mark only what was recorded; of all that it reads there it may write the mark alone.
  allowItems(keeper, state, { may: ['GetItem'], of: [door] })
  allowItems(keeper, state, { may: ['UpdateItem'], of: [door], attributes: attributes.mark })
  // The brake is on break-glass, so it is not left to break-glass.
  allowItems(keeper, state, { may: ['GetItem'], of: [prefix.brake], attributes: attributes.brakeSeen })
  allowItems(keeper, ledger, { may: ['Query'], of: [prefix.ledger.tenant] })
  allowItems(keeper, ledger, { may: ['BatchGetItem'], of: [prefix.ledger.event] })
  allowItems(keeper, ledger, { may: ['PartiQLInsert'], of: [prefix.ledger.tenant, prefix.ledger.event] })
  allowBus(keeper, bus, busSource)
  allow(keeper, 's3:PutObject', failures.arnForObjects(`${refusedPrefix}*`))
  acknowledge(keeper.writer, objectsFinding(failures, refusedPrefix), 'One object per refused event, named after it.')

  const { tell } = functions
  tell.give({
    stateTable,
    deployment,
    publicUrl,
    configurationSet,
    notifyFunction: notify.functionName,
    ledgerKeys: JSON.stringify(checkpointKeys),
  })
  allowItems(tell, state, { may: ['BatchGetItem'], of: [request, customer, notice, proposal, count('tell')] })
  allowItems(tell, state, { may: ['BatchGetItem'], of: [count('check'), count('pass')] })
  allowItems(tell, state, { may: ['GetItem'], of: comments })
  allowItems(tell, state, { may: ['PutItem'], of: [count('tell'), outbox('tell')] })
  mail.grantSend(tell)
  allow(tell, 'kms:GetPublicKey', ...checkpointKeys.map(({ keyArn }) => keyArn))
  // An approval's mail can stop the access: notify alone makes link and code.
  allow(tell, 'lambda:InvokeFunction', notify.functionArn)

  if (resources.customerPool) {
    const { invite } = functions
    invite.give({
      stateTable,
      deployment,
      federation: JSON.stringify(resources.federation),
      customerPool: resources.customerPool.userPoolId,
      stackName,
    })
    allowItems(invite, state, { may: ['GetItem'], of: [customer] })
    allowItems(invite, state, { may: ['BatchGetItem'], of: [count('invite')] })
    allowItems(invite, state, { may: ['PutItem'], of: [count('invite'), outbox('invite')] })
    for (const action of ['AdminGetUser', 'AdminCreateUser', 'AdminAddUserToGroup'])
      allow(invite, `cognito-idp:${action}`, resources.customerPool.userPoolArn)
  }

  // It reads doors, and of a request how it stands; it writes that a grant was used, and nothing else.
  const { check } = functions
  const services = Stack.of(check).toJsonString(resources.services)
  check.give({ stateTable, issuer: resources.operatorIssuer, services })
  allowItems(check, state, { may: ['Query'], of: [door] })
  allowItems(check, state, { may: ['BatchGetItem'], of: [customer, environment, unmanaged, latest, count('check')] })
  // A query, because only a query can be held to the attributes that it selects.
  allowItems(check, state, {
    may: ['Query'],
    of: [request],
    attributes: attributes.standing,
    select: 'SPECIFIC_ATTRIBUTES',
  })
  allowItems(check, state, { may: ['UpdateItem'], of: [count('check')] })
  allowItems(check, state, { may: ['PutItem'], of: [outbox('check')] })
  functions.catalogue.give({ stateTable, deployment })
  grantCatalogue(functions.catalogue, state)

  const { sweep } = functions
  sweep.give({
    stateTable,
    reminders: JSON.stringify(resources.reminders),
    relayFunction: relay.functionName,
    ledgerFunction: keeper.functionName,
    notifyFunction: notify.functionName,
    stackName,
  })
  allowItems(sweep, state, { may: ['Query'], of: [index.due], index: stateIndexes.due.name })
  allowItems(sweep, state, { may: ['GetItem'], of: [request] })
  allowItems(sweep, state, { may: ['UpdateItem'], of: [request], attributes: attributes.swept })
  allowItems(sweep, state, { may: ['DeleteItem'], of: [door] })
  allowItems(sweep, state, { may: ['PutItem'], of: [outbox('sweep')] })
  allow(sweep, 'lambda:InvokeFunction', relay.functionArn, keeper.functionArn, notify.functionArn)

  const { delivery } = functions
  delivery.give({ stateTable, deployment, stackName })
  allowItems(delivery, state, { may: ['BatchGetItem'], of: [request, customer] })
  allowItems(delivery, state, { may: ['UpdateItem'], of: [request], attributes: attributes.delivered })
  allowItems(delivery, state, { may: ['PutItem'], of: [count('delivery'), outbox('delivery')] })

  functions.pass.give({
    stateTable,
    publicUrl,
    issuer: resources.operatorIssuer,
    signingKey: resources.accessKeys.signing.keyArn,
    awsRoles: JSON.stringify(resources.awsRoles),
  })
  grantPass(functions.pass, resources)

  const sealQueue = resources.sealQueue.queueUrl
  functions.checkpointClock.give({ stateTable, sealQueue, stackName })
  grantCheckpointClock(functions.checkpointClock, resources)
  functions.checkpoint.give({
    ...{ stateTable, ledgerTable: ledger.tableName, deployment, publicUrl, bus: bus.eventBusName, stackName },
    ...{ ledgerKeys, proofBucket: resources.proofs.bucket.bucketName, sealQueue },
  })
  grantCheckpoint(functions.checkpoint, resources)
}

const allow = (grantee: LockboxFunction, action: string, ...resources: string[]): void =>
  grantee.addToRolePolicy(new PolicyStatement({ actions: [action], resources }))
