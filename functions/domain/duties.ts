import { isEmergency } from './emergency.ts'
import { ulidInstant } from './ids.ts'
import type { AccessRequest } from './request.ts'
import { dueAfter, type Instant, plusSeconds, type Seconds } from './time.ts'

/**
 * What the sweep does about a request when nobody else has: it expires and ends by itself, has executions run (started,
 * woken, or started anew), and has mails sent: those that were not, reminders, the warning before an end, and the wish
 * for somebody who takes note of an emergency.
 */
export type Duty = 'expire' | 'end' | 'run' | 'mail' | 'remind' | 'warn' | 'acknowledge'

/** When approvers are reminded of a request that waits, in seconds. */
export interface ReminderPlan {
  /** After it was asked. */
  readonly first: Seconds
  /** Again and again, counted from its asking. */
  readonly every: Seconds
  /** Before its window is over. */
  readonly beforeEnd: Seconds
}

/** What the sweep has handed to others, of one version of the request: they get time, and more of it each time. */
export interface Handed {
  readonly version: number
  readonly duties: Readonly<Partial<Record<Duty, { readonly at: Instant; readonly tries: number }>>>
}

/** What duties are judged by: the request's item, as far as they need it. */
export interface Kept {
  readonly request: AccessRequest
  readonly mails: Readonly<Record<string, { readonly status: string; readonly at: Instant; readonly attempts: number }>>
  readonly mailWanted?: { readonly id: string; readonly takenAt?: Instant }
  readonly taskToken?: string
  /** The version that its execution has read after it woke. */
  readonly settled?: number
  readonly handed?: Handed
  readonly reminded?: Instant
  readonly warned?: Instant
  readonly acknowledgeAsked?: Instant
}

/** What is to be done now, and when the sweep has to look again; without `next` nothing is left to do, ever. */
export interface Look {
  readonly due: readonly Duty[]
  /** With what is due now as handed over. */
  readonly handed?: Handed
  readonly next?: Instant
}

/** How often one mail is tried: by the workflow within a minute, then at each look of the sweep. */
export const maxMailAttempts = 8
/** So long before its access ends an operator is warned; a grant that is no longer than this goes without. */
export const warnBefore: Seconds = 1800
/** Somebody is to take note of an emergency: asked after a day, and after each. */
const acknowledgeEvery: Seconds = 86_400
/** No reminder sooner than this after another, unless the first one is to come sooner. */
const leastGap: Seconds = 3600
const mostPause: Seconds = 3600

/**
 * What is due about a request at `now`, and when to look next. Each duty has its time, which does not depend on when
 * anybody looked: two minutes after what should have happened by itself did not. What was handed over before is due
 * again two minutes later, then four, eight, up to an hour: a part that is down is not flooded.
 */
export function lookAt(kept: Kept, plan: ReminderPlan, now: Instant): Look {
  const former = handedBefore(kept)
  const due: Duty[] = []
  const handed: Partial<Record<Duty, { at: Instant; tries: number }>> = {}
  const times: Instant[] = []
  for (const [duty, at] of pending(kept, plan, now)) {
    const before = at <= now ? former[duty] : undefined
    const leased = before ? latest(at, plusSeconds(before.at, pause(before.tries))) : at
    if (leased <= now) {
      const tries = (before?.tries ?? 0) + 1
      due.push(duty)
      handed[duty] = { at: now, tries }
      times.push(plusSeconds(now, pause(tries)))
    } else {
      if (before) handed[duty] = before
      times.push(leased)
    }
  }
  const [next] = times.sort()
  return {
    due,
    ...(Object.keys(handed).length > 0 && { handed: { version: kept.request.version, duties: handed } }),
    ...(next && { next }),
  }
}

/** Two minutes, four, eight, and so on: at most an hour. */
const pause = (tries: number): Seconds => Math.min(120 * 2 ** (Math.max(tries, 1) - 1), mostPause)

const latest = (...times: readonly Instant[]): Instant => [...times].sort().at(-1) ?? ''

const handedBefore = ({ request, handed }: Kept): Handed['duties'] =>
  handed?.version === request.version ? handed.duties : {}

