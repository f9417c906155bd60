import { Duration } from 'aws-cdk-lib'
import { EventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { mailedTypes } from '../functions/domain/events.ts'
import { busSource } from '../functions/runtime/names.ts'
import { acknowledge } from './acknowledge.ts'
import type { LockboxFunction } from './lockbox-function.ts'

/**
 * The vendor's own bus, on which every event is published after it is in the ledger, and its first rule: *tell*.
 * Webhooks and chat are more rules.
 */
export class Outcomes extends Construct {
  readonly bus: EventBus
  /** What tell is about to mail. */
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { tell }: { readonly tell: LockboxFunction }) {
    super(scope, id)
    this.bus = new EventBus(this, 'Bus', { description: 'Customer Lockbox: events after they were recorded' })
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    acknowledge(this.deadLetters, 'SQS3', 'It is the dead-letter queue itself, of a rule and of a queue.')
    // The bus would call the function asynchronously: its retries end once Lambda has the event, and Lambda's own two
    // are over in minutes. The mail of an outcome is a witness: it outlasts an hour of trouble with the mail service.
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda advises; then the next try.
      visibilityTimeout: Duration.minutes(6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 10 },
    })
    new Rule(this, 'Tell', {
      eventBus: this.bus,
      description: 'Outcomes that are mailed',
      eventPattern: { source: [busSource], detailType: [...mailedTypes] },
      targets: [
        new SqsQueue(this.queue, {
          retryAttempts: 60,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    })
    tell.addEventSource(
      // One event at a time, so that a bad one holds up no other; not more at once than SES lets a new account send.
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: 10 }),
    )
  }
}
