import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import type { LockboxFunction } from './lockbox-function.ts'

/** Seconds that the function has for one tenant: a million entries take about five minutes. */
export const sealTimeout = 900

/** Minutes between two clocks. */
export const clockMinutes = ({ proofs }: Deployment): number => Math.ceil(proofs.every / 60)

export interface CheckpointsProps {
  readonly deployment: Deployment
  readonly clock: LockboxFunction
  readonly checkpoint: LockboxFunction
}

/**
 * The clock hands every tenant to a queue, and the signer takes them from there, a few at a time. First in, first out, by
 * tenant: two runs for one tenant at once would both sign on top of the same checkpoint.
 */
export class Checkpoints extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { deployment, clock, checkpoint }: CheckpointsProps) {
    super(scope, id)
    const queueOf = (name: string, more: ConstructorParameters<typeof Queue>[2]) =>
      new Queue(this, name, { fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...more })
    this.deadLetters = queueOf('DeadLetters', { retentionPeriod: Duration.days(14) })
    acknowledge(this.deadLetters, 'SQS3', 'It is the dead-letter queue itself.')
    this.queue = queueOf('Queue', {
      // Lambda takes no queue that gives a message out again before the function has to be done.
      visibilityTimeout: Duration.seconds(sealTimeout + 60),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    })
    checkpoint.addEventSource(
      // A tenant at a time, so that each has all the time there is; not more at once than KMS signs without being asked twice.
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: 10 }),
    )
    new Rule(this, 'Clock', {
      description: 'Hands every tenant to whoever seals ledgers',
      schedule: Schedule.rate(Duration.minutes(clockMinutes(deployment))),
      targets: [new LambdaFunction(clock, { retryAttempts: 0 })],
    })
    clock.configureAsyncInvoke({ retryAttempts: 0 })
  }
}
