import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { clientConfig } from './aws.ts'
import { localAws } from './environment.ts'
import type { Target } from './target.ts'

// A role as a vendor makes it for operators who work with AWS's own tools: docs/guard.md prints the policies.

const name = 'lockbox-files'
/** What the local deployment's configuration names for the service `files`. */
export const filesRoleArn = `arn:aws:iam::${localAws.account}:role/${name}`
/** Where the service `files` would keep its customers' files. */
export const filesBucket = 'vendor-files'

/** What belongs to the session's own tenant and environment. */
const own = `arn:aws:s3:::${filesBucket}/\${aws:PrincipalTag/lockbox:tenant}/\${aws:PrincipalTag/lockbox:environment}/*`

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
      Resource: own,
    },
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: own,
      Condition: { StringEquals: { 'aws:PrincipalTag/lockbox:level': 'write' } },
    },
  ],
}

/**
 * On the bucket, whatever a role may do: who lacks a tag has no grant, and gets nothing. All keys of one condition have
 * to be missing for a denial, so each tag has a statement of its own. `workers` are the roles that work there themselves,
 * and may change this policy.
 */
export const bucketPolicy = (workers: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: tags.map((tag) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${filesBucket}`, `arn:aws:s3:::${filesBucket}/*`],
    Condition: { Null: { [`aws:PrincipalTag/${tag}`]: 'true' }, ArnNotLike: { 'aws:PrincipalArn': workers } },
  })),
})

/** The local STS takes a source identity and tells no policy of it: what asks for one is left out there. */
const withoutSourceIdentity = (policy: ReturnType<typeof trustPolicy>): string =>
  JSON.stringify(policy, (key, value: unknown) => {
    if (Array.isArray(value)) return value.filter((each) => each?.Action !== 'sts:SetSourceIdentity')
    return key === 'sts:SourceIdentity' ? undefined : value
  })

/** The local IAM puts nothing in the place of a policy's variables. */
const withoutVariables = (policy: typeof rolePolicy): string => JSON.stringify(policy).replace(/\$\{[^}]+\}/g, '*')

/** Makes the role on the local AWS. */
export async function makeFilesRole(target: Pick<Target, 'region' | 'endpoint' | 'outputs'>): Promise<void> {
  const iam = new IAMClient(clientConfig(target))
  const AssumeRolePolicyDocument = withoutSourceIdentity(trustPolicy(target.outputs.PassRoleArn))
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }))
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'files', PolicyDocument: withoutVariables(rolePolicy) }),
  )
}
