import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { metricDimension, metricNamespace, metrics, type Metric as OwnMetric } from '../functions/runtime/metrics.ts'
import type { Api } from './api.ts'
import { clockMinutes } from './checkpoints.ts'
import type { Deployment } from './configuration.ts'
import type { Functions } from './functions.ts'
import { keyGoesAfter, statefulRemoval } from './stage.ts'
import type { Streams } from './streams.ts'
import { sweepEvery } from './sweep.ts'

export interface AlarmsProps {
  readonly deployment: Deployment
  readonly functions: Functions
  readonly streams: Streams
  /** By the alarm that they raise. */
  readonly deadLetters: Readonly<
    Partial<Record<'deadLetters' | 'deadInvitations' | 'deadDeliveries' | 'deadCheckpoints', IQueue>>
  >
  readonly machine: StateMachine
  readonly api: Api
  readonly stackName: string
}

/** The headings of `docs/operating.md`: what an alarm means and what to do. */
const runbook = {
  streamBehind: 'A stream consumer falls behind',
  streamGaveUp: 'A stream record was given up',
  outboxOld: 'The outbox is not emptied',
  sweepSilent: 'The sweep is silent',
  checkpointSilent: 'Ledgers are not sealed',
  unnotified: 'No approver could be mailed',
  refused: 'The ledger refused an event',
  deadLetters: 'A mail was given up',
  invitationRefused: 'An approver was not invited',
  deadInvitations: 'An invitation was given up',
  deadDeliveries: 'What became of a mail was given up',
  checkpointRefused: 'A ledger does not hold',
  deadCheckpoints: 'A ledger was not sealed',
  executionFailed: 'An execution failed',
  functionErrors: 'A function fails',
  functionThrottled: 'A function is throttled',
  apiErrors: 'The API answers 5xx',
  emergency: 'Emergency access was opened',
} as const
type Heading = keyof typeof runbook

const five = Duration.minutes(5)

/** One topic, and the alarms that matter; each says in its description where the runbook explains it. */
export class Alarms extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    const { deployment, functions, streams, deadLetters, machine, api, stackName } = props
    this.topic = this.makeTopic(deployment)
    const dimensionsMap = { [metricDimension]: stackName }
    const own = (metric: OwnMetric, statistic: string, period = five) =>
      new Metric({ namespace: metricNamespace, metricName: metric.name, dimensionsMap, statistic, period })

    for (const name of ['relay', 'ledger'] as const) {
      const age = functions[name].metric('IteratorAge', { statistic: 'Maximum', period: five })
      this.when('streamBehind', name, age, { over: Duration.minutes(5).toMilliseconds() })
      const gaveUp = new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: streams[name].eventSourceMappingId },
        statistic: 'Sum',
        period: five,
      })
      this.when('streamGaveUp', name, gaveUp, { over: 0 })
    }
    this.when('outboxOld', 'Seconds', own(metrics.outboxAge, 'Maximum'), { over: 600 })
    const sweeps = own(metrics.sweepRan, 'Sum', Duration.minutes(3 * sweepEvery))
    this.when('sweepSilent', 'Runs', sweeps, { under: 1 })
    // Three times in a row, not once in three times as long: CloudWatch takes no longer period than a day.
    const clock = own(metrics.checkpointRan, 'Sum', Duration.minutes(clockMinutes(deployment)))
    this.when('checkpointSilent', 'Runs', clock, { under: 1, times: 3 })
    this.when('unnotified', 'Requests', own(metrics.requestUnnotified, 'Sum'), { over: 0 })
    this.when('refused', 'Events', own(metrics.ledgerRefused, 'Sum'), { over: 0 })
    this.when('emergency', 'Accesses', own(metrics.emergencyOpened, 'Sum'), { over: 0 })
    this.when('invitationRefused', 'Approvers', own(metrics.invitationRefused, 'Sum'), { over: 0 })
    this.when('checkpointRefused', 'Ledgers', own(metrics.checkpointRefused, 'Sum'), { over: 0 })
    for (const [heading, queue] of Object.entries(deadLetters)) {
      const waiting = queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: five })
      this.when(heading as keyof typeof deadLetters, 'Letters', waiting, { over: 0 })
    }

    const sum = { statistic: 'Sum', period: five }
    this.when('executionFailed', 'Failed', machine.metricFailed(sum), { over: 0 })
    this.when('executionFailed', 'TimedOut', machine.metricTimedOut(sum), { over: 0 })
    this.when('executionFailed', 'Aborted', machine.metricAborted(sum), { over: 0 })
    for (const [name, fn] of Object.entries(functions)) {
      this.when('functionErrors', name, fn.metricErrors(sum), { over: 0 })
      this.when('functionThrottled', name, fn.metricThrottles(sum), { over: 0 })
    }
    this.when('apiErrors', 'Calls', api.http.metricServerError(sum), { over: 0 })
  }

  private when(
    heading: Heading,
    what: string,
    metric: IMetric,
    threshold: { readonly over: number } | { readonly under: number; readonly times?: number },
  ): void {
    const quiet = 'under' in threshold
    const anchor = runbook[heading].toLowerCase().replaceAll(' ', '-')
    const alarm = new Alarm(
      this,
      `${heading[0]?.toUpperCase()}${heading.slice(1)}${what[0]?.toUpperCase()}${what.slice(1)}`,
      {
        alarmDescription: `${runbook[heading]} (${what}). Runbook: docs/operating.md#${anchor}`,
        metric,
        threshold: quiet ? threshold.under : threshold.over,
        comparisonOperator: quiet ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: (quiet && threshold.times) || 1,
        // No news is good news, but of the clocks.
        treatMissingData: quiet ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      },
    )
    alarm.addAlarmAction(new SnsAction(this.topic))
  }

  private makeTopic(deployment: Deployment): Topic {
    // CloudWatch cannot publish to a topic under AWS's own key for SNS.
    const key = new Key(this, 'Key', {
      description: 'Customer Lockbox: alarm topic',
      enableKeyRotation: true,
      pendingWindow: keyGoesAfter(deployment),
      removalPolicy: statefulRemoval(deployment),
    })
    key.grant(new ServicePrincipal('cloudwatch.amazonaws.com'), 'kms:Decrypt', 'kms:GenerateDataKey*')
    const topic = new Topic(this, 'Topic', { displayName: 'Customer Lockbox alarms', masterKey: key, enforceSSL: true })
    if (deployment.alarmEmail) topic.addSubscription(new EmailSubscription(deployment.alarmEmail))
    return topic
  }
}
