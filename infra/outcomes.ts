import { EventBus } from 'aws-cdk-lib/aws-events'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { mailedTypes } from '../functions/domain/events.ts'
import { proofDetailTypes, proofSource } from '../functions/domain/proofs/notice.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { route, subscribe } from './subscription.ts'

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
    const { queue, deadLetters } = subscribe(this, 'Tell', {
      bus: this.bus,
      description: 'Outcomes that are mailed',
      types: mailedTypes,
      consumer: tell,
    })
    route(this, 'Proofs', {
      bus: this.bus,
      description: 'Checkpoints and statements that are mailed to auditors',
      source: proofSource,
      types: Object.values(proofDetailTypes),
      queue,
      deadLetters,
    })
    this.queue = queue
    this.deadLetters = deadLetters
  }
}
