import type { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { prefix } from '../functions/domain/keys.ts'
import { proofSource } from '../functions/domain/proofs/notice.ts'
import type { busSource } from '../functions/runtime/names.ts'
import { allowItems } from './item-access.ts'
import type { LedgerKeys } from './ledger-keys.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { ProofBucket } from './proof-bucket.ts'
import type { StateTable } from './state-table.ts'

export interface ProofResources {
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly ledgerKeys: LedgerKeys
  readonly proofs: ProofBucket
  readonly bus: EventBus
  readonly sealQueue: Queue
}

/** Where proofs lie in their bucket. */
const proofPrefixes = ['checkpoints/', 'statements/'] as const

/**
 * It reads the ledger, signs, and writes what is never written over. Of `State` it has a hint of its own, and its outbox, from
 * which the ledger takes announcements of keys and nothing else.
 */
export function grantCheckpoint(checkpoint: LockboxFunction, resources: ProofResources): void {
  const { state, ledger, ledgerKeys, proofs, bus, sealQueue } = resources
  allowItems(checkpoint, ledger, { may: ['Query'], of: [prefix.ledger.tenant] })
  allowItems(checkpoint, ledger, { may: ['BatchGetItem'], of: [prefix.ledger.event] })
  allowItems(checkpoint, state, { may: ['GetItem', 'PutItem'], of: [prefix.checkpoint] })
  allowItems(checkpoint, state, { may: ['PutItem'], of: [prefix.outbox('checkpoint')] })
  // The key in charge, and the one before, which vouches for it. Those before that are only published: whoever takes the
  // function over must not be able to sign in their names.
  const arnsOf = (purpose?: 'checkpoint') =>
    ledgerKeys.all.filter((one) => !purpose || one.purpose === purpose).map(({ key }) => key.keyArn)
  allow(checkpoint, 'kms:Sign', arnsOf('checkpoint').slice(0, 2))
  allow(checkpoint, 'kms:GetPublicKey', arnsOf())
  allow(
    checkpoint,
    's3:PutObject',
    proofPrefixes.map((of) => proofs.bucket.arnForObjects(`${of}*`)),
  )
  grantProofReads(checkpoint, proofs)
  allowBus(checkpoint, bus, proofSource)
  // To go on with a tenant whose ledger one run did not come to the end of.
  allow(checkpoint, 'sqs:SendMessage', [sealQueue.queueArn])
}

/** It reads who there is, and hands them on. */
export function grantCheckpointClock(clock: LockboxFunction, { state, sealQueue }: ProofResources): void {
  allowItems(clock, state, { may: ['Query'], of: [prefix.registry] })
  allow(clock, 'sqs:SendMessage', [sealQueue.queueArn])
}

/** Lists the versions of proofs, and reads any of them: what was written first counts. */
export function grantProofReads(fn: LockboxFunction, proofs: ProofBucket): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:ListBucketVersions'],
      resources: [proofs.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': proofPrefixes.map((of) => `${of}*`) } },
    }),
  )
  allow(
    fn,
    's3:GetObjectVersion',
    proofPrefixes.map((of) => proofs.bucket.arnForObjects(`${of}*`)),
  )
  proofs.acknowledge(fn.writer, 'One object a proof, below the tenant that it is of.', ...proofPrefixes)
}

/** The bus, in one's own name: whoever announces proofs cannot announce events, nor the other way round. */
export const allowBus = (fn: LockboxFunction, bus: EventBus, source: typeof proofSource | typeof busSource): void =>
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': source } },
    }),
  )

const allow = (fn: LockboxFunction, action: string, resources: readonly string[]): void =>
  fn.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [...resources] }))
