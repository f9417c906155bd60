import * as v from 'valibot'
import type { CheckpointsQuery, StatementsQuery } from '../audit/query.ts'
import { readUnverified } from '../domain/jws.ts'
import { ProblemError } from '../domain/problems.ts'
import { checkpointPlace, checkpointPrefix, checkpointSchema, checkpointsFrom } from '../domain/proofs/checkpoint.ts'
import { statementPlace, statementPrefix, statementSchema } from '../domain/proofs/statement.ts'
import type { Kept as Place, ProofStore } from '../ports.ts'

const pageSize = 50

type Kept = Pick<ProofStore, 'list' | 'open'>

/**
 * The tenant's checkpoints, the oldest first, as they were written first. Signatures are not checked here: whoever asks has
 * reason to check them alone.
 */
export async function listCheckpoints(tenantId: string, query: CheckpointsQuery, store: Kept) {
  const from = query.after === undefined ? undefined : checkpointsFrom(tenantId, query.after + 1)
  const { read, ...page } = await pageOf(checkpointPrefix(tenantId), query, from, store)
  const items = read.flatMap(({ place, jws, keyId, claims }) => {
    const parsed = v.safeParse(checkpointSchema, claims)
    if (!parsed.success || checkpointPlace(parsed.output) !== place) return []
    const { seq, head, time } = parsed.output
    return [{ seq, head, time, keyId, jws }]
  })
  return { items, ...page }
}

/** The tenant's monthly statements, the oldest first. */
export async function listStatements(tenantId: string, query: StatementsQuery, store: Kept) {
  const { read, ...page } = await pageOf(statementPrefix(tenantId), query, undefined, store)
  const items = read.flatMap(({ place, jws, keyId, claims }) => {
    const parsed = v.safeParse(statementSchema, claims)
    return parsed.success && statementPlace(parsed.output) === place ? [{ month: parsed.output.month, keyId, jws }] : []
  })
  return { items, ...page }
}

/** A page of what lies below the tenant's own prefix; a cursor is a name below it, so it leads nowhere else. */
async function pageOf(
  prefix: string,
  { cursor, limit }: StatementsQuery,
  from: string | undefined,
  store: Kept,
): Promise<{ readonly read: readonly Read[]; readonly cursor?: string }> {
  let after = cursor === undefined ? from : `${prefix}${nameIn(cursor)}`
  let own: readonly Place[]
  do {
    const { items, next } = await store.list(prefix, after, limit ?? pageSize)
    // What lies there under any other name is none, and nobody goes on from it.
    own = items.filter(({ place }) => ownName.test(place.slice(prefix.length)))
    after = next
  } while (after && own.length === 0)
  const read = await Promise.all(own.map(async (kept) => readIn(kept.place, await store.open(kept))))
  const last = after && own.at(-1)?.place.slice(prefix.length)
  return {
    read: read.filter((one) => one !== undefined),
    ...(last && { cursor: Buffer.from(last).toString('base64url') }),
  }
}

/** Of checkpoints and of statements. */
const ownName = /^[0-9a-f-]{7,100}\.jws$/

function nameIn(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8')
  if (ownName.test(name)) return name
  throw new ProblemError({
    code: 'InvalidRequest',
    detail: 'This cursor is not of this list. Start again without it.',
  })
}

interface Read {
  readonly place: string
  readonly jws: string
  readonly keyId: string
  readonly claims: unknown
}

/** What was kept at a place; undefined when it is no proof of ours. */
function readIn(place: string, jws: string): Read | undefined {
  const { header, claims } = readUnverified(jws) ?? {}
  return typeof header?.kid === 'string' ? { place, jws, keyId: header.kid, claims } : undefined
}
