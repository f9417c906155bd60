import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { metricDimension, metricNamespace, metrics } from '../../functions/runtime/metrics.ts'
import { entryPoints } from '../../infra/bundle.ts'
import { stackOf } from '../support/stack.ts'

const stack = stackOf('production')
const alarms = stack.all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
const on = (metric: string) => alarms.filter(({ MetricName }) => MetricName === metric)

const runbook = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operating.md'), 'utf8')
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
  heading.toLowerCase().replaceAll(' ', '-'),
)

test.each(alarms.map((alarm) => [alarm.AlarmDescription as string, alarm] as const))('%s', (description, alarm) => {
  const [, anchor = ''] = /Runbook: docs\/operating\.md#(\S+)$/.exec(description) ?? []
  expect(anchors).toContain(anchor)
  expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlarmsTopic/) }])
})

describe('what matters has an alarm', () => {
  test.each([
    'IteratorAge',
    'OnFailureDestinationDeliveredEventCount',
    'ApproximateNumberOfMessagesVisible',
    'ExecutionsFailed',
    'ExecutionsTimedOut',
    'ExecutionsAborted',
    '5xx',
  ])('%s', (metric) => {
    expect(on(metric).length).toBeGreaterThan(0)
  })
  test.each(['Errors', 'Throttles'])('%s of every function', (metric) => {
    const watched = on(metric).map(({ Dimensions }) => JSON.stringify(Dimensions))
    for (const name of Object.keys(entryPoints))
      expect(
        watched.filter((dimensions) =>
          new RegExp(`"Functions${name[0]?.toUpperCase()}${name.slice(1)}[0-9A-F]{8}"`).test(dimensions),
        ),
      ).toHaveLength(1)
  })
  test.each(Object.values(metrics).map(({ name }) => name))('our own metric %s, of this stack only', (metric) => {
    expect(on(metric)).toMatchObject([
      { Namespace: metricNamespace, Dimensions: [{ Name: metricDimension, Value: 'CustomerLockbox' }] },
    ])
  })
})

test('silence of the sweep and of the clock that seals is an alarm, silence of anything else is not', () => {
  const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching')
  expect(breaching.map(({ MetricName }) => MetricName)).toEqual([metrics.sweepRan.name, metrics.checkpointRan.name])
  expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === undefined)).toEqual([])
})

test('the topic is encrypted by a key that CloudWatch may use', () => {
  expect(stack.the('AWS::SNS::Topic').Properties.KmsMasterKeyId).toBeDefined()
  const { Statement } = stack.the('AWS::KMS::Key', 'AlarmsKey').Properties.KeyPolicy
  expect(Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    }),
  )
})

test('the configured address is told', () => {
  expect(stack.the('AWS::SNS::Subscription').Properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'oncall@vendor.example',
  })
})
