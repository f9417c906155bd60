// Random legal histories of a request, as the ledger has them.
import fc from 'fast-check'
import { emergencyEvent } from '../../functions/domain/emergency.ts'
import { type EventType, type SealedEvent, seal } from '../../functions/domain/events.ts'
import type { Domain } from '../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import type { AccessRequest, Actor } from '../../functions/domain/request.ts'
import { startedEvent } from '../../functions/domain/start-rules.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { type Command, transition } from '../../functions/domain/transitions.ts'
import { accessLevel, actor, emergencyRequest, freeText, startedRequest } from './arbitraries.ts'
import { testRandom } from './world.ts'

export interface History {
  /** After the last move. */
  readonly request: AccessRequest
  /** Everything that the ledger has of it, in order; other entries of the tenant lie between. */
  readonly entries: readonly LedgerEntry[]
}

const domainOf: Readonly<Record<Command['do'], Domain>> = {
  approve: 'link',
  deny: 'approver',
  cancel: 'operator',
  expire: 'workflow',
  revoke: 'approver',
  end: 'operator',
}

const command = fc.record({
  do: fc.constantFrom<Command['do'][]>('approve', 'deny', 'cancel', 'expire', 'revoke', 'end'),
  by: actor(),
  reason: fc.option(freeText, { nil: undefined }),
  level: accessLevel,
})

const besides = fc.constantFrom<EventType[]>(
  'lockbox.mail.sent',
  'lockbox.access.used',
  'lockbox.access.tokenIssued',
  'lockbox.request.commented',
)
const domainBeside: Partial<Record<EventType, Domain>> = {
  'lockbox.mail.sent': 'workflow',
  'lockbox.access.used': 'check',
  'lockbox.access.tokenIssued': 'pass',
  'lockbox.request.commented': 'operator',
}

const first = fc.oneof(
  fc
    .tuple(startedRequest, fc.boolean())
    .map(([request, drill]) => (drill ? { ...request, drill: true as const } : request)),
  emergencyRequest.map((request) => ({ ...request, incident: 'INC-1' })),
)

export const history: fc.Arbitrary<History> = fc
  .record({ first, moves: fc.array(command, { maxLength: 6 }), beside: fc.array(besides, { maxLength: 6 }) })
  .map(({ first, moves, beside }) => {
    const random = testRandom()
    const entries: LedgerEntry[] = []
    let head: LedgerEntry | undefined
    const append = (domain: Domain, sealed: SealedEvent) => {
      head = appendTo(head, domain, sealed, sealed.event.time)
      entries.push(head)
    }
    let request: AccessRequest = first
    const aside = (type: EventType, at: string) =>
      append(
        domainBeside[type] as Domain,
        seal(
          { id: random.ulid(at), type, tenantId: request.tenantId, at, actor: { ...system, id: 'beside' }, request },
          random.bytes,
        ),
      )
    const opened =
      first.incident && first.granted ? { ...first, incident: first.incident, granted: first.granted } : undefined
    if (opened) append('breakglass', seal(emergencyEvent(opened), random.bytes))
    else append(first.drill ? 'approver' : 'operator', seal(startedEvent(first), random.bytes))
    for (const [i, { do: verb, by, reason, level }] of moves.entries()) {
      const type = beside[i]
      const at = plusSeconds(request.requestedAt, i)
      if (type) aside(type, at)
      const now = verb === 'expire' ? request.expiresAt : at
      const limits = { accessLevel: level, accessPeriod: 28_800 }
      const step = verb === 'approve' ? { do: verb, by, limits } : { do: verb, by, ...(reason && { reason }) }
      const moved = transition(request, step, now)
      if (!moved.ok) continue
      request = moved.value.after
      append(domainOf[verb], seal(moved.value.event, random.bytes))
    }
    return { request, entries }
  })

const system: Actor = { kind: 'system', id: 'workflow', method: 'system' }
