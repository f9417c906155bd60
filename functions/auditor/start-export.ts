import { type ExportJob, type ExportRange, exportEvent, exportsPerDay, newExport } from '../domain/exports.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Clock, ExportJobs, ExportLinks, Random, StateTable } from '../ports.ts'
import type { Auditor } from './caller.ts'

export interface ExportingPorts {
  readonly table: Pick<StateTable, 'commit'>
  readonly jobs: Pick<ExportJobs, 'find' | 'nudge'>
  readonly links: ExportLinks
  readonly clock: Clock
  readonly random: Random
  /** Has the job function go on with a job, whenever it comes to it. */
  readonly goOn: (job: ExportJob) => Promise<void>
}

/**
 * Begins an export: recorded, counted and there in one transaction, then handed to the function that writes it. Is that
 * call lost, whoever looks at the job has it made again.
 */
export async function startExport(
  { tenantId, actor }: Auditor,
  range: ExportRange,
  days: number,
  { table, clock, random, goOn }: ExportingPorts,
): Promise<Outcome<ExportJob>> {
  if (range.from && range.to && range.from >= range.to) return refused('InvalidRequest', '"from" must be before "to".')
  const now = clock.now()
  const job = newExport({ tenantId, id: random.ulid(now) }, range, now, days)
  const committed = await table.commit([
    { kind: 'put-export', job },
    {
      kind: 'count',
      key: key.countByDay('auditor', tenantId, 'exports', 'all', now),
      below: exportsPerDay,
      now,
      keepFor: 2 * 86_400,
    },
    { kind: 'emit', domain: 'auditor', sealed: exportEvent(job, actor, random.bytes) },
  ])
  if (!committed.ok)
    return refused(
      'TooManyRequests',
      `An organisation can begin ${exportsPerDay} exports a day. Take one that is there, or wait until tomorrow (UTC).`,
    )
  await goOn(job)
  return done(job)
}
