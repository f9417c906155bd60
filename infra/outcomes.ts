import { Duration } from 'aws-cdk-lib'
import { EventBus, Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
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
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { tell }: { readonly tell: LockboxFunction }) {
    super(scope, id)
    this.bus = new EventBus(this, 'Bus', { description: 'Customer Lockbox: events after they were recorded' })
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    acknowledge(this.deadLetters, 'SQS3', 'It is the dead-letter queue itself, of a rule and of a function.')
    // The rule's dead letters are events that never reached the function, the function's are mails that never left.
    tell.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    })
    new Rule(this, 'Tell', {
      eventBus: this.bus,
      description: 'Outcomes that are mailed',
      eventPattern: { source: [busSource], detailType: [...mailedTypes] },
      targets: [
        new LambdaFunction(tell, {
          retryAttempts: 60,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    })
  }
}
