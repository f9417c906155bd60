import { seal } from '../domain/events.ts'
import { type Domain, key } from '../domain/keys.ts'
import type { Problem, ProblemCode } from '../domain/problems.ts'
import type { Actor, RequestKey } from '../domain/request.ts'
import type { Clock, Random, StateTable } from '../ports.ts'

/** So many refusals of one request are recorded for each domain; one more says that the rest is suppressed. */
export const mostRefusals = 20

/** Of these as many are of people whom the request is not: they must not be able to use up what is for its two sides. */
export const mostOfOthers = 5

/** How somebody is refused whose request it is not, whatever they ask. */
const toOthers: ReadonlySet<ProblemCode> = new Set(['NotFound', 'NotAnApprover'])

/** Longer than a request can be refused anything that matters: counts are not forgotten before. */
const keepCountFor = 90 * 86_400

/** What says something about the caller's request, or about the machinery, and nothing about who may do what. */
const unrecorded: ReadonlySet<ProblemCode> = new Set([
  'InvalidRequest',
  'PayloadTooLarge',
  'UnsupportedMediaType',
  'Unauthenticated',
  'TooManyRequests',
  'Busy',
  'InternalError',
])

/** Somebody of the request's own two sides who was refused. */
export interface Refusal {
  readonly domain: Extract<Domain, 'operator' | 'approver' | 'pass'>
  readonly request: RequestKey
  /** The route, such as `POST /tenant/requests/{id}/decision`. */
  readonly call: string
  readonly by: Actor
  readonly problem: Problem
}

export interface RefusalPorts {
  readonly table: Pick<StateTable, 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * Records a refusal, if there is such a request: event and count in one transaction, so that nobody can flood a ledger,
 * however many calls come at once. What came of it is told for logs; it changes nothing about the answer.
 */
export async function recordRefusal(
  refusal: Refusal,
  { table, clock, random }: RefusalPorts,
): Promise<'recorded' | 'suppressed' | 'unrecorded'> {
  const { domain, request, call, by, problem } = refusal
  if (unrecorded.has(problem.code)) return 'unrecorded'
  const now = clock.now()
  const countKey = key.countOf(domain, 'refused', request)
  const othersKey = toOthers.has(problem.code) ? key.countOf(domain, 'refused-others', request) : undefined
  const attempt = (further: 0 | 1, suppressed?: true) =>
    table.commit([
      { kind: 'pin-existing', request },
      { kind: 'count', key: countKey, below: mostRefusals + further, now, keepFor: keepCountFor },
      ...(othersKey
        ? [{ kind: 'count' as const, key: othersKey, below: mostOfOthers + further, now, keepFor: keepCountFor }]
        : []),
      {
        kind: 'emit',
        domain,
        sealed: seal(
          {
            id: random.ulid(now),
            type: 'lockbox.request.refused',
            tenantId: request.tenantId,
            at: now,
            actor: by,
            about: request,
            details: { call, code: problem.code, suppressed },
          },
          random.bytes,
        ),
      },
    ])
  const committed = await attempt(0)
  if (committed.ok) return 'recorded'
  if (committed.failed.includes('pin-existing') || !committed.failed.includes('count')) return 'unrecorded'
  // The last one that is counted says that it is the last.
  const last = await attempt(1, true)
  return last.ok ? 'suppressed' : 'unrecorded'
}
