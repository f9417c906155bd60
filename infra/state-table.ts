import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { listedAttributes, stateIndexes, ttlAttribute } from '../functions/runtime/tables.ts'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import { isProduction, statefulRemoval } from './stage.ts'

/**
 * Requests, doors, settings and the outbox, by trust domain (design §4). The stream carries keys only: its readers
 * re-read by key, so neither it nor the failure bucket ever holds a personal value, a task token or a code's MAC.
 * Encrypted with the account's key for DynamoDB, whose uses CloudTrail shows: a key of the stack's own would stop nobody
 * who administers this account, which is the adversary here.
 */
export class StateTable extends Table {
  constructor(scope: Construct, id: string, props: { readonly deployment: Deployment }) {
    const production = isProduction(props.deployment)
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      stream: StreamViewType.KEYS_ONLY,
      timeToLiveAttribute: ttlAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: production },
      deletionProtection: production,
      removalPolicy: statefulRemoval(props.deployment),
    })
    if (!production) acknowledge(this, 'DDB3', 'What a sandbox holds can be thrown away.')
    // CloudFormation makes or drops one index per update: all of them exist from the first release.
    for (const index of Object.values(stateIndexes))
      this.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.pk, type: AttributeType.STRING },
        sortKey: { name: index.sk, type: AttributeType.STRING },
        ...(index === stateIndexes.due
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...listedAttributes] }),
      })
  }
}
