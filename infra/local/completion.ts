// What the local AWS (MiniStack) does differently from AWS, completed by hand. Every difference is here, with its
// reason; nothing else in the project knows that it runs locally. It gives nobody a right that AWS would not: only the
// resource that a right is checked against differs. Three differences cannot be completed: resource policies of tables
// are stored, not enforced, the conditions `dynamodb:LeadingKeys` and `dynamodb:Attributes` always hold, and one on
// `events:source` never does. Those are asserted on the template, and the keys of the recorded calls are compared with them.
import { CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  type ObjectLockConfiguration,
  PutBucketPolicyCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { env } from '../../functions/runtime/env.ts'
import type { SignIn } from '../../functions/runtime/sign-in.ts'
import { sampleEnv } from '../../sample/env.ts'
import { clientConfig } from './aws.ts'

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
interface PolicyDocument {
  readonly Version: string
  readonly Statement: readonly Statement[]
}

type Local = { readonly region: string; readonly endpoint: string }

/**
 * Plain HTTP is all there is locally, so a bucket policy that denies it denies everything; the bootstrap's bucket has
 * one too. Those statements are dropped. Before a deployment and after it.
 */
export async function allowPlainHttp(local: Local): Promise<void> {
  const s3 = new S3Client({ ...clientConfig(local), forcePathStyle: true })
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  for (const { Name: Bucket } of Buckets) {
    const policy = await s3.send(new GetBucketPolicyCommand({ Bucket })).then(
      (answer) => JSON.parse(answer.Policy ?? '{}') as PolicyDocument,
      // A bucket without a policy.
      () => undefined,
    )
    if (!policy) continue
    const kept = policy.Statement.filter((s) => !deniesPlainHttp(s))
    if (kept.length === policy.Statement.length) continue
    await (kept.length === 0
      ? s3.send(new DeleteBucketPolicyCommand({ Bucket }))
      : s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement: kept }) })))
  }
}

/** The same of queues that functions send to; to whoever drops it, too, so that call says that it came over TLS. */
async function allowPlainHttpToQueues(local: Local, resources: readonly Resource[]): Promise<void> {
  const sqs = new SQSClient(clientConfig(local))
  sqs.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> }
      headers['x-forwarded-proto'] = 'https'
      return next(args)
    },
    { step: 'build' },
  )
  for (const { physicalId: QueueUrl } of resources.filter((r) => r.type === 'AWS::SQS::Queue')) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }))
    if (!Attributes?.Policy) continue
    const policy = JSON.parse(Attributes.Policy) as PolicyDocument
    const kept = policy.Statement.filter((s) => !deniesPlainHttp(s))
    const Policy = kept.length > 0 ? JSON.stringify({ ...policy, Statement: kept }) : ''
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  }
}

const deniesPlainHttp = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] !== undefined

/** Everything that is to be done after a deployment. */
export async function complete(local: Local, stackName: string): Promise<void> {
  const resources = await resourcesOf(local, stackName)
  await Promise.all([
    allowPlainHttp(local),
    allowPlainHttpToQueues(local, resources),
    lockObjects(local, stackName, resources),
    nameSignInPages(local, resources),
    takeShortPasswords(local, resources),
    leadSampleHome(local, resources),
    widenResources(
      local,
      resources.filter((r) => r.type === 'AWS::IAM::Role').map((r) => r.physicalId),
    ),
  ])
}

interface Resource {
  readonly type: string
  readonly logicalId: string
  readonly physicalId: string
}

async function resourcesOf(local: Local, stackName: string): Promise<readonly Resource[]> {
  const found: Resource[] = []
  const pages = paginateListStackResources(
    { client: new CloudFormationClient(clientConfig(local)) },
    { StackName: stackName },
  )
  for await (const page of pages)
    for (const r of page.StackResourceSummaries ?? [])
      found.push({
        type: r.ResourceType ?? '',
        logicalId: r.LogicalResourceId ?? '',
        physicalId: r.PhysicalResourceId ?? '',
      })
  return found
}

/** CloudFormation drops a bucket's default retention: it is put, and enforced from then on. */
async function lockObjects(local: Local, stackName: string, resources: readonly Resource[]): Promise<void> {
  const { TemplateBody } = await new CloudFormationClient(clientConfig(local)).send(
    new GetTemplateCommand({ StackName: stackName }),
  )
  const template = JSON.parse(TemplateBody ?? '{}') as {
    Resources?: Record<string, { Properties?: { ObjectLockConfiguration?: ObjectLockConfiguration } }>
  }
  const s3 = new S3Client({ ...clientConfig(local), forcePathStyle: true })
  for (const { logicalId, physicalId } of resources) {
    const wanted = template.Resources?.[logicalId]?.Properties?.ObjectLockConfiguration
    if (wanted?.Rule)
      await s3.send(new PutObjectLockConfigurationCommand({ Bucket: physicalId, ObjectLockConfiguration: wanted }))
  }
}

