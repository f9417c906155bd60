import { Duration } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { closedBucket } from './closed-bucket.ts'
import type { Deployment } from './configuration.ts'
import { isProduction, statefulRemoval } from './stage.ts'

/** Exports of ledgers, until they expire: nothing in it is the only copy of anything. */
export class ExportBucket extends Bucket {
  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id, {
      ...closedBucket,
      lifecycleRules: [
        {
          expiration: Duration.days(deployment.exports.days),
          // Of a run that died after it began a file.
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: statefulRemoval(deployment),
      autoDeleteObjects: !isProduction(deployment),
    })
    acknowledge(
      this,
      'S1',
      'One role writes it, links are given out on record, and it empties itself: CloudTrail suffices.',
    )
  }
}
