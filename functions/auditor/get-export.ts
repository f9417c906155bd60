import { type ExportJob, exportFile, lookAtExport } from '../domain/exports.ts'
import { isUlid } from '../domain/ids.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type Instant, isOver, plusSeconds } from '../domain/time.ts'
import type { ExportingPorts } from './start-export.ts'

/** So long a link gets the file. */
const linkLife = 15 * 60

export interface ShownExport {
  readonly job: ExportJob
  readonly link?: string
  readonly linkExpiresAt?: Instant
}

/** An export of the caller's own organisation, with a fresh link once it is complete. One that stands still goes on. */
export async function getExport(
  tenantId: string,
  id: string,
  { jobs, links, clock, goOn }: Pick<ExportingPorts, 'jobs' | 'links' | 'clock' | 'goOn'>,
): Promise<Outcome<ShownExport>> {
  const now = clock.now()
  const found = isUlid(id) ? await jobs.find({ tenantId, id }) : undefined
  if (!found || isOver(found.expiresAt, now))
    return refused('NotFound', 'There is no such export, or it is not kept any more. Begin another one.')
  const { job, nudge } = lookAtExport(found, now)
  if (nudge && (await jobs.nudge(job, now))) await goOn(job)
  if (job.state !== 'Complete') return done({ job })
  return done({ job, link: await links.to(exportFile(job), linkLife), linkExpiresAt: plusSeconds(now, linkLife) })
}
