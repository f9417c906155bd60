import { type Duty, type Look, lookAt, type ReminderPlan } from '../domain/duties.ts'
import { key as keys } from '../domain/keys.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'
import type { Clock, Invoker, Random, StateTable, StoredRequest } from '../ports.ts'
import { type ByClock, byClock } from '../requests/by-clock.ts'
import type { Stopped } from './stopped.ts'

export interface LookPorts {
  readonly table: Pick<StateTable, 'request' | 'noteLook' | 'commit'>
  readonly invoker: Invoker
  readonly clock: Clock
  readonly random: Random
  readonly reminders: ReminderPlan
  readonly relayFunction: string
  readonly notifyFunction: string
}

/** What was done: a duty, or an execution that was started anew under a name of its own. */
export type Done = Duty | 'restart'

const theSweep: ByClock = { domain: 'sweep', by: { kind: 'system', id: 'sweep', method: 'clock' } }

/**
 * Looks after one request that may be overdue. What is handed to others is noted first, under the condition that the
 * item is as it was read: of two sweeps one acts, and a crash in between is a look that comes again. Reminders are the
 * caller's to hand on.
 */
export async function lookAfter(key: RequestKey, ports: LookPorts): Promise<readonly Done[]> {
  const stored = await ports.table.request(key)
  const now = ports.clock.now()
  // From an index: it may have been looked after since.
  if (!stored?.dueAt || stored.dueAt > now) return []
  const look = lookAt(stored, ports.reminders, now)
  const anew = look.due.includes('run') && isLost(stored, look)
  const noted = await ports.table.noteLook(stored, {
    ...look,
    ...(anew && { attempt: stored.attempt + 1 }),
    ...(look.due.includes('acknowledge') && { acknowledgeAsked: now }),
  })
  if (!noted) return []
  for (const duty of look.due) await act(duty, stored, ports)
  return look.due.map((duty) => (duty === 'run' && anew ? 'restart' : duty))
}

/**
 * It was started, or woken, at the last look, and still nobody has read the request: the execution is closed, or waits
 * for a token that is lost. A second one is harmless: it goes by the table, like the first. Of what is over nothing is left to do.
 */
const isLost = ({ request }: StoredRequest, { handed }: Look): boolean =>
  (handed?.duties.run?.tries ?? 0) > 1 && !request.closed && request.state !== 'Denied'

async function act(duty: Duty, stored: StoredRequest, ports: LookPorts): Promise<void> {
  const { request } = stored
  const { tenantId, ulid } = request
  const notify = (what: object) => ports.invoker.invoke(ports.notifyFunction, { v: 1, tenantId, ulid, ...what })
  switch (duty) {
    case 'expire':
    case 'end':
      // Lost to somebody who was faster: that is looked at when it is due.
      await byClock(duty, request, theSweep, ports)
      return
    case 'run':
      return run(request, ports)
    case 'mail':
      return notify({})
    case 'warn':
      return notify({ warn: true })
    case 'acknowledge':
      return notify({ acknowledge: true })
    case 'remind':
      return
  }
}

/** The relay re-reads the request: it wakes the execution where there is a token, and else starts one. */
const run = (request: RequestKey, { invoker, relayFunction }: LookPorts): Promise<void> =>
  invoker.invoke(relayFunction, { keys: [keys.request(request)] })

/** So often in a row an execution that ends badly is started anew at once; then at the pace of the looks. */
const mostAtOnce = 5

/**
 * An execution failed, or was stopped, while its request needs it still: another one goes on, at once. An execution
 * that has a successor, or whose request is over, is nobody's loss.
 */
export async function onStopped({ request: key, attempt }: Stopped, ports: LookPorts): Promise<boolean> {
  // It is said once, and somebody else may be changing the item: it is read again.
  for (let look = 0; look < 3; look++) {
    const stored = await ports.table.request(key)
    const now = ports.clock.now()
    if (stored?.attempt !== attempt || !needsExecution(stored.request, now)) return false
    const { request, handed: former } = stored
    const before = former?.version === request.version ? former.duties : {}
    const tries = (before.run?.tries ?? 0) + 1
    if (tries > mostAtOnce) return false
    const handed = { version: request.version, duties: { ...before, run: { at: now, tries } } }
    const { taskToken: _, settled: __, ...stopped } = stored
    const { next } = lookAt({ ...stopped, handed }, ports.reminders, now)
    if (await ports.table.noteLook(stored, { handed, attempt: attempt + 1, ...(next && { next }) })) {
      await run(request, ports)
      return true
    }
  }
  return false
}

const needsExecution = (request: AccessRequest, now: Instant): boolean =>
  request.state === 'ActionNeeded' || isOpenGrant(request, now)
