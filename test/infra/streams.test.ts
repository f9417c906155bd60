import { describe, expect, test } from 'vitest'
import { mailedTypes } from '../../functions/domain/events.ts'
import { domains, prefix } from '../../functions/domain/keys.ts'
import { busSource } from '../../functions/runtime/names.ts'
import { stackOf, stages } from '../support/stack.ts'

const stack = stackOf('production')
const mappings = stack
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ Properties }) => JSON.stringify(Properties.EventSourceArn).includes('StreamArn'))
const of = (consumer: string) => stack.the('AWS::Lambda::EventSourceMapping', `Functions${consumer}`).Properties
const filtersOf = (consumer: string) =>
  (of(consumer).FilterCriteria.Filters as { Pattern: string }[]).map(({ Pattern }) => JSON.parse(Pattern))

describe('the stream', () => {
  test('has two consumers, the most that DynamoDB serves', () => {
    expect(mappings.map(({ id }) => id.replace(/Dynamo.*$/, ''))).toEqual(['FunctionsRelay', 'FunctionsLedger'])
  })
  test.each(['Relay', 'Ledger'])('%s: one bad record neither blocks the others nor is lost', (consumer) => {
    expect(of(consumer)).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 21_600,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Failures/), 'Arn'] } } },
    })
  })
  test('the relay sees what happens to requests and to wishes for codes, nothing else', () => {
    expect(filtersOf('Relay')).toEqual(
      [prefix.request, prefix.confirm].map((start) => ({
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: { Keys: { pk: { S: [{ prefix: start }] } } },
      })),
    )
  })
  test('the ledger sees new outbox items, nothing else', () => {
    expect(filtersOf('Ledger')).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'outbox#' }] } } } },
    ])
    for (const domain of domains) expect(prefix.outbox(domain)).toMatch(/^outbox#/)
  })
})

describe.each(stages)('%s: what could not be handled', (stage) => {
  const bucket = stackOf(stage).the('AWS::S3::Bucket', 'Failures').Properties

  test('is kept encrypted, privately, for 14 days', () => {
    expect(bucket.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1)
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    expect(bucket.LifecycleConfiguration.Rules).toMatchObject([{ ExpirationInDays: 14, Status: 'Enabled' }])
  })
  test('travels over TLS only', () => {
    const { Statement } = stackOf(stage).the('AWS::S3::BucketPolicy', 'Failures').Properties.PolicyDocument
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
  })
})

const ours = { 'ses:configuration-set': [{ Ref: expect.stringMatching(/^MailConfigurationSet/) }] }
const settings = ['lockbox.settings.created', 'lockbox.settings.changed']
const ses = ['Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected']

describe.each([
  ['tell', 'Outcomes', 'Tell', { source: [busSource], 'detail-type': [...mailedTypes] }],
  ['invite', 'Invitations', 'Invite', { source: [busSource], 'detail-type': settings }],
  ['delivery', 'Deliveries', 'Delivery', { source: ['aws.ses'], 'detail-type': ses, detail: { mail: { tags: ours } } }],
])('the bus, for %s', (name, part, Name, pattern) => {
  const rule = stack.the('AWS::Events::Rule', `${part}${Name}`).Properties
  const queue = (id: string) => stack.the('AWS::SQS::Queue', id).Properties
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)), 'Arn'] })

  test('brings the types of events that it is for, and no others', () => {
    expect(rule.EventPattern).toEqual(pattern)
  })
  test('puts them into a queue, tries again, then keeps what could not be delivered', () => {
    expect(rule.Targets).toMatchObject([
      {
        Arn: arnOf(`${part}Queue`),
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arnOf(`${part}DeadLetters`) },
      },
    ])
  })
  test('may put into the queue what its rule says, and nobody else may', () => {
    const { Statement } = stack.the('AWS::SQS::QueuePolicy', `${part}Queue`).Properties.PolicyDocument
    expect(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).toMatchObject([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          ArnEquals: {
            'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${part}${Name}`)), 'Arn'] },
          },
        },
      },
    ])
  })
  test('what could not be done comes again for an hour, then it is kept, too', () => {
    const { VisibilityTimeout, RedrivePolicy } = queue(`${part}Queue`)
    expect(RedrivePolicy).toEqual({ maxReceiveCount: 10, deadLetterTargetArn: arnOf(`${part}DeadLetters`) })
    expect(VisibilityTimeout * RedrivePolicy.maxReceiveCount).toBe(3600)
    const consumer = stack.all('AWS::Lambda::Function').find(({ id }) => id.startsWith(`Functions${Name}`))
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * consumer?.Properties.Timeout)
  })
  test(`${name} takes one event at a time: a bad one holds up no other`, () => {
    expect(of(Name)).toMatchObject({
      EventSourceArn: arnOf(`${part}Queue`),
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })
  test.each([
    [`${part}Queue`, 4],
    [`${part}DeadLetters`, 14],
  ])('%s is encrypted, travels over TLS only, and is kept for %i days', (id, days) => {
    expect(queue(id)).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: days * 86_400 })
    expect(stack.the('AWS::SQS::QueuePolicy', id).Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
  })
})

test('the sweep runs every five minutes', () => {
  expect(stack.the('AWS::Events::Rule', 'SweepClock').Properties.ScheduleExpression).toBe('rate(5 minutes)')
})

test('the sweep is told of executions of this state machine that came to a bad end', () => {
  const { EventPattern, Targets } = stack.the('AWS::Events::Rule', 'SweepStopped').Properties
  expect(EventPattern).toEqual({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: [{ Ref: expect.stringMatching(/^Workflow[0-9A-F]{8}$/) }],
    },
  })
  expect(Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsSweep/), 'Arn'] } }])
})

test('SES says what became of a mail, and counts neither opens nor clicks', () => {
  const { EventDestination } = stack.the('AWS::SES::ConfigurationSetEventDestination').Properties
  expect(EventDestination.MatchingEventTypes.sort()).toEqual(['bounce', 'complaint', 'delivery', 'reject'])
  expect(JSON.stringify(EventDestination.EventBridgeDestination)).toContain('event-bus/default')
})
