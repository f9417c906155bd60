import {
  braked,
  type EmergencyAsk,
  type EmergencyJudgement,
  type EmergencyLimits,
  emergencyEvent,
  judgeEmergency,
  openEmergency,
} from '../domain/emergency.ts'
import { seal } from '../domain/events.ts'
import type { NotRequiredBasis } from '../domain/governance.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type Actor, requestId } from '../domain/request.ts'
import type { Service } from '../domain/settings.ts'
import { notRequiredEvent } from '../domain/start-rules.ts'
import { dueAfter, type Instant, isOver } from '../domain/time.ts'
import type { Clock, Door, EmergencyFacts, Random, StateTable, Write } from '../ports.ts'
import { requestAnswer } from '../requests/answer.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

export interface OpenPorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

export interface OpenConfig {
  readonly catalogue: readonly Service[]
  readonly vendorDomains: readonly string[]
  readonly limits: EmergencyLimits
}

export interface OpenInput {
  readonly ask: EmergencyAsk
  readonly actor: Actor
}

/** 201 with the request, open; 200 with `NotRequired`. */
export interface OpenAnswer {
  readonly status: 200 | 201
  readonly body: unknown
}

/**
 * Opens an emergency: one read, the doors of this operator, one transaction with request, door, event and count. Brake
 * and count are conditions of it. Nobody is asked; the door counts once the event is in the ledger.
 */
export const open = (input: OpenInput, config: OpenConfig, ports: OpenPorts): Promise<Outcome<OpenAnswer>> =>
  untilCommitted(async () => {
    const { ask } = input
    const { tenantId, environmentId, operator } = ask
    const now = ports.clock.now()
    const countKey = key.countByDay('breakglass', tenantId, 'emergency', 'open', now)
    const facts = await ports.table.emergencyFacts(tenantId, environmentId, countKey)
    const judged = judgeEmergency({ ...config, ...facts, ask, now })
    if (!judged.ok) return judged
    if (!judged.value.governed) return notRequired(input, judged.value.basis, now, ports)

    // After the count: whoever opened one meanwhile has counted, and then this transaction fails.
    const doors = await ports.table.doorsOf(tenantId, { environmentId, operatorId: operator.id })
    const standing = doors.find((door) => isSame(door, ask, now))
    if (standing) return alreadyOpen(standing)
    const { writes, body } = prepare(input, judged.value, config, ports.random, now)
    const committed = await ports.table.commit([
      ...writes,
      { kind: 'pin-no-brake', tenantId, environmentId, now },
      { kind: 'count', key: countKey, below: Math.min(config.limits.perDay, facts.openedToday + 1), now },
    ])
    return committed.ok ? done({ status: 201, body }) : stays(committed.failed, facts, now)
  }, 'The tenant is being changed right now. Nothing was opened')

/** A brake that was put meanwhile is read again; everything else is judged anew too. */
const stays = (failed: readonly Write['kind'][], { brakeUntil }: EmergencyFacts, now: Instant) =>
  failed.includes('pin-no-brake') && brakeUntil !== undefined && !isOver(brakeUntil, now) ? braked(brakeUntil) : again

/** An emergency of the same operator for the same place is open: another one would only be counted. */
const isSame = (door: Door, { service }: EmergencyAsk, now: Instant): boolean =>
  door.basis === 'Emergency' && door.service === service && !isOver(door.accessUntil, now)

function alreadyOpen(door: Door): Outcome<never> {
  const id = requestId(door.request)
  return refused(
    'RequestAlreadyOpen',
    `Emergency access ${id} for this environment and service is open until ${door.accessUntil}. Use that one.`,
    { requestId: id },
  )
}

function prepare(
  { ask, actor }: OpenInput,
  { settings, environment }: EmergencyJudgement & { governed: true },
  { limits }: OpenConfig,
  random: Random,
  now: Instant,
): { readonly writes: readonly Write[]; readonly body: unknown } {
  const started = { by: actor, at: now }
  const request = openEmergency({ ask, settings, environment, limits, ulid: random.ulid(now), started })
  const { tenantId, environmentId } = ask
  const { granted } = request
  return {
    body: requestAnswer(request, now),
    writes: [
      { kind: 'create-request', request, dueAt: dueAfter(now) },
      {
        kind: 'open-door',
        door: {
          request,
          environmentId,
          operatorId: ask.operator.id,
          service: ask.service,
          basis: 'Emergency',
          accessLevel: granted.accessLevel,
          accessFrom: now,
          accessUntil: granted.accessUntil,
        },
      },
      { kind: 'pin-settings', tenantId, version: settings.version },
      { kind: 'pin-managed', tenantId, environmentId },
      { kind: 'pin-environment', tenantId, environmentId, version: environment.version },
      { kind: 'emit', domain: 'breakglass', sealed: seal(emergencyEvent(request), random.bytes) },
    ],
  }
}

/** Told to the caller each time, recorded once per operator, environment, service and hour. */
async function notRequired(
  { ask, actor }: OpenInput,
  basis: NotRequiredBasis,
  now: Instant,
  { table, random }: OpenPorts,
): Promise<Outcome<OpenAnswer>> {
  const who = [ask.operator.id, ask.environmentId, ask.service].join('#')
  const asked = { ...ask, reason: { type: 'ProductionAlert', detail: ask.justification } } as const
  const event = notRequiredEvent(asked, { basis, incident: ask.incident }, actor, random.ulid(now), now)
  await table.commit([
    { kind: 'count', key: key.count('breakglass', ask.tenantId, 'notRequired', who, now), below: 1, now },
    { kind: 'emit', domain: 'breakglass', sealed: seal(event, random.bytes) },
  ])
  return done({ status: 200, body: { decision: 'NotRequired', basis } })
}
