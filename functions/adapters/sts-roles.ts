import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { instant } from '../domain/time.ts'
import type { AwsRoles } from '../ports.ts'

/** Roles by STS. All tags are transitive: should a role pass on to another one, they go with it. */
export const stsRoles = (client = new STSClient({})): AwsRoles => ({
  assume: async (RoleArn, { sessionName, sourceIdentity, tags, policy, life }) => {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: sessionName,
        SourceIdentity: sourceIdentity,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: Object.keys(tags),
        Policy: policy,
        DurationSeconds: life,
      }),
    )
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error('STS answered without credentials')
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: instant(Expiration.getTime()),
    }
  },
})
