import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { clientConfig } from './aws.ts'
import { localAws } from './environment.ts'
import type { Target } from './target.ts'

// A role as a vendor makes it for operators who work with AWS's own tools: docs/guard.md prints both policies.

const name = 'lockbox-files'
/** What the local deployment's configuration names for the service `files`. */
export const filesRoleArn = `arn:aws:iam::${localAws.account}:role/${name}`
/** Where the service `files` would keep its customers' files. */
const bucket = 'vendor-files'

const tags = ['tenant', 'environment', 'request', 'level'].map((tag) => `lockbox:${tag}`)
const given = (prefix: string) => Object.fromEntries(tags.map((tag) => [`${prefix}/${tag}`, 'false']))

/** Who may assume the role: only the function that gives credentials out, and only with all that says what for. */
export const trustPolicy = (passRoleArn: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: passRoleArn },
      Action: 'sts:AssumeRole',
      Condition: { Null: { ...given('aws:RequestTag'), 'sts:SourceIdentity': 'false' } },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: passRoleArn },
      Action: 'sts:TagSession',
      Condition: {
        Null: given('aws:RequestTag'),
        'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': tags },
      },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: passRoleArn },
      Action: 'sts:SetSourceIdentity',
      Condition: { StringLike: { 'sts:SourceIdentity': '?*' } },
    },
  ],
})

/** What the role may do: read its session's own tenant and environment, and write there if that was granted. */
export const rolePolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/\${aws:PrincipalTag/lockbox:tenant}/\${aws:PrincipalTag/lockbox:environment}/*`,
    },
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/\${aws:PrincipalTag/lockbox:tenant}/\${aws:PrincipalTag/lockbox:environment}/*`,
      Condition: { StringEquals: { 'aws:PrincipalTag/lockbox:level': 'write' } },
    },
  ],
}

/** The local STS takes a source identity and tells no policy of it: what asks for one is left out there. */
const withoutSourceIdentity = (policy: ReturnType<typeof trustPolicy>): string =>
  JSON.stringify(policy, (key, value: unknown) => {
    if (Array.isArray(value)) return value.filter((each) => each?.Action !== 'sts:SetSourceIdentity')
    return key === 'sts:SourceIdentity' ? undefined : value
  })

/** Makes the role on the local AWS. */
export async function makeFilesRole(target: Pick<Target, 'region' | 'endpoint' | 'outputs'>): Promise<void> {
  const iam = new IAMClient(clientConfig(target))
  const AssumeRolePolicyDocument = withoutSourceIdentity(trustPolicy(target.outputs.PassRoleArn))
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }))
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'files', PolicyDocument: JSON.stringify(rolePolicy) }),
  )
}
