import { describe, expect, test } from 'vitest'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { type Stage, stackOf, stages } from '../support/stack.ts'
import { resourcesOf, type Synthesized } from '../support/synthesis.ts'

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}
type Resources = readonly (readonly [string, Synthesized])[]

/** What the role of a function may do beside its log, its trigger and items of tables. */
const rightsOf = (resources: Resources, name: string): readonly Statement[] =>
  resources
    .filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::IAM::Policy' && new RegExp(`"${name}Role[0-9A-F]{8}"`).test(JSON.stringify(Properties.Roles)),
    )
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
const rightTo = (resources: Resources, name: string, action: string): Statement | undefined =>
  rightsOf(resources, name).find(({ Action }) => [Action].flat().includes(action))
const roleIds = (resources: Resources, action: string): readonly string[] =>
  resources
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .filter(([, { Properties }]) =>
      (Properties.PolicyDocument.Statement as Statement[]).some(({ Action }) => [Action].flat().includes(action)),
    )
    .map(([, { Properties }]) => (Properties.Roles as [{ Ref: string }])[0].Ref.replace(/Role[0-9A-F]{8}$/, ''))

describe.each<Stage>([...stages])('%s', (stage) => {
  const stack = stackOf(stage)
  const resources: Resources = Object.entries(stack.resources)
  const bucket = stack.the('AWS::S3::Bucket', 'Proofs')
  const below = (prefix: string) => ({
    'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket.id, 'Arn'] }, `/${prefix}*`]],
  })

  test('the bucket keeps every version, locked, and lets nobody in from outside or in the clear', () => {
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: {
          DefaultRetention:
            stage === 'production' ? { Mode: 'COMPLIANCE', Days: 3650 } : { Mode: 'GOVERNANCE', Days: 1 },
        },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    const policies = stack.all('AWS::S3::BucketPolicy').filter(({ id }) => id.startsWith('Proofs'))
    expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"')
  })

  test('one function writes proofs; auditors only read; nobody deletes, unlocks or overwrites', () => {
    const touching = resources
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .flatMap(([, { Properties }]) => {
        const [{ Ref }] = Properties.Roles as [{ Ref: string }]
        return (Properties.PolicyDocument.Statement as Statement[])
          .filter(({ Resource }) => JSON.stringify(Resource).includes(bucket.id))
          .flatMap(({ Action }) => [Action].flat().map((action) => `${Ref.replace(/Role[0-9A-F]{8}$/, '')} ${action}`))
      })
    expect(touching.sort()).toEqual([
      'FunctionsAuditor s3:GetObjectVersion',
      'FunctionsAuditor s3:ListBucketVersions',
      'FunctionsCheckpoint s3:GetObjectVersion',
      'FunctionsCheckpoint s3:ListBucketVersions',
      'FunctionsCheckpoint s3:PutObject',
    ])
    for (const [name, action] of [
      ['FunctionsCheckpoint', 's3:PutObject'],
      ['FunctionsCheckpoint', 's3:GetObjectVersion'],
      ['FunctionsAuditor', 's3:GetObjectVersion'],
    ] as const)
      expect(rightTo(resources, name, action)?.Resource).toEqual([below('checkpoints/'), below('statements/')])
    for (const name of ['FunctionsCheckpoint', 'FunctionsAuditor'])
      expect(rightTo(resources, name, 's3:ListBucketVersions')?.Condition).toEqual({
        StringLike: { 's3:prefix': ['checkpoints/*', 'statements/*'] },
      })
  })

  test('the clock may see who there is, and hand them on', () => {
    const own = rightsOf(resources, 'FunctionsCheckpointClock').filter(
      ({ Action }) => ![Action].flat().some((action) => action.startsWith('logs:')),
    )
    expect(own.map(({ Action }) => Action)).toEqual(['dynamodb:Query', 'sqs:SendMessage'])
    expect(own[0]?.Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['registry#*'] } })
  })

  test('a tenant at a time, in order, and none twice at once; what cannot be done is kept', () => {
    const queue = stack.the('AWS::SQS::Queue', 'CheckpointsQueue').Properties
    expect(queue).toMatchObject({ FifoQueue: true, SqsManagedSseEnabled: true })
    expect(queue.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 })
    const fn = stack.all('AWS::Lambda::Function').find(({ id }) => /^FunctionsCheckpoint[0-9A-F]{8}$/.test(id))
    expect(queue.VisibilityTimeout).toBeGreaterThan(fn?.Properties.Timeout)
    const source = stack
      .all('AWS::Lambda::EventSourceMapping')
      .find(({ Properties }) => JSON.stringify(Properties.EventSourceArn).includes('CheckpointsQueue'))
    expect(source?.Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    })
  })

  test('the clock comes every hour, unless configured otherwise', () => {
    expect(stack.the('AWS::Events::Rule', 'CheckpointsClock').Properties.ScheduleExpression).toBe('rate(1 hour)')
  })
})

