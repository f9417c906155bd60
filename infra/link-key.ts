import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { Deployment } from './configuration.ts'
import { keyGoesAfter, statefulRemoval } from './stage.ts'

/** The key of the codes' MACs (design §5): reading the table does not help without it, and it never leaves KMS. */
export class LinkKey extends Key {
  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id, {
      description: 'Customer Lockbox: MACs of the codes in mails',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      pendingWindow: keyGoesAfter(deployment),
      removalPolicy: statefulRemoval(deployment),
    })
  }
}
