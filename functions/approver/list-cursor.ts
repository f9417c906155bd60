import * as v from 'valibot'
import { canonicalJson, sha256Hex } from '../domain/digest.ts'
import { isUlid, ulidsWithin } from '../domain/ids.ts'
import { ProblemError } from '../domain/problems.ts'
import { instantForm } from '../domain/time.ts'
import type { RequestPlace, TenantList } from '../ports.ts'

/** Without a state, a list begins with what waits, and goes on with everything else. */
export type Phase = 'waiting' | 'others' | 'all'

/** Where the next page begins; without a place, with the first request of its phase. */
export interface ListPosition {
  readonly phase: Phase
  readonly after?: RequestPlace
}

const shape = v.strictObject({
  phase: v.picklist(['waiting', 'others', 'all']),
  after: v.exactOptional(
    v.strictObject({
      ulid: v.pipe(v.string(), v.check(isUlid)),
      requestedAt: v.pipe(v.string(), v.regex(instantForm)),
    }),
  ),
  list: v.string(),
})

/**
 * A cursor is a place, not a right: the key that is read is built from the caller's own tenant and filter, so a forged
 * one leads nowhere but to another place of the same list.
 */
export const writeCursor = (position: ListPosition, tenantId: string, list: TenantList): string =>
  Buffer.from(JSON.stringify({ ...position, list: listName(tenantId, list) })).toString('base64url')

/** The position that a cursor names; refused when it was made for another tenant or another filter. */
export function readCursor(cursor: string, tenantId: string, list: TenantList): ListPosition {
  const result = v.safeParse(shape, parsed(cursor))
  if (result.success && result.output.list === listName(tenantId, list)) {
    const { phase, after } = result.output
    const phased = list.state === undefined ? phase !== 'all' : phase === 'all'
    if (phased && (!after || within(after, list))) return { phase, ...(after && { after }) }
  }
  throw new ProblemError({
    code: 'InvalidRequest',
    detail: 'This cursor is not of this list. Start again without it, or send the filters that it came with.',
  })
}

const listName = (tenantId: string, list: TenantList): string =>
  sha256Hex(canonicalJson({ tenantId, list })).slice(0, 32)

/** Whether the place lies in the time asked for: DynamoDB refuses a start outside of what it reads. */
function within({ ulid, requestedAt }: RequestPlace, { from, to }: TenantList): boolean {
  const { first, last } = ulidsWithin(from, to)
  return ulid >= first && ulid <= last && (!from || requestedAt >= from) && (!to || requestedAt < to)
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
