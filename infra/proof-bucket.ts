import { Duration, Stack } from 'aws-cdk-lib'
import { Bucket, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge, objectsFinding } from './acknowledge.ts'
import { closedBucket } from './closed-bucket.ts'
import type { Deployment } from './configuration.ts'
import { isProduction, statefulRemoval } from './stage.ts'

/** Ten years; of what a sandbox signs, nobody needs to be able to prove anything tomorrow. */
const lockDays = { production: 3650, sandbox: 1 } as const

/**
 * Checkpoints and statements, each written once. Nobody deletes one before its time: in production not even the account's
 * root (compliance mode), in a sandbox whoever may bypass governance. Or a bucket that is there already, such as one in an
 * account that the vendor's administrators cannot enter.
 */
export class ProofBucket extends Construct {
  readonly bucket: IBucket
  private readonly made: Bucket | undefined

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id)
    const { proofs, stage } = deployment
    this.made = proofs.bucketName ? undefined : this.make(deployment, Duration.days(proofs.lockDays ?? lockDays[stage]))
    this.bucket = (this.made as IBucket | undefined) ?? Bucket.fromBucketName(this, 'Given', proofs.bucketName ?? '')
  }

  /** Says to cdk-nag why a role may reach everything below these prefixes. */
  acknowledge(role: Construct, reason: string, ...prefixes: readonly string[]): void {
    for (const prefix of prefixes)
      acknowledge(
        role,
        this.made
          ? objectsFinding(this.made, prefix)
          : `IAM5[Resource::arn:<AWS::Partition>:s3:::${Stack.of(this).resolve(this.bucket.bucketName)}/${prefix}*]`,
        reason,
      )
  }

  private make(deployment: Deployment, lock: Duration): Bucket {
    const production = isProduction(deployment)
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: production
        ? ObjectLockRetention.compliance(lock)
        : ObjectLockRetention.governance(lock),
      ...closedBucket,
      removalPolicy: statefulRemoval(deployment),
      // Empties what is not locked any more; docs/deploying.md says how to be quicker.
      autoDeleteObjects: !production,
    })
    acknowledge(bucket, 'S1', 'One role writes it, and what it wrote cannot be changed: CloudTrail suffices.')
    return bucket
  }
}