/**
 * The pools' sign-in pages have host names of amazoncognito.com, which lead to AWS. The local ones answer at the
 * endpoint itself, for both pools: the admin centre is told so.
 */
async function nameSignInPages(local: Local, resources: readonly Resource[]): Promise<void> {
  const lambda = new LambdaClient(clientConfig(local))
  const web = resources.find((r) => r.type === 'AWS::Lambda::Function' && r.logicalId.startsWith('FunctionsWeb'))
  if (!web) return
  const FunctionName = web.physicalId
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const { [env.signIn]: given = '{}', ...others } = Environment?.Variables ?? {}
  const signIn = Object.fromEntries(
    Object.entries(JSON.parse(given) as SignIn).map(([side, facts]) => [side, { ...facts, hosted: local.endpoint }]),
  )
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...others, [env.signIn]: JSON.stringify(signIn) } },
    }),
  )
}

/**
 * The sample data service calls the lockbox at its public URL, and Cognito at its own. Locally the first is a name that
 * Node does not resolve, and the second leads to AWS: both answer at the endpoint.
 */
async function leadSampleHome(local: Local, resources: readonly Resource[]): Promise<void> {
  const lambda = new LambdaClient(clientConfig(local))
  const sample = resources.find((r) => r.type === 'AWS::Lambda::Function' && r.logicalId.startsWith('Sample'))
  const api = resources.find((r) => r.type === 'AWS::ApiGatewayV2::Api' && r.logicalId.startsWith('Api'))
  if (!sample || !api) return
  const FunctionName = sample.physicalId
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const Variables = {
    ...Environment?.Variables,
    [sampleEnv.lockbox]: `${local.endpoint}/_aws/execute-api/${api.physicalId}/$default`,
    [sampleEnv.tokenUrl]: `${local.endpoint}/oauth2/token`,
  }
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
}

/**
 * Cognito makes temporary passwords that meet the pool's policy; the local one makes them of 12 characters, whatever the
 * policy says, and then refuses its own.
 */
async function takeShortPasswords(local: Local, resources: readonly Resource[]): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(clientConfig(local))
  for (const { physicalId: UserPoolId } of resources.filter((r) => r.type === 'AWS::Cognito::UserPool')) {
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
    await cognito.send(
      new UpdateUserPoolCommand({
        UserPoolId,
        Policies: { PasswordPolicy: { ...UserPool?.Policies?.PasswordPolicy, MinimumLength: 12 } },
      }),
    )
  }
}

/**
 * Sending mail and answering a task token are checked against `*` instead of the identity's or machine's ARN, and
 * PartiQL as the API call that carries it (`ExecuteStatement`, `ExecuteTransaction`) instead of as what it does, and a
 * batch of messages as an action of its own; whose name an event is published in (`events:source`) is not known; a secret's `Ref` is its name instead of its ARN, so what is granted by it is granted on nothing. Roles that hold such an
 * action get it once more, on `*`, under the name that is checked.
 */
const checkedAs: readonly { readonly held: RegExp; readonly as: (action: string) => readonly string[] }[] = [
  { held: /^(ses:Send|states:SendTask|secretsmanager:GetSecretValue)/i, as: (action) => [action] },
  { held: /^events:PutEvents/i, as: (action) => [action] },
  { held: /^sqs:SendMessage/i, as: () => ['sqs:SendMessageBatch'] },
  { held: /^dynamodb:PartiQL/i, as: () => ['dynamodb:ExecuteStatement', 'dynamodb:ExecuteTransaction'] },
]

async function widenResources(local: Local, roles: readonly string[]): Promise<void> {
  const iam = new IAMClient(clientConfig(local))
  await Promise.all(
    roles.map(async (RoleName) => {
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
      const policies = await Promise.all(
        PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
      )
      const allowed = policies
        .flatMap((p) => (JSON.parse(decodeURIComponent(p.PolicyDocument ?? '')) as PolicyDocument).Statement)
        .filter((s) => s.Effect === 'Allow')
        .flatMap((s) => s.Action ?? [])
      const more = checkedAs.flatMap(({ held, as }) => allowed.filter((action) => held.test(action)).flatMap(as))
      if (more.length === 0) return
      const document = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: [...new Set(more)], Resource: '*' }],
      }
      await iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: completionPolicy, PolicyDocument: JSON.stringify(document) }),
      )
    }),
  )
}

/** Name of the inline policy that the completion adds: whoever compares grants with calls leaves it out. */
const completionPolicy = 'LocalCompletion'
