import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { LockboxFunction } from './lockbox-function.ts'
import { subscribe } from './subscription.ts'

/** Whoever is put on a list of approvers gets an account: a rule on the bus, in the stack's own pool of customers only. */
export class Invitations extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, props: { readonly bus: EventBus; readonly invite: LockboxFunction }) {
    super(scope, id)
    const { queue, deadLetters } = subscribe(this, 'Invite', {
      bus: props.bus,
      description: 'Lists of approvers that may have changed',
      types: ['lockbox.settings.created', 'lockbox.settings.changed'],
      consumer: props.invite,
    })
    this.queue = queue
    this.deadLetters = deadLetters
  }
}
