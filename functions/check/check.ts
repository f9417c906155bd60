import {
  type AccessAnswer,
  type AccessAsk,
  type AccessFacts,
  type AccessJudgement,
  judgeAccess,
  notRequiredEvent,
  usedEvent,
} from '../domain/access-check.ts'
import { type EventDraft, seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { ProblemError } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import { hourOf, type Instant, minuteOf } from '../domain/time.ts'
import type { Clock, Random, StateTable, Write } from '../ports.ts'
import type { Remembered } from './remembered.ts'

export interface CheckPorts {
  readonly table: Pick<StateTable, 'doorsOf' | 'accessPlace' | 'requestStanding' | 'countsOf' | 'commit'>
  readonly clock: Clock
  readonly random: Random
  /** What this function knows to be recorded. */
  readonly remembered: Remembered
}

export interface CheckInput {
  readonly ask: AccessAsk
  /** Whether lockbox covers the service. */
  readonly covered: boolean
  /** The operator, by the word of the data service that asks. */
  readonly actor: Actor
}

type Judged = Extract<AccessJudgement, { readonly answer: AccessAnswer }>

/**
 * Whether an operator may in. One read where a grant opens, at most two more to name another reason. What is allowed is
 * recorded before it is answered; whatever fails on the way is thrown, and is no permission.
 */
export async function check(input: CheckInput, ports: CheckPorts): Promise<AccessAnswer> {
  const judged = await judge(input, ports)
  if (judged.answer.allowed) await record(input, judged, ports)
  return judged.answer
}

async function judge({ ask, covered }: CheckInput, { table, clock }: CheckPorts): Promise<Judged> {
  let facts: AccessFacts = { grants: await table.doorsOf(ask.tenantId, ask) }
  for (;;) {
    // The time of now, after each read: what ran out meanwhile is over.
    const judgement = judgeAccess(ask, facts, covered, clock.now())
    if (!('read' in judgement)) return judgement
    facts =
      judgement.read === 'place'
        ? { ...facts, place: await table.accessPlace(ask) }
        : { ...facts, newest: (await table.requestStanding(judgement.request)) ?? 'none' }
  }
}

async function record(input: CheckInput, judged: Judged, { table, clock, random, remembered }: CheckPorts) {
  const now = clock.now()
  const { once, write, event } = recordOf(input, judged, random.ulid(now), now)
  if (remembered.has(once)) return
  const sealed = seal(event, random.bytes)
  const limit = judged.grant ? [] : [hourly(input.ask, now)]
  const committed = await table.commit([...limit, write, { kind: 'emit', domain: 'check', sealed }])
  // A failed count says that another check recorded it in this very minute or hour, or that too much was.
  if (!committed.ok && !committed.failed.includes(write.kind)) throw new Error('the use could not be recorded')
  if (!committed.ok && limit.length > 0 && !(await isNoted(write, table))) throw tooMany
  remembered.add(once)
}

/** Whoever asks names the operator: so a service that has gone wild cannot fill a ledger with people whom it makes up. */
const mostNotRequired = 200
const hourly = ({ tenantId, service }: AccessAsk, now: Instant): Write => ({
  kind: 'count',
  key: key.count('check', tenantId, 'services', service, now),
  below: mostNotRequired,
  now,
})

const isNoted = async (write: Write, table: CheckPorts['table']): Promise<boolean> =>
  write.kind !== 'count' || ((await table.countsOf([write.key]))[0] ?? 0) > 0

const tooMany = new ProblemError({
  code: 'TooManyRequests',
  detail: `This service asked for more than ${mostNotRequired} operators of this organisation within the hour, without a grant. Try again next hour.`,
})

interface UseRecord {
  /** The window, and what is recorded once in it. */
  readonly once: { readonly window: string; readonly what: string }
  readonly write: Write
  readonly event: EventDraft
}

/** A grant's use is recorded once a minute; what needs no grant once an hour per operator, environment and service. */
function recordOf({ ask, actor }: CheckInput, { answer, grant }: Judged, id: string, now: Instant): UseRecord {
  if (grant)
    return {
      once: { window: minuteOf(now), what: `${grant.request.tenantId}.${grant.request.ulid}` },
      write: { kind: 'record-use', domain: 'check', grant: grant.request, now, oncePerMinute: true },
      event: usedEvent(ask, grant, actor, id, now),
    }
  const { tenantId, environmentId, operatorId, service } = ask
  const who = `${environmentId}#${operatorId}#${service}`
  return {
    once: { window: hourOf(now), what: `${tenantId}#${who}` },
    write: { kind: 'count', key: key.count('check', tenantId, 'notRequired', who, now), below: 1, now },
    event: notRequiredEvent(ask, answer.basis, actor, id, now),
  }
}
