import { Duration } from 'aws-cdk-lib'
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { busSource } from '../functions/runtime/names.ts'
import { acknowledge } from './acknowledge.ts'
import type { LockboxFunction } from './lockbox-function.ts'

export interface Subscription {
  /** @default - the account's own, where AWS services put their events */
  readonly bus?: EventBus
  readonly description: string
  /** @default - what this stack puts on its bus */
  readonly source?: string
  readonly types: readonly string[]
  /** @default - whatever the event says */
  readonly detail?: NonNullable<EventPattern['detail']>
  readonly consumer: LockboxFunction
}

/**
 * A rule of the bus that brings some types of events to a function, through a queue of its own: the bus would call the
 * function asynchronously, whose retries end once Lambda has the event, and Lambda's own two are over in minutes. This
 * outlasts an hour of trouble with another service, and then keeps the event as a dead letter.
 */
export function subscribe(
  scope: Construct,
  id: string,
  { bus, description, source = busSource, types, detail, consumer }: Subscription,
): { readonly queue: Queue; readonly deadLetters: Queue } {
  const deadLetters = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  })
  acknowledge(deadLetters, 'SQS3', 'It is the dead-letter queue itself, of a rule and of a queue.')
  const queue = new Queue(scope, 'Queue', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // Six times the function's timeout, as Lambda advises; then the next try.
    visibilityTimeout: Duration.minutes(6),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 10 },
  })
  route(scope, id, { ...(bus && { bus }), description, source, types, ...(detail && { detail }), queue, deadLetters })
  consumer.addEventSource(
    // One event at a time, so that a bad one holds up no other; not more at once than SES lets a new account send.
    new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: 10 }),
  )
  return { queue, deadLetters }
}

/** A rule of the bus that brings some types of events into a queue, and into its dead letters what the queue does not take. */
export function route(
  scope: Construct,
  id: string,
  {
    bus,
    description,
    source,
    types,
    detail,
    queue,
    deadLetters,
  }: Omit<Subscription, 'consumer' | 'source'> & {
    readonly source: string
    readonly queue: Queue
    readonly deadLetters: Queue
  },
): void {
  new Rule(scope, id, {
    ...(bus && { eventBus: bus }),
    description,
    eventPattern: { source: [source], detailType: [...types], ...(detail && { detail }) },
    targets: [
      new SqsQueue(queue, { retryAttempts: 60, maxEventAge: Duration.hours(24), deadLetterQueue: deadLetters }),
    ],
  })
}
