import { env } from './env.ts'

/**
 * The metrics that the alarms of `infra/alarms.ts` watch. They are written as log lines in CloudWatch's embedded
 * metric format, so that a function needs neither a client nor a permission for them.
 */
export const metrics = {
  /** Seconds that the oldest overdue item has been overdue; 0 when nothing is. By the sweep. */
  outboxAge: { name: 'OutboxAge', unit: 'Seconds' },
  /** 1 for every sweep that ran to its end. */
  sweepRan: { name: 'SweepRan', unit: 'Count' },
  /** 1 for every request of which no approver could be mailed. By notify. */
  requestUnnotified: { name: 'RequestUnnotified', unit: 'Count' },
  /** 1 for every event that the ledger refused. */
  ledgerRefused: { name: 'LedgerRefused', unit: 'Count' },
} as const

/** The line that makes CloudWatch count `value`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const metricLine = (
  metric: (typeof metrics)[keyof typeof metrics],
  value: number,
  namespace: string,
  epochMilliseconds: number,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: epochMilliseconds,
      CloudWatchMetrics: [
        { Namespace: namespace, Dimensions: [[]], Metrics: [{ Name: metric.name, Unit: metric.unit }] },
      ],
    },
    [metric.name]: value,
  })

/** Counts `value` in the deployment's own namespace: two deployments in one account do not mix. */
export function countMetric(
  metric: (typeof metrics)[keyof typeof metrics],
  value: number,
  epochMilliseconds: number,
): void {
  console.log(metricLine(metric, value, process.env[env.metricNamespace] ?? 'Lockbox', epochMilliseconds))
}
