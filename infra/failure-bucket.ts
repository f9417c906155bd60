import { type CfnResource, Duration, Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { closedBucket } from './closed-bucket.ts'
import type { Deployment } from './configuration.ts'
import { isProduction, logGroup, statefulRemoval } from './stage.ts'

/** Stream records that could not be handled, and events that the ledger refused. Empties itself after 14 days. */
export class FailureBucket extends Bucket {
  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id, {
      ...closedBucket,
      lifecycleRules: [{ expiration: Duration.days(14), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: statefulRemoval(deployment),
      autoDeleteObjects: !isProduction(deployment),
    })
    if (!isProduction(deployment)) {
      // The CDK's function that empties the bucket would leave a log group of its own making behind.
      const provider = Stack.of(this).node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider')
      const emptier = provider.node.findChild('Handler') as CfnResource
      const { logGroupName } = logGroup(this, 'EmptierLog', deployment)
      emptier.addPropertyOverride('LoggingConfig', { LogGroup: logGroupName })
    }
    acknowledge(
      this,
      'S1',
      'Two roles write it, an administrator reads it, and it empties itself: CloudTrail suffices.',
    )
  }
}

/** Where Lambda itself puts stream records that it gave up on. */
export const streamFailures = 'aws/lambda/'
