import { env, required } from './env.ts'

/**
 * The metrics that the alarms of `infra/alarms.ts` watch. They are written as log lines in CloudWatch's embedded
 * metric format, so that a function needs neither a client nor a permission for them.
 */
export const metrics = {
  /** Seconds that the oldest overdue item has been overdue; 0 when nothing is. By the sweep. */
  outboxAge: { name: 'OutboxAge', unit: 'Seconds' },
  /** 1 for every sweep that ran to its end. */
  sweepRan: { name: 'SweepRan', unit: 'Count' },
  /** 1 for every clock that handed all tenants to whoever seals ledgers. */
  checkpointRan: { name: 'CheckpointRan', unit: 'Count' },
  /** 1 for every request of which no approver could be mailed. By notify. */
  requestUnnotified: { name: 'RequestUnnotified', unit: 'Count' },
  /** 1 for every event that the ledger refused. */
  ledgerRefused: { name: 'LedgerRefused', unit: 'Count' },
  /** 1 for every approver whose address has another tenant's account. By invite. */
  invitationRefused: { name: 'InvitationRefused', unit: 'Count' },
  /** 1 for every ledger that got no checkpoint because it does not hold, and for what lies among proofs and is none. */
  checkpointRefused: { name: 'CheckpointRefused', unit: 'Count' },
  /** 1 whenever an emergency is about to be mailed. By notify. */
  emergencyOpened: { name: 'EmergencyOpened', unit: 'Count' },
} as const

export type Metric = (typeof metrics)[keyof typeof metrics]

export const metricNamespace = 'Lockbox'
/** The one dimension of every metric. */
export const metricDimension = 'Stack'

/** The line that makes CloudWatch count `value`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const metricLine = (metric: Metric, value: number, stack: string, epochMilliseconds: number): string =>
  JSON.stringify({
    _aws: {
      Timestamp: epochMilliseconds,
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: [[metricDimension]],
          Metrics: [{ Name: metric.name, Unit: metric.unit }],
        },
      ],
    },
    [metricDimension]: stack,
    [metric.name]: value,
  })

/** Counts `value` for this stack. Straight to the log stream: a JSON logger would wrap the line, and it must stand alone. */
export function countMetric(metric: Metric, value: number, epochMilliseconds: number): void {
  process.stdout.write(`${metricLine(metric, value, required(env.stackName), epochMilliseconds)}\n`)
}
