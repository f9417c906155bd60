import { mayAct } from '../domain/authority.ts'
import { maxDrillsPerDay, openDrill } from '../domain/drill.ts'
import { seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type AccessRequest, requestId } from '../domain/request.ts'
import { startedEvent } from '../domain/start-rules.ts'
import { dueAfter } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { listed, type SignedIn } from './caller.ts'

/** Starts a fire drill: one that waits at a time, and five a day. From here on it is a request like any other. */
export const startDrill = (
  caller: SignedIn,
  facts: DeploymentFacts,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<AccessRequest>> =>
  untilCommitted(async () => {
    const { tenantId } = caller
    const now = ports.clock.now()
    const countKey = key.countByDay('approver', tenantId, 'drill', 'start', now)
    const { settings, environments, unmanaged, latestUlid, startsToday } = await ports.table.drillFacts(
      tenantId,
      countKey,
    )
    const who = listed(caller, settings)
    if (!who.ok) return who
    if (!settings) throw new Error('a listed approver has settings')
    const may = mayAct(settings, who.value.approverId, facts.vendor.emailDomains)
    if (!may.ok) return may
    if (startsToday >= maxDrillsPerDay)
      return refused('TooManyRequests', `At most ${maxDrillsPerDay} fire drills a day. Start the next one tomorrow.`)
    const opened = openDrill({
      ...facts,
      settings,
      environments,
      unmanaged,
      ulid: ports.random.ulid(now),
      by: who.value.actor,
      now,
    })
    if (!opened.ok) return opened
    const request = opened.value
    const { environmentId } = request
    const former = latestUlid === undefined ? undefined : { tenantId, ulid: latestUlid }
    const committed = await ports.table.commit([
      { kind: 'create-request', request, dueAt: dueAfter(now) },
      { kind: 'pin-settings', tenantId, version: settings.version },
      { kind: 'pin-managed', tenantId, environmentId },
      { kind: 'pin-environment', tenantId, environmentId },
      ...(former ? [{ kind: 'pin-not-open', request: former, now } as const] : []),
      { kind: 'set-latest-drill', request, ...(latestUlid && { formerUlid: latestUlid }) },
      { kind: 'count', key: countKey, below: maxDrillsPerDay, now },
      { kind: 'emit', domain: 'approver', sealed: seal(startedEvent(request), ports.random.bytes) },
    ])
    if (committed.ok) return done(request)
    if (!former || !committed.failed.includes('pin-not-open')) return again
    return refused(
      'RequestAlreadyOpen',
      `Fire drill ${requestId(former)} still waits for a decision. Decide it first.`,
      {
        requestId: requestId(former),
      },
    )
  }, 'The tenant is being changed right now. Nothing was started')
