import type { ExportJob, ExportKey } from '../domain/exports.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { Clock, ExportJobs } from '../ports.ts'
import { partBytes, type StepPorts, step } from './step.ts'

export interface ExportPorts extends StepPorts {
  readonly jobs: ExportJobs
  readonly clock: Clock
  /** Has the function run again for this job. */
  readonly goOn: (key: ExportKey) => Promise<void>
}

/**
 * Moves a job on, step by step, until it is over or time is up; then it has itself called again. Every step is noted on
 * condition that nobody else moved the job: of two runs the slower one stops. Memory holds one part, whatever the
 * ledger's size.
 */
export async function runExport(
  key: ExportKey,
  until: Instant,
  ports: ExportPorts,
  size = partBytes,
): Promise<ExportJob | undefined> {
  const { jobs, clock, goOn } = ports
  let job = await jobs.find(key)
  while (job?.state === 'Running') {
    if (isOver(until, clock.now())) {
      await goOn(key)
      return job
    }
    const changes = await step(job, ports, size)
    const after: ExportJob = { ...job, ...changes, version: job.version + 1, movedAt: clock.now(), nudges: 0 }
    if (!(await jobs.save(after, job.version))) return job
    job = after
  }
  return job
}
