import { CfnOutput, type Stack } from 'aws-cdk-lib'
import type { Alarms } from './alarms.ts'
import type { Api } from './api.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Deliveries } from './deliveries.ts'
import type { ExportBucket } from './export-bucket.ts'
import type { FailureBucket } from './failure-bucket.ts'
import type { Functions } from './functions.ts'
import type { LockboxIdentity } from './identity.ts'
import type { Invitations } from './invitations.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LinkKey } from './link-key.ts'
import type { Outcomes } from './outcomes.ts'
import type { ProofBucket } from './proof-bucket.ts'
import type { Sample } from './sample.ts'
import type { StateTable } from './state-table.ts'
import type { Workflow } from './workflow.ts'

export interface Parts {
  readonly api: Api
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly linkKey: LinkKey
  readonly failures: FailureBucket
  readonly proofs: ProofBucket
  readonly checkpoints: Checkpoints
  readonly exports: ExportBucket
  readonly machine: Workflow
  readonly outcomes: Outcomes
  readonly invitations: Invitations | undefined
  readonly deliveries: Deliveries
  readonly functions: Functions
  readonly identity: LockboxIdentity
  readonly alarms: Alarms
  readonly sample: Sample | undefined
}

/** What tools, tests and the local start find in the stack, by names that stay. */
export function addOutputs(stack: Stack, parts: Parts): void {
  const { api, identity, functions } = parts
  const { operators, customers } = identity
  const values: Readonly<Record<string, string | undefined>> = {
    ApiUrl: api.publicUrl,
    ApiId: api.http.apiId,
    DomainTarget: api.domain?.regionalDomainName,
    StateTable: parts.state.tableName,
    LedgerTable: parts.ledger.tableName,
    OperatorIssuer: identity.issuers.operators.issuer,
    OperatorPoolId: operators?.people.pool.userPoolId,
    OperatorClientId: operators?.people.client.userPoolClientId,
    OperatorCliClientId: operators?.people.cli.userPoolClientId,
    OperatorTokenUrl: operators && `${operators.people.domain.baseUrl()}/oauth2/token`,
    MachineClientId: operators?.machine.userPoolClientId,
    CustomerIssuer: identity.issuers.customers.issuer,
    CustomerPoolId: customers?.pool.userPoolId,
    CustomerClientId: customers?.client.userPoolClientId,
    CustomerCliClientId: customers?.cli.userPoolClientId,
    StateMachineArn: parts.machine.stateMachineArn,
    BusName: parts.outcomes.bus.eventBusName,
    OutcomeQueueArn: parts.outcomes.queue.queueArn,
    DeadLetterQueueArn: parts.outcomes.deadLetters.queueArn,
    InvitationQueueArn: parts.invitations?.queue.queueArn,
    InvitationDeadLetterQueueArn: parts.invitations?.deadLetters.queueArn,
    DeliveryQueueArn: parts.deliveries.queue.queueArn,
    DeliveryDeadLetterQueueArn: parts.deliveries.deadLetters.queueArn,
    LinkKeyArn: parts.linkKey.keyArn,
    FailureBucket: parts.failures.bucketName,
    ProofBucket: parts.proofs.bucket.bucketName,
    ExportBucket: parts.exports.bucketName,
    ExportFunction: functions.export.functionName,
    AlarmTopic: parts.alarms.topic.topicArn,
    SweepFunction: functions.sweep.functionName,
    RelayFunction: functions.relay.functionName,
    LedgerFunction: functions.ledger.functionName,
    NotifyFunction: functions.notify.functionName,
    OperatorFunction: functions.operator.functionName,
    LinkFunction: functions.link.functionName,
    PassRoleArn: functions.pass.writer.roleArn,
    SampleUrl: parts.sample?.http.apiEndpoint,
    ServiceClients: stack.toJsonString(identity.services),
    CatalogueFunction: functions.catalogue.functionName,
    DeliveryFunction: functions.delivery.functionName,
    CheckpointFunction: functions.checkpoint.functionName,
    CheckpointClockFunction: functions.checkpointClock.functionName,
    CheckpointQueueArn: parts.checkpoints.queue.queueArn,
    CheckpointDeadLetterQueueArn: parts.checkpoints.deadLetters.queueArn,
  }
  for (const [name, value] of Object.entries(values)) if (value) new CfnOutput(stack, name, { value })
}
