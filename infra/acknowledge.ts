import { type CfnElement, Stack, Validations } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { IConstruct } from 'constructs'

/** Says why a rule of cdk-nag's AwsSolutions does not apply to a construct and what is in it. */
export const acknowledge = (construct: IConstruct, rule: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason })

/** The finding that cdk-nag makes of a right to all objects below a prefix. */
export const objectsFinding = (bucket: Bucket, prefix: string): string => {
  const logicalId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement)
  return `IAM5[Resource::<${logicalId}.Arn>/${prefix}*]`
}
