import * as v from 'valibot'
import { canonicalJson, sha256Hex } from '../domain/digest.ts'
import { ProblemError } from '../domain/problems.ts'
import { instantForm } from '../domain/time.ts'
import type { AuditFilter, LedgerPosition } from '../ports.ts'

const shape = v.strictObject({
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  recordedAt: v.exactOptional(v.pipe(v.string(), v.regex(instantForm))),
  list: v.string(),
})

/**
 * Where the next page of this list begins. A cursor is a place, not a right: the key that is read is built from the
 * caller's own tenant and filter, so a forged cursor leads nowhere but to another place of the same list.
 */
export const writeCursor = (position: LedgerPosition, tenantId: string, filter: AuditFilter): string =>
  Buffer.from(JSON.stringify({ ...position, list: listName(tenantId, filter) })).toString('base64url')

/** The place that a cursor names; refused when it was made for another tenant or another filter. */
export function readCursor(cursor: string, tenantId: string, filter: AuditFilter): LedgerPosition {
  const result = v.safeParse(shape, parsed(cursor))
  if (!result.success || result.output.list !== listName(tenantId, filter) || !within(result.output, filter))
    throw new ProblemError({
      code: 'InvalidRequest',
      detail: 'This cursor is not of this list. Start again without it, or send the filters that it came with.',
    })
  const { list: _list, ...position } = result.output
  return position
}

const listName = (tenantId: string, filter: AuditFilter): string =>
  sha256Hex(canonicalJson({ tenantId, filter })).slice(0, 32)

/** Whether the place lies in the list: an index is sorted by time, and DynamoDB refuses a start outside of the range. */
function within({ recordedAt }: LedgerPosition, filter: AuditFilter): boolean {
  const { from, to, ulid, actor, environmentId } = filter
  const byIndex = from ?? to ?? ulid ?? actor ?? environmentId
  if (byIndex === undefined) return recordedAt === undefined
  return recordedAt !== undefined && (!from || recordedAt >= from) && (!to || recordedAt < to)
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
