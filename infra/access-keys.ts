import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import type { Deployment } from './configuration.ts'
import { keyGoesAfter, statefulRemoval } from './stage.ts'

/**
 * The keys of access tokens, by their names in the configuration: the first one signs, all are published. They are
 * rotated by naming one more, so each has a place of its own that stays (docs/guard.md).
 */
export class AccessKeys extends Construct {
  /** In the configuration's order. */
  readonly all: readonly Key[]
  readonly signing: Key

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id)
    this.all = deployment.accessKeys.map(
      (name) =>
        new Key(this, name, {
          description: `Customer Lockbox: signatures of access tokens (${name})`,
          keySpec: KeySpec.ECC_NIST_P256,
          keyUsage: KeyUsage.SIGN_VERIFY,
          pendingWindow: keyGoesAfter(deployment),
          removalPolicy: statefulRemoval(deployment),
        }),
    )
    const [signing] = this.all
    if (!signing) throw new Error('accessKeys names no key')
    this.signing = signing
  }
}
