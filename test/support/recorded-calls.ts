import { createHash } from 'node:crypto'
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientConfig } from '../../infra/local/aws.ts'
import type { Target } from '../../infra/local/target.ts'

/** A function of the stack, as the recorder knows it. */
export interface RecordedFunction {
  readonly logicalId: string
  readonly name: string
  readonly arn: string
  readonly roleArn: string
  /** Under which access key it calls. */
  readonly accessKey: string
}

/** One AWS call that succeeded; refused ones are not recorded. */
export interface RecordedCall {
  readonly at: Date
  /** Logical id of the function that called; undefined for anybody else (the tests, the CDK). */
  readonly function?: string
  /** As in IAM, e.g. `dynamodb:TransactWriteItems`. */
  readonly action: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Partition keys of the DynamoDB items that it read or wrote. */
  readonly partitionKeys: readonly string[]
  /** Keys of the S3 objects that it read or wrote. */
  readonly objectKeys: readonly string[]
}

/** All functions of the stack. */
async function functionsOf(target: Target): Promise<readonly RecordedFunction[]> {
  const lambda = new LambdaClient(clientConfig(target))
  const client = new CloudFormationClient(clientConfig(target))
  const functions: Promise<RecordedFunction>[] = []
  for await (const page of paginateListStackResources({ client }, { StackName: target.stackName }))
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? [])
      if (ResourceType === 'AWS::Lambda::Function')
        functions.push(
          lambda
            .send(new GetFunctionConfigurationCommand({ FunctionName: PhysicalResourceId }))
            .then(({ FunctionArn = '', Role = '' }) => ({
              logicalId: LogicalResourceId,
              name: PhysicalResourceId,
              arn: FunctionArn,
              roleArn: Role,
              accessKey: accessKeyOf(FunctionArn, Role),
            })),
        )
  return Promise.all(functions)
}

/** The local AWS derives a function's access key from who it is and which role it has. */
const accessKeyOf = (functionArn: string, roleArn: string): string =>
  `ASIA${createHash('sha256').update(`${functionArn}:${roleArn}`).digest('hex').slice(0, 16).toUpperCase()}`

/** What the stack's functions called since a moment, oldest first. Reading it is not recorded. */
export async function recordedCalls(target: Target, since = new Date(0)): Promise<readonly RecordedCall[]> {
  const functions = new Map((await functionsOf(target)).map((f) => [f.accessKey, f.logicalId]))
  const events = await eventsSince(target, since)
  return events.map((event) => callOf(event, functions)).reverse()
}

const writes = /:(TransactWriteItems|PutItem|UpdateItem|DeleteItem|BatchWriteItem|ExecuteTransaction|ExecuteStatement)$/
/** The functions that answer calls with a token. */
const answering = /^Functions(Operator|Breakglass|VendorAdmin|Approver|Auditor|VendorAuditor|Receipt|Check|Pass)/

/** What the functions behind the API wrote since a moment: nothing but that, where every call was refused. */
export async function writtenByTheApi(target: Target, since: Date): Promise<readonly string[]> {
  const tried = (await recordedCalls(target, since)).filter(
    (call) => answering.test(call.function ?? '') && writes.test(call.action) && !recordsRefusal(call),
  )
  const lost = await Promise.all(tried.map((call) => wasCanceled(target, call)))
  return tried.filter((_, i) => !lost[i]).map(({ function: by, action }) => `${by} ${action}`)
}