describe('the keys of proofs', () => {
  const rotating = resourcesOf({
    ...production,
    ledgerKeys: {
      checkpoint: [{ name: 'k2', validFrom: '2026-12-01T00:00:00Z' }, { name: 'k1' }],
      receipt: [{ name: 'r2', validFrom: '2026-12-01T00:00:00Z' }, { name: 'r1' }],
    },
  })
  const idsOf = (purpose: string) =>
    rotating
      .filter(([id, { Type }]) => Type === 'AWS::KMS::Key' && id.startsWith(`LedgerKeys${purpose}`))
      .map(([id]) => id)

  test('of checkpoints sign for one function, the former ones too: they vouch for the new one', () => {
    const sign = rightTo(rotating, 'FunctionsCheckpoint', 'kms:Sign')
    for (const id of idsOf('checkpoint')) expect(JSON.stringify(sign?.Resource)).toContain(id)
    for (const id of idsOf('receipt')) expect(JSON.stringify(sign?.Resource)).not.toContain(id)
    expect(idsOf('checkpoint')).toHaveLength(2)
    for (const name of roleIds(rotating, 'kms:Sign').filter((role) => role !== 'FunctionsCheckpoint'))
      for (const id of idsOf('checkpoint'))
        expect(JSON.stringify(rightTo(rotating, name, 'kms:Sign')?.Resource), name).not.toContain(id)
  })
  test('of receipts sign for one function, which chooses by the clock', () => {
    const sign = JSON.stringify(rightTo(rotating, 'FunctionsReceipt', 'kms:Sign')?.Resource)
    for (const id of idsOf('receipt')) expect(sign).toContain(id)
    expect(idsOf('receipt')).toHaveLength(2)
    for (const id of idsOf('checkpoint')) expect(sign).not.toContain(id)
  })
  test('of checkpoints are all known to those who mail their thumbprints', () => {
    for (const name of ['FunctionsNotify', 'FunctionsTell'])
      for (const id of idsOf('checkpoint'))
        expect(JSON.stringify(rightTo(rotating, name, 'kms:GetPublicKey')?.Resource), name).toContain(id)
  })
  test('of checkpoints sign no more once two others came after them', () => {
    const thrice = resourcesOf({
      ...production,
      ledgerKeys: {
        checkpoint: [
          { name: 'k3', validFrom: '2028-01-01T00:00:00Z' },
          { name: 'k2', validFrom: '2027-01-01T00:00:00Z' },
          { name: 'k1' },
        ],
        receipt: [{ name: 'r1' }],
      },
    })
    const named = (action: string) =>
      ['k3', 'k2', 'k1'].filter((name) =>
        JSON.stringify(rightTo(thrice, 'FunctionsCheckpoint', action)?.Resource).includes(
          `LedgerKeyscheckpoint${name}`,
        ),
      )
    expect(named('kms:Sign')).toEqual(['k3', 'k2'])
    expect(named('kms:GetPublicKey')).toEqual(['k3', 'k2', 'k1'])
  })
  test('are published by the admin centre’s function, all of them', () => {
    const published = JSON.stringify(rightTo(rotating, 'FunctionsWeb', 'kms:GetPublicKey')?.Resource)
    for (const id of [...idsOf('checkpoint'), ...idsOf('receipt')]) expect(published).toContain(id)
  })
})

describe('a bucket that is there already', () => {
  const given = resourcesOf({ ...production, proofs: { bucketName: 'proofs-of-another-account', every: 'P1D' } })
  test('is written and read as the own one would be, and none is made', () => {
    expect(given.filter(([id, { Type }]) => Type === 'AWS::S3::Bucket' && id.startsWith('Proofs'))).toEqual([])
    const put = JSON.stringify(rightTo(given, 'FunctionsCheckpoint', 's3:PutObject')?.Resource)
    expect(put).toContain(':s3:::proofs-of-another-account/checkpoints/*')
    expect(put).toContain(':s3:::proofs-of-another-account/statements/*')
  })
  test('and a clock that comes once a day', () => {
    const [, rule] = given.find(([id]) => id.startsWith('CheckpointsClock')) ?? []
    expect(rule?.Properties.ScheduleExpression).toBe('rate(1 day)')
  })
})
