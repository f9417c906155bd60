import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { ledgerIndexes } from '../functions/runtime/tables.ts'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import { isProduction, statefulRemoval } from './stage.ts'

export interface LedgerTableProps {
  readonly deployment: Deployment
  /** The one role that may insert. */
  readonly writer: IRole
}

/**
 * The audit events: insert-only. Its policy denies everyone, administrators included, every way to change, drop or
 * age out an item; `PartiQLInsert` fails on a taken key, and only the ledger function may use it.
 */
export class LedgerTable extends Table {
  constructor(scope: Construct, id: string, { deployment, writer }: LedgerTableProps) {
    const production = isProduction(deployment)
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: production },
      deletionProtection: production,
      removalPolicy: statefulRemoval(deployment),
      resourcePolicy: insertOnly(writer),
    })
    if (!production) acknowledge(this, 'DDB3', 'What a sandbox holds can be thrown away.')
    for (const index of Object.values(ledgerIndexes))
      this.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.pk, type: AttributeType.STRING },
        sortKey: { name: index.sk, type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      })
  }
}

// A policy inside the table's own resource cannot name the table's ARN; `*` means this table there.
const insertOnly = (writer: IRole) =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'NobodyChangesHistory',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:PartiQLUpdate',
          'dynamodb:PartiQLDelete',
          'dynamodb:UpdateTimeToLive',
        ],
        resources: ['*'],
      }),
      new PolicyStatement({
        sid: 'OnlyTheLedgerInserts',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:PartiQLInsert'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': writer.roleArn } },
      }),
    ],
  })
