import type { ExportJob } from '../../domain/exports.ts'
import { key } from '../../domain/keys.ts'
import { epochSeconds } from '../../domain/time.ts'
import type { Item } from '../batch-get.ts'

/** Item of an export; DynamoDB drops it some time after nobody sees it any more. */
export const exportItem = (job: ExportJob) => ({
  ...key.export(job.tenantId, job.id),
  ...job,
  ttl: epochSeconds(job.expiresAt),
})

export function exportOf(item: Item): ExportJob {
  const { pk: _pk, sk: _sk, ttl: _ttl, ...job } = item
  return job as unknown as ExportJob
}
