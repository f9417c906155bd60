import type { ShownExport } from './get-export.ts'

/** An export as the API shows it: nothing of how it is made. */
export function exportAnswerOf({ job, link, linkExpiresAt }: ShownExport) {
  const { id, state, from, to, startedAt, expiresAt, progress, sha256, detail } = job
  const total = progress && progress.lastSeq - progress.firstSeq + 1
  return {
    id,
    state,
    ...(from && { from }),
    ...(to && { to }),
    startedAt,
    expiresAt,
    entries: progress ? progress.next - progress.firstSeq : 0,
    ...(total !== undefined && { total }),
    ...(progress && total && { firstSeq: progress.firstSeq, lastSeq: progress.lastSeq }),
    bytes: progress?.bytes ?? 0,
    ...(sha256 && { sha256 }),
    ...(detail && { detail }),
    ...(link && { link }),
    ...(linkExpiresAt && { linkExpiresAt }),
  }
}
