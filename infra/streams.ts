import { Duration } from 'aws-cdk-lib'
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, FilterRule, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { prefix } from '../functions/domain/keys.ts'
import { acknowledge, objectsFinding } from './acknowledge.ts'
import { streamFailures } from './failure-bucket.ts'
import type { LockboxFunction } from './lockbox-function.ts'

export interface StreamsProps {
  readonly state: Table
  readonly failures: Bucket
  readonly relay: LockboxFunction
  readonly ledger: LockboxFunction
}

/** The two consumers of the table's stream. Two, ever: DynamoDB throttles a third reader; the rest hangs on the bus. */
export class Streams extends Construct {
  readonly relay: DynamoEventSource
  readonly ledger: DynamoEventSource

  constructor(scope: Construct, id: string, { state, failures, relay, ledger }: StreamsProps) {
    super(scope, id)
    const keyStartsWith = (start: string) => ({ Keys: { pk: { S: FilterRule.beginsWith(start) } } })
    const consume = (consumer: LockboxFunction, events: readonly string[], ...starts: string[]) => {
      const source = new DynamoEventSource(state as ITable, {
        // With a new table nothing is older than its consumers; with a replaced one nothing is left out.
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 25,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        // The defaults would block a shard for a day on one bad record; the sweep tries again by key.
        retryAttempts: 10,
        maxRecordAge: Duration.hours(6),
        onFailure: { bind: () => ({ destination: failures.bucketArn }) },
        filters: starts.map((start) =>
          FilterCriteria.filter({ eventName: FilterRule.or(...events), dynamodb: keyStartsWith(start) }),
        ),
        metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      })
      consumer.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [failures.bucketArn] }))
      consumer.addToRolePolicy(
        new PolicyStatement({ actions: ['s3:PutObject'], resources: [failures.arnForObjects(`${streamFailures}*`)] }),
      )
      consumer.addEventSource(source)
      acknowledge(
        consumer.writer,
        objectsFinding(failures, streamFailures),
        'Lambda chooses the name of each object itself.',
      )
      acknowledge(
        consumer.writer,
        'IAM5[Resource::*]',
        'ListStreams knows no resource; Lambda requires it of a stream reader.',
      )
      return source
    }
    this.relay = consume(relay, ['INSERT', 'MODIFY'], prefix.request, prefix.confirm)
    this.ledger = consume(ledger, ['INSERT'], 'outbox#')
  }
}
