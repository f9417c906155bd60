import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { sesDetailTypes } from '../functions/runtime/names.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { Mail } from './mail.ts'
import { subscribe } from './subscription.ts'

/** What became of our mails: SES tells the account's default bus, and a rule there brings to a queue what is ours. */
export class Deliveries extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, props: { readonly mail: Mail; readonly delivery: LockboxFunction }) {
    super(scope, id)
    const { queue, deadLetters } = subscribe(this, 'Delivery', {
      description: 'Mails that were delivered, bounced, rejected or complained of',
      source: 'aws.ses',
      types: Object.keys(sesDetailTypes),
      // Other stacks of the account have configuration sets of their own.
      detail: { mail: { tags: { 'ses:configuration-set': [props.mail.configurationSet.configurationSetName] } } },
      consumer: props.delivery,
    })
    this.queue = queue
    this.deadLetters = deadLetters
  }
}
