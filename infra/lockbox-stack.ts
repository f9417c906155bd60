import { Annotations, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { AccessKeys } from './access-keys.ts'
import { Alarms } from './alarms.ts'
import { Api } from './api.ts'
import { CatalogueClock } from './catalogue-clock.ts'
import { Checkpoints } from './checkpoints.ts'
import { awsRolesOf, type Deployment, factsOf, federationOf } from './configuration.ts'
import { Deliveries } from './deliveries.ts'
import { ExportBucket } from './export-bucket.ts'
import { FailureBucket } from './failure-bucket.ts'
import { makeFunctions } from './functions.ts'
import { LockboxIdentity } from './identity.ts'
import { Invitations } from './invitations.ts'
import { LedgerKeys } from './ledger-keys.ts'
import { LedgerTable } from './ledger-table.ts'
import { LinkKey } from './link-key.ts'
import { Mail } from './mail.ts'
import { Outcomes } from './outcomes.ts'
import { addOutputs } from './outputs.ts'
import { ProofBucket } from './proof-bucket.ts'
import { grantRights } from './rights.ts'
import { addSample } from './sample.ts'
import { serviceClientsOf } from './service-clients.ts'
import { StateTable } from './state-table.ts'
import { Streams } from './streams.ts'
import { SweepSchedule } from './sweep.ts'
import { Workflow } from './workflow.ts'

export interface LockboxStackProps extends StackProps {
  readonly deployment: Deployment
}

/** The customer lockbox: a table of contents. */
export class LockboxStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, ...props }: LockboxStackProps) {
    super(scope, id, {
      description: "Customer Lockbox: no support access without the customer's approval",
      terminationProtection: deployment.stage === 'production',
      ...props,
    })
    const functions = makeFunctions(this, deployment)
    const state = new StateTable(this, 'State', { deployment })
    const ledger = new LedgerTable(this, 'Ledger', { deployment, writer: functions.ledger.writer })
    const linkKey = new LinkKey(this, 'LinkKey', { deployment })
    const accessKeys = new AccessKeys(this, 'AccessKeys', { deployment })
    const ledgerKeys = new LedgerKeys(this, 'LedgerKeys', { deployment })
    const failures = new FailureBucket(this, 'Failures', { deployment })
    const proofs = new ProofBucket(this, 'Proofs', { deployment })
    const exports = new ExportBucket(this, 'Exports', { deployment })
    const mail = new Mail(this, 'Mail', { deployment })

    const { notify, settle, end, relay, tell, sweep } = functions
    const machine = new Workflow(this, 'Workflow', { deployment, state, notify, settle, end })
    const streams = new Streams(this, 'Streams', { state, failures, relay, ledger: functions.ledger })
    const outcomes = new Outcomes(this, 'Outcomes', { tell })
    new SweepSchedule(this, 'Sweep', { sweep, machine })
    new CatalogueClock(this, 'Catalogue', { catalogue: functions.catalogue })
    const { checkpoint, checkpointClock } = functions
    const checkpoints = new Checkpoints(this, 'Checkpoints', { deployment, clock: checkpointClock, checkpoint })
    const deliveries = new Deliveries(this, 'Deliveries', { mail, delivery: functions.delivery })

    const api = new Api(this, 'Api', { deployment })
    const { publicUrl } = api
    const { configurationSet } = mail
    const { preToken } = functions
    const identity = new LockboxIdentity(this, 'Identity', { deployment, publicUrl, preToken, configurationSet })
    api.open(deployment, functions, identity.issuers)
    const { bus } = outcomes
    const invitations = identity.customers && new Invitations(this, 'Invitations', { bus, invite: functions.invite })

    const { stackName } = this
    grantRights(functions, {
      state,
      ledger,
      linkKey,
      machine,
      failures,
      exports,
      exportDays: deployment.exports.days,
      mail,
      stackName,
      bus,
      publicUrl,
      operatorIssuer: identity.issuers.operators.issuer,
      customerIssuer: identity.issuers.customers.issuer,
      customerPool: identity.customers?.pool,
      signIn: identity.signIn,
      federation: federationOf(deployment),
      services: serviceClientsOf(deployment, identity.services),
      facts: factsOf(deployment),
      reminders: deployment.reminders,
      accessKeys,
      ledgerKeys,
      proofs,
      sealQueue: checkpoints.queue,
      awsRoles: awsRolesOf(deployment),
    })
    const deadLetters = {
      deadLetters: outcomes.deadLetters,
      deadDeliveries: deliveries.deadLetters,
      deadCheckpoints: checkpoints.deadLetters,
      ...(invitations && { deadInvitations: invitations.deadLetters }),
    }
    const alarms = new Alarms(this, 'Alarms', { deployment, functions, streams, deadLetters, machine, api, stackName })
    const sample = addSample(this, { deployment, publicUrl, identity })
    addOutputs(this, {
      ...{
        api,
        sample,
        state,
        ledger,
        linkKey,
        failures,
        proofs,
        checkpoints,
        exports,
        machine,
        outcomes,
        invitations,
        deliveries,
        functions,
        identity,
        alarms,
      },
    })

    if (!deployment.domain)
      Annotations.of(this).addWarningV2(
        'lockbox:demoOnly',
        "Demo only: without a domain of your own, mails link to an execute-api address, which looks like phishing in a customer's mail. Set domain in the deployment's configuration.",
      )
  }
}
