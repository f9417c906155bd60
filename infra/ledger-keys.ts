import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { type KeyPurpose, keyPurposes } from '../functions/domain/proofs/types.ts'
import type { KeyFacts } from '../functions/runtime/env.ts'
import type { Deployment } from './configuration.ts'
import { keyGoesAfter, statefulRemoval } from './stage.ts'

/**
 * The keys of the ledger's proofs, by their names in the configuration: of each purpose the first one that is valid signs,
 * all are published. What an old one signed must stay verifiable, so none of them is taken out of the configuration.
 */
export class LedgerKeys extends Construct {
  /** Every one, in the configuration's order. */
  readonly all: readonly (Omit<KeyFacts, 'keyArn'> & { readonly key: Key })[]

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id)
    this.all = keyPurposes.flatMap((purpose) =>
      deployment.ledgerKeys[purpose].map(({ name, validFrom, validUntil }) => ({
        purpose,
        ...(validFrom && { validFrom }),
        ...(validUntil && { validUntil }),
        key: new Key(this, `${purpose}-${name}`, {
          description: `Customer Lockbox: signatures of ${purpose}s (${name})`,
          keySpec: KeySpec.ECC_NIST_P256,
          keyUsage: KeyUsage.SIGN_VERIFY,
          pendingWindow: keyGoesAfter(deployment),
          removalPolicy: statefulRemoval(deployment),
        }),
      })),
    )
  }

  /** What functions are told of them, as JSON; of one purpose, for those who need no other. */
  facts(purpose?: KeyPurpose): readonly KeyFacts[] {
    return this.all
      .filter((key) => purpose === undefined || key.purpose === purpose)
      .map(({ key, ...facts }) => ({ keyArn: key.keyArn, ...facts }))
  }
}