/** Every duty that there is or will be, as far as is known now, with its time. */
function pending(kept: Kept, plan: ReminderPlan, now: Instant): readonly (readonly [Duty, Instant])[] {
  const { request } = kept
  const former = handedBefore(kept)
  if (request.state === 'ActionNeeded') {
    const { expiresAt, requestedAt, started } = request
    return [
      ['expire', dueAfter(expiresAt)],
      // It waits parked: without a token it was never started, or did not get that far.
      ...before(expiresAt, now, 'run', kept.taskToken ? undefined : dueAfter(started.at)),
      ...before(expiresAt, now, 'mail', mailAt(kept, kept.taskToken !== undefined || former.run !== undefined)),
      ...before(expiresAt, now, 'remind', nextReminder(request, kept.reminded ?? requestedAt, plan)),
    ]
  }
  const asked = acknowledgeAt(kept)
  const acknowledge = asked ? [['acknowledge', asked] as const] : []
  const emergency = isEmergency(request)
  if (request.state !== 'Approved' && request.state !== 'Emergency')
    return [
      ...leftAsleep(kept),
      // Whoever ends an emergency at once does not keep anybody from hearing of it.
      ...before(plusSeconds(request.started.at, 86_400), now, 'mail', emergency ? mailAt(kept, true) : undefined),
      ...acknowledge,
    ]
  const settled = kept.settled === request.version
  const until = request.granted?.accessUntil ?? request.expiresAt
  const since = (request.decided ?? request.started).at
  return [
    ['end', dueAfter(until)],
    ...before(until, now, 'run', settled ? undefined : dueAfter(since)),
    ...before(until, now, 'mail', mailAt(kept, emergency && (settled || former.run !== undefined))),
    ...before(until, now, 'warn', warnAt(kept)),
    ...acknowledge,
  ]
}

/** A duty that is over once `end` has come. */
const before = (
  end: Instant,
  now: Instant,
  duty: Duty,
  at: Instant | undefined,
): readonly (readonly [Duty, Instant])[] => (at !== undefined && at < end && now < end ? [[duty, at]] : [])

/** Nothing depends on the execution of a request that is over: it is woken once, and else ends with its own timer. */
function leftAsleep(kept: Kept): readonly (readonly [Duty, Instant])[] {
  const { request, taskToken } = kept
  if (!taskToken || handedBefore(kept).run) return []
  return [['run', dueAfter((request.closed ?? request.decided ?? request.started).at)]]
}

/**
 * When mails that were wanted and not sent are to be sent; undefined when none is. The first ones are the execution's:
 * `tried` says that it has been there, or that one was to be started and did not come so far.
 */
function mailAt({ request, mails, mailWanted }: Kept, tried: boolean): Instant | undefined {
  if (mailWanted) return dueAfter(latest(ulidInstant(mailWanted.id), mailWanted.takenAt ?? ''))
  if (!tried) return undefined
  const all = Object.values(mails)
  if (all.length === 0) return dueAfter(request.started.at)
  const unsent = all.filter(({ status, attempts }) => status !== 'sent' && attempts < maxMailAttempts)
  return unsent.map(({ at }) => dueAfter(at)).sort()[0]
}

/** The first time after `last` at which the plan has a reminder; undefined when there is none before the window is over. */
export function nextReminder(
  { requestedAt, expiresAt }: Pick<AccessRequest, 'requestedAt' | 'expiresAt'>,
  last: Instant,
  { first, every, beforeEnd }: ReminderPlan,
): Instant | undefined {
  const earliest = plusSeconds(last, Math.min(leastGap, first))
  const rounds = Math.ceil((Date.parse(earliest) - Date.parse(requestedAt)) / 1000 / every)
  return [
    plusSeconds(requestedAt, first),
    plusSeconds(requestedAt, Math.max(rounds, 1) * every),
    plusSeconds(expiresAt, -beforeEnd),
  ]
    .filter((at) => at >= earliest && at < expiresAt)
    .sort()[0]
}

function warnAt({ request: { granted, drill }, warned }: Kept): Instant | undefined {
  if (!granted || granted.accessPeriod <= warnBefore || warned || drill) return undefined
  return plusSeconds(granted.accessUntil, -warnBefore)
}

/** Also of an emergency that is over. */
function acknowledgeAt({ request, acknowledgeAsked }: Kept): Instant | undefined {
  if (!isEmergency(request) || request.acknowledged) return undefined
  return plusSeconds(acknowledgeAsked ?? request.requestedAt, acknowledgeEvery)
}

/**
 * When to look after a request that has just been closed, although its execution need not be woken: everybody is to hear
 * of an emergency, and somebody to take note of it.
 */
export const lookAfterClosing = (request: AccessRequest): Instant | undefined =>
  isEmergency(request) && request.closed ? dueAfter(request.closed.at) : undefined

/** When to look after a request whose execution has just read that it is decided; undefined when nothing is left to do. */
export function lookOnceSettled(kept: Kept, now: Instant): Instant | undefined {
  const { taskToken: _, handed: __, ...awake } = kept
  return lookAt({ ...awake, settled: kept.request.version }, never, now).next
}

const never: ReminderPlan = { first: 0, every: 1, beforeEnd: 0 }
