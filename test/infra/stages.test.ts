import { describe, expect, test } from 'vitest'
import { type Stack, stackOf, stages } from '../support/stack.ts'

const sandbox = stackOf('sandbox')
const production = stackOf('production')

/** What holds something that cannot be made again. */
const stateful = [
  'AWS::DynamoDB::Table',
  'AWS::Cognito::UserPool',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::StepFunctions::StateMachine',
  'AWS::Logs::LogGroup',
]
const statefulOf = (stack: Stack) => stateful.flatMap((type) => stack.all(type))

describe('a sandbox', () => {
  test('leaves nothing behind', () => {
    const kept = Object.entries(sandbox.resources).filter(
      ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
    )
    expect(kept).toEqual([])
  })
  test('lets go of its tables and pools', () => {
    for (const { Properties } of sandbox.all('AWS::DynamoDB::Table'))
      expect(Properties.DeletionProtectionEnabled).toBe(false)
    for (const { Properties } of sandbox.all('AWS::Cognito::UserPool'))
      expect(Properties.DeletionProtection).toBe('INACTIVE')
  })
  test('empties its buckets, by a function whose log goes with it', () => {
    const emptied = sandbox.all('Custom::S3AutoDeleteObjects').map(({ Properties }) => Properties.BucketName.Ref)
    expect(emptied.sort()).toEqual(
      sandbox
        .all('AWS::S3::Bucket')
        .map(({ id }) => id)
        .sort(),
    )
    for (const { Properties } of sandbox.all('AWS::Lambda::Function'))
      expect(sandbox.resources[Properties.LoggingConfig.LogGroup.Ref]?.Type).toBe('AWS::Logs::LogGroup')
  })
  test('has KMS delete its keys as soon as it can', () => {
    for (const { Properties } of sandbox.all('AWS::KMS::Key')) expect(Properties.PendingWindowInDays).toBe(7)
  })
})

describe('production', () => {
  test.each(statefulOf(production).map((resource) => [resource.id, resource] as const))(
    '%s is retained',
    (_, found) => {
      expect(found).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    },
  )
  test('tables are protected from deletion and restorable to any second', () => {
    for (const { Properties } of production.all('AWS::DynamoDB::Table'))
      expect(Properties).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
  })
  test('pools are protected from deletion', () => {
    for (const { Properties } of production.all('AWS::Cognito::UserPool'))
      expect(Properties.DeletionProtection).toBe('ACTIVE')
  })
})

describe.each(stages)('%s', (stage) => {
  const stack = stackOf(stage)

  test('every log group forgets after the configured time', () => {
    for (const { Properties } of stack.all('AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(stage === 'production' ? 365 : 7)
  })
  test('nothing has a name of its own: two stacks fit in one account', () => {
    const names = /^(Table|Function|Role|Queue|Topic|Bucket|StateMachine|LogGroup|UserPool|Alarm|Policy)Name$/
    const named = Object.entries(stack.resources).flatMap(([id, { Properties = {} }]) =>
      Object.entries(Properties)
        .filter(([key, value]) => names.test(key) && typeof value === 'string' && !id.startsWith(value))
        .map(([key, value]) => `${id}: ${key} ${value}`),
    )
    expect(named).toEqual([])
  })
  test('has the outputs that tools and tests rely on', () => {
    const names = ['ApiUrl', 'StateTable', 'LedgerTable', 'OperatorIssuer', 'OperatorPoolId', 'OperatorClientId']
    const more = ['MachineClientId', 'OperatorTokenUrl', 'CustomerIssuer', 'CustomerPoolId', 'CustomerClientId']
    const parts = ['StateMachineArn', 'BusName', 'LinkKeyArn', 'FailureBucket', 'AlarmTopic', 'SweepFunction']
    const functions = ['RelayFunction', 'LedgerFunction', 'NotifyFunction', 'OperatorFunction', 'LinkFunction']
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining([...names, ...more, ...parts, ...functions]))
  })
  test('mail goes out over TLS, with links as they were written', () => {
    const { Properties } = stack.the('AWS::SES::ConfigurationSet')
    expect(Properties.DeliveryOptions.TlsPolicy).toBe('REQUIRE')
    expect(Properties).not.toHaveProperty('TrackingOptions')
    for (const { Properties: destination } of stack.all('AWS::SES::ConfigurationSetEventDestination'))
      for (const counted of ['open', 'click'])
        expect(destination.EventDestination.MatchingEventTypes).not.toContain(counted)
  })
  test('codes are made with an HMAC key', () => {
    expect(stack.the('AWS::KMS::Key', 'LinkKey').Properties).toMatchObject({
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    })
  })
})
