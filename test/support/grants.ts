import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { clientConfig } from '../../infra/local/aws.ts'
import type { Target } from '../../infra/local/target.ts'
import type { RecordedCall } from './recorded-calls.ts'

/** One action that a role may do; on DynamoDB held to prefixes of partition keys, and to attributes; on S3 to a folder. */
export interface Grant {
  /** Logical id of the function. */
  readonly function: string
  readonly action: string
  /** One prefix of partition keys, or of keys of objects; undefined where the action is on something else. */
  readonly prefix?: string
  readonly attributes?: readonly string[]
}

/** One thing that a call needs to be allowed. */
export interface Need {
  readonly function: string
  readonly action: string
  /** Of a partition, or of an object. */
  readonly key?: string
  readonly attributes: readonly string[]
}

interface Statement {
  readonly Action: string | readonly string[]
  readonly Effect: string
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}
interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
}

/** What the deployed template grants to each function of ours, one entry per action and prefix. */
export async function grantsOf(target: Target): Promise<readonly Grant[]> {
  const { TemplateBody = '{}' } = await new CloudFormationClient(clientConfig(target)).send(
    new GetTemplateCommand({ StackName: target.stackName, TemplateStage: 'Original' }),
  )
  const { Resources } = JSON.parse(TemplateBody) as { Resources: Readonly<Record<string, Resource>> }
  const all = Object.entries(Resources)
  const policies = all.filter(([, { Type }]) => Type === 'AWS::IAM::Policy').map(([, { Properties }]) => Properties)
  return all
    .filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && /^(Functions|Sample)/.test(id))
    .flatMap(([id, { Properties }]) => {
      const role = (Properties.Role as { 'Fn::GetAtt': readonly [string] })['Fn::GetAtt'][0]
      return policies
        .filter(({ Roles }) => (Roles as readonly { Ref: string }[]).some(({ Ref }) => Ref === role))
        .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: readonly Statement[] }).Statement)
        .flatMap((statement) => grantsIn(id, statement))
    })
}

function grantsIn(fn: string, { Action, Resource, Condition }: Statement): readonly Grant[] {
  const prefixes = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? foldersIn(Resource)
  const attributes = Condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes']
  return [Action].flat().flatMap((action) =>
    (prefixes ?? [undefined]).map((pattern) => ({
      function: fn,
      action,
      ...(pattern !== undefined && { prefix: pattern.replace(/\*$/, '') }),
      ...(attributes && { attributes }),
    })),
  )
}

/** Of objects of a bucket, whose ARN is the bucket's with the beginning of their keys: those beginnings. */
function foldersIn(resource: unknown): readonly string[] | undefined {
  const found = [...JSON.stringify(resource).matchAll(/"Arn"\]\},"\/([^"]+\*)"/g)].map(([, folder = '']) => folder)
  return found.length > 0 ? found : undefined
}

/** Actions on versions of objects, which the recorder does not tell from those on objects. */
const recordedAs: Readonly<Record<string, string>> = {
  's3:GetObjectVersion': 's3:GetObject',
  's3:ListBucketVersions': 's3:ListObjects',
}

/** Whether a grant allows what a call needs. */
export const allows = (grant: Grant, need: Need): boolean =>
  grant.function === need.function &&
  (grant.action === need.action || recordedAs[grant.action] === need.action) &&
  (grant.prefix === undefined || need.key?.startsWith(grant.prefix) === true) &&
  (grant.attributes === undefined || need.attributes.every((name) => grant.attributes?.includes(name)))

/** Calls that the recorder names otherwise than IAM; of SES's and STS's query protocol it knows the protocol only. */
const inIam: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  // IAM has no action for a batch.
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  // S3's parts need the right to put the object, and a look at it the right to get it.
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:HeadObject': 's3:GetObject',
  'ses:POST.ses': 'ses:SendRawEmail',
  'sts:POST.sts': 'sts:AssumeRole',
}

/** What the calls of one function needed, as AWS would ask: a transaction needs the action of each of its items. */
export function needsOf(call: RecordedCall): readonly Need[] {
  const fn = call.function
  if (!fn) return []
  const need = (action: string, key?: string, attributes: readonly string[] = []): Need => ({
    function: fn,
    action,
    attributes,
    ...(key !== undefined && { key }),
  })
  const parameters = call.parameters as Readonly<Record<string, never>>
  switch (call.action) {
    case 'dynamodb:TransactWriteItems':
      return (parameters.TransactItems as unknown as readonly Record<string, Item>[]).flatMap((item) =>
        Object.entries(item).map(([kind, part]) =>
          need(itemAction[kind] ?? kind, pkOf(part.Key ?? part.Item), attributesOf(part)),
        ),
      )
    case 'dynamodb:ExecuteTransaction':
      return call.partitionKeys.map((pk) => need('dynamodb:PartiQLInsert', pk))
    case 'dynamodb:PutItem':
    case 'dynamodb:UpdateItem':
    case 'dynamodb:DeleteItem':
    case 'dynamodb:Query':
    case 'dynamodb:GetItem':
      return call.partitionKeys.map((pk) => need(call.action, pk, attributesOf(parameters as unknown as Item)))
    default:
      if (call.action.startsWith('dynamodb:')) return call.partitionKeys.map((pk) => need(call.action, pk))
      if (call.objectKeys.length > 0) return call.objectKeys.map((key) => need(inIam[call.action] ?? call.action, key))
      return [need(inIam[call.action] ?? call.action)]
  }
}

const itemAction: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
}

interface Item {
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>
  readonly Item?: Readonly<Record<string, { readonly S?: string }>>
  readonly UpdateExpression?: string
  readonly ConditionExpression?: string
  readonly ProjectionExpression?: string
  readonly KeyConditionExpression?: string
  readonly FilterExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
}

const pkOf = (key: Item['Key']): string | undefined => key?.pk?.S

/** Top-level attributes that a call names: in the item, the key and every expression (all of them count). */
function attributesOf(part: Item): readonly string[] {
  const names = part.ExpressionAttributeNames ?? {}
  const { UpdateExpression, ConditionExpression, ProjectionExpression, KeyConditionExpression, FilterExpression } = part
  const expressions = [
    UpdateExpression,
    ConditionExpression,
    ProjectionExpression,
    KeyConditionExpression,
    FilterExpression,
  ]
    .filter(Boolean)
    .join(' ')
    // A path's first part is the attribute; what follows the dot is inside of it.
    .replace(/\.[#\w]+/g, '')
    .replace(/:\w+/g, '')
  const words = expressions.match(/[#\w]+/g) ?? []
  const keywords =
    /^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|IN|BETWEEN|attribute_exists|attribute_not_exists|if_not_exists|contains|begins_with|size)$/
  return [
    ...new Set([
      ...Object.keys(part.Item ?? {}),
      ...Object.keys(part.Key ?? {}),
      ...words.filter((word) => !keywords.test(word) && !/^\d+$/.test(word)).map((word) => names[word] ?? word),
    ]),
  ]
}