/** That somebody was refused is on the record of the request, with its count, and changes nothing else. */
function recordsRefusal({ parameters, partitionKeys }: RecordedCall): boolean {
  const parts = JSON.stringify(parameters.TransactItems ?? [])
  return (
    parts.includes('"lockbox.request.refused"') &&
    partitionKeys.every((key) => /^(request|count|outbox)#/.test(key)) &&
    !parts.includes(`"Delete":`)
  )
}

/** A transaction whose condition failed is recorded like one that was committed: its event tells, which is nowhere then. */
async function wasCanceled(target: Target, { parameters }: RecordedCall): Promise<boolean> {
  const parts = (parameters.TransactItems ?? []) as readonly { readonly Put?: { readonly Item?: StoredKey } }[]
  const emitted = parts.map(({ Put }) => Put?.Item).find((item) => item?.pk?.S?.startsWith('outbox#'))
  const { pk, sk } = emitted ?? {}
  if (!pk?.S || !sk?.S) return false
  const client = new DynamoDBClient(clientConfig(target))
  const lies = async (TableName: string, Key: Record<string, AttributeValue>) =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item !== undefined
  // In this order: it leaves the outbox only after it is in the ledger.
  const { StateTable, LedgerTable } = target.outputs
  if (await lies(StateTable, { pk: { S: pk.S }, sk: { S: sk.S } })) return false
  return !(await lies(LedgerTable, { pk: { S: `event#${pk.S.split('#')[2]}` }, sk: { S: sk.S } }))
}

interface StoredKey {
  readonly pk?: { readonly S?: string }
  readonly sk?: { readonly S?: string }
}

/** Newest first. The recorder answers with the 50 newest up to a time, and has no cursor: the time is the cursor. */
async function eventsSince(target: Target, since: Date): Promise<readonly Event[]> {
  const client = new CloudTrailClient(clientConfig(target))
  const found = new Map<string, Event>()
  for (let until: Date | undefined; ; ) {
    const { Events = [] } = await client.send(
      new LookupEventsCommand({ StartTime: since, ...(until && { EndTime: until }) }),
    )
    const fresh = Events.filter(({ EventId = '' }) => !found.has(EventId))
    for (const event of fresh) found.set(event.EventId ?? '', event)
    const oldest = Events.at(-1)?.EventTime
    if (fresh.length === 0 || !oldest) return [...found.values()]
    // Times come rounded to milliseconds: one more, so that none is skipped; seen ones are dropped above.
    until = new Date(oldest.getTime() + 1)
  }
}

function callOf(event: Event, functions: ReadonlyMap<string, string>): RecordedCall {
  const detail = JSON.parse(event.CloudTrailEvent ?? '{}') as { requestParameters?: Record<string, unknown> }
  const parameters = detail.requestParameters ?? {}
  const service = (event.EventSource ?? '').split('.')[0] ?? ''
  const caller = functions.get(event.AccessKeyId ?? '')
  return {
    at: event.EventTime ?? new Date(0),
    ...(caller && { function: caller }),
    action: `${service}:${event.EventName ?? ''}`,
    parameters,
    partitionKeys: service === 'dynamodb' ? partitionKeysIn(parameters) : [],
    objectKeys: (event.Resources ?? [])
      .filter(({ ResourceType }) => ResourceType === 'AWS::S3::Object')
      .map(({ ResourceName = '' }) => ResourceName),
  }
}

/** Names under which a partition key is passed: the table's own, and those of its indexes. */
const keyNames = new Set([
  'pk',
  'dueShard',
  'stateKey',
  'ticketKey',
  'operatorKey',
  'actorKey',
  'requestKey',
  'environmentKey',
])

/** Every value that names a partition: in keys, items, batches and transactions; of queries and PartiQL statements. */
function partitionKeysIn(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    const record = value as Record<string, unknown>
    for (const part of ['Key', 'Item'] as const) add(textOf((record[part] as Record<string, unknown> | undefined)?.pk))
    if (Array.isArray(record.Keys)) for (const key of record.Keys) add(textOf((key as Record<string, unknown>).pk))
    if (typeof record.KeyConditionExpression === 'string') for (const key of queried(record)) add(key)
    if (typeof record.Statement === 'string') add(stated(record))
    for (const [name, part] of Object.entries(record))
      if (name !== 'Item' && name !== 'Key' && name !== 'Keys') visit(part)
  }
  const add = (key: string | undefined) => key !== undefined && keys.add(key)
  visit(parameters)
  return [...keys]
}

/** `pk = :pk AND …`, with names that may be aliases. */
function queried(query: Record<string, unknown>): readonly string[] {
  const names = (query.ExpressionAttributeNames ?? {}) as Record<string, string>
  const values = (query.ExpressionAttributeValues ?? {}) as Record<string, unknown>
  const equalities = String(query.KeyConditionExpression).matchAll(/([#\w]+)\s*=\s*(:\w+)/g)
  return [...equalities]
    .filter(([, name = '']) => keyNames.has(names[name] ?? name))
    .flatMap(([, , value = '']) => textOf(values[value]) ?? [])
}

/** `INSERT INTO "t" VALUE {'pk': ?, …}` or `SELECT … WHERE pk = ?`: the value at the place of the key's question mark. */
function stated(statement: Record<string, unknown>): string | undefined {
  const text = String(statement.Statement)
  const place = /['"]?\bpk\b['"]?\s*[:=]\s*\?/i.exec(text)
  if (!place) return undefined
  const before = text.slice(0, place.index).split('?').length - 1
  return textOf((statement.Parameters as readonly unknown[] | undefined)?.[before])
}

const textOf = (attribute: unknown): string | undefined => (attribute as { S?: string } | undefined)?.S
