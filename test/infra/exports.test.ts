import { describe, expect, test } from 'vitest'
import { configuration as sandbox } from '../../infra/deployments/sandbox.ts'
import { stackOf, stages } from '../support/stack.ts'
import { resourcesOf } from '../support/synthesis.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

describe.each(stages)('%s: exports', (stage) => {
  const stack = stackOf(stage)
  const bucket = stack.the('AWS::S3::Bucket', 'Exports')

  test('lie encrypted and privately, and go after seven days, with what was never finished', () => {
    expect(bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1)
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    expect(bucket.Properties.LifecycleConfiguration.Rules).toEqual([
      { ExpirationInDays: 7, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ])
    const { Statement } = stack.the('AWS::S3::BucketPolicy', 'Exports').Properties.PolicyDocument
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
  })

  /** What a function may do to objects of the bucket, as `GetObject files/*`. */
  const objects = (name: string) =>
    stack
      .all('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"Functions${name}Role`))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Resource }) => JSON.stringify(Resource).includes(`"${bucket.id}"`))
      .flatMap(({ Action, Resource }) =>
        [Action]
          .flat()
          .flatMap((action) =>
            [...JSON.stringify(Resource).matchAll(/"\/([^"]+)"/g)].map(
              ([, path]) => `${action.replace('s3:', '')} ${path}`,
            ),
          ),
      )
      .sort()

  test('the auditor’s function reads files only, the job writes both folders, nobody else has any right', () => {
    expect(objects('Auditor')).toEqual(['GetObject files/*'])
    expect(objects('Export')).toEqual([
      'GetObject files/*',
      'ListMultipartUploadParts files/*',
      'PutObject files/*',
      'PutObject parts/*',
    ])
    const others = stack
      .all('AWS::Lambda::Function')
      .map(({ id }) => /^Functions(\w+)[0-9A-F]{8}$/.exec(id)?.[1] ?? '')
      .filter((name) => name && name !== 'Auditor' && name !== 'Export')
    expect(others.length).toBeGreaterThan(10)
    expect(others.flatMap(objects)).toEqual([])
  })

  test('how far a job is, the job’s function says alone', () => {
    const puts = stack
      .all('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('"FunctionsAuditorRole'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']?.includes('export#*'))
      .flatMap(({ Condition }) => Condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? [])
    expect(puts).toContain('movedAt')
    for (const attribute of ['progress', 'sha256', 'detail']) expect(puts).not.toContain(attribute)
  })
})

test('days of exports are the configuration’s', () => {
  const resources = resourcesOf({ ...sandbox, exports: { days: 30 } })
  const [, bucket] = resources.find(([id, { Type }]) => Type === 'AWS::S3::Bucket' && id.startsWith('Exports')) ?? []
  expect(bucket?.Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(30)
  const [, auditor] = resources.find(([id, { Type }]) => Type === 'AWS::Lambda::Function' && /Auditor/.test(id)) ?? []
  expect(auditor?.Properties.Environment.Variables.EXPORT_DAYS).toBe('30')
})
