// Random command sequences at random times, some of them decided upon a stale reading: what must hold always.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../functions/domain/digest.ts'
import { mayEmit, opensDoor, seal } from '../../../functions/domain/events.ts'
import type { Domain } from '../../../functions/domain/keys.ts'
import { type AccessRequest, type Actor, type RequestState, withinLevel } from '../../../functions/domain/request.ts'
import { instant, plusSeconds } from '../../../functions/domain/time.ts'
import { type Command, isOpenGrant, type Transition, transition } from '../../../functions/domain/transitions.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const final: readonly RequestState[] = ['Denied', 'Expired', 'Canceled', 'Revoked', 'Ended']

const system: Actor = { kind: 'system', id: 'clock', method: 'clock' }
const plain = fc.record({
  do: fc.constantFrom('deny', 'cancel', 'expire', 'revoke', 'end'),
  by: fc.oneof(arbitrary.actor('approver'), arbitrary.actor('operator'), fc.constant(system)),
  reason: arbitrary.idText,
}) satisfies fc.Arbitrary<Command>
const approve: fc.Arbitrary<Command> = fc.record(
  {
    do: fc.constant('approve'),
    by: arbitrary.actor('approver'),
    accessLevel: arbitrary.accessLevel,
    accessPeriod: fc.oneof(arbitrary.accessPeriod, fc.constantFrom(0, -1, Number.NaN)),
    reason: arbitrary.idText,
    limits: fc.record({ accessLevel: arbitrary.accessLevel, accessPeriod: arbitrary.accessPeriod }),
  },
  { requiredKeys: ['do', 'by', 'limits'] },
)

/** When a command comes: near one of the two ends, where mistakes hide, or anywhere, even before the request. */
const when = fc.record({
  near: fc.constantFrom('start', 'expiry', 'accessEnd'),
  ms: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -400_000_000, max: 400_000_000 })),
})
/** `stale`: how many versions ago the caller read the request. */
const step = fc.record({ command: fc.oneof(plain, approve), when, stale: fc.constantFrom(0, 0, 0, 1, 2) })
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function timeOf({ near, ms }: Step['when'], request: AccessRequest): string {
  const base = { start: request.requestedAt, expiry: request.expiresAt, accessEnd: request.granted?.accessUntil }[near]
  return instant(Date.parse(base ?? request.expiresAt) + ms)
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

interface Done {
  readonly now: string
  readonly command: Command
  readonly moved: Transition
}

/** Plays the steps as the table would: what was decided upon an old version is not committed. */
function play(start: AccessRequest, steps: readonly Step[]) {
  const versions = [deepFreeze(start)]
  const done: Done[] = []
  const clocks: string[] = [start.requestedAt]
  for (const { command, when, stale } of steps) {
    const current = versions.at(-1) as AccessRequest
    const seen = versions.at(-1 - stale) ?? current
    const now = timeOf(when, current)
    clocks.push(now)
    const outcome = transition(seen, deepFreeze(command), now)
    if (!outcome.ok || seen.version !== current.version) continue
    done.push({ now, command, moved: outcome.value })
    versions.push(deepFreeze(outcome.value.after))
  }
  return { versions, done, clocks, last: versions.at(-1) as AccessRequest }
}

const world = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: arbitrary.startedRequest }, { weight: 1, arbitrary: arbitrary.emergencyRequest }),
  fc.array(step, { maxLength: 12 }),
)
const always = (check: (played: ReturnType<typeof play>, start: AccessRequest) => void) =>
  fc.assert(
    fc.property(world, ([start, steps]) => check(play(start, steps), start)),
    { numRuns: 1000 },
  )

describe('whatever is tried, in whatever order and at whatever time', () => {
  test('a request has one outcome: one of approve, deny, cancel and expire wins', () => {
    always(({ done }) => {
      const outcomes = done.filter(({ moved }) => moved.before.state === 'ActionNeeded')
      expect(outcomes.length).toBeLessThanOrEqual(1)
      expect(done.length).toBeLessThanOrEqual(2)
    })
  })

  test('nobody decides or cancels at or after the end of the approval window, and nothing expires before it', () => {
    always(({ done, last }) => {
      for (const { now, command } of done) {
        if (['approve', 'deny', 'cancel'].includes(command.do)) expect(now < last.expiresAt).toBe(true)
        if (command.do === 'expire') expect(now >= last.expiresAt).toBe(true)
      }
    })
  })

  test('there is no access outside an open grant', () => {
    always(({ versions, done, clocks }, start) => {
      for (const [index, request] of versions.entries()) {
        const approval = done.slice(0, index).find(({ command }) => command.do === 'approve')
        const from = start.state === 'Emergency' ? start.requestedAt : approval?.now
        for (const now of clocks) {
          if (!isOpenGrant(request, now)) continue
          expect(from).toBeDefined()
          expect(['Approved', 'Emergency']).toContain(request.state)
          expect(request.granted).toBeDefined()
          expect(now < plusSeconds(from ?? '', request.accessPeriod)).toBe(true)
        }
        if (final.includes(request.state)) for (const now of clocks) expect(isOpenGrant(request, now)).toBe(false)
      }
    })
  })

  test('a grant never exceeds what was asked, what the approver chose, or what the tenant allows', () => {
    always(({ done }, start) => {
      for (const { now, command, moved } of done) {
        if (command.do !== 'approve') continue
        const { granted } = moved.after
        expect(granted).toBeDefined()
        if (!granted) continue
        for (const limit of [start.accessLevel, command.accessLevel ?? 'write', command.limits.accessLevel])
          expect(withinLevel(granted.accessLevel, limit)).toBe(true)
        for (const limit of [start.accessPeriod, command.accessPeriod ?? Infinity, command.limits.accessPeriod])
          expect(granted.accessPeriod).toBeLessThanOrEqual(limit)
        expect(granted.accessPeriod).toBeGreaterThan(0)
        expect(granted.accessUntil).toBe(plusSeconds(now, granted.accessPeriod))
      }
    })
  })

  test('what was granted never changes afterwards, and what was asked never changes at all', () => {
    always(({ versions, done }, start) => {
      const grants = versions.map((request) => request.granted).filter((granted) => granted !== undefined)
      for (const granted of grants) expect(granted).toEqual(grants[0])
      const asked = ({ version, state, granted, decided, closed, ...rest }: AccessRequest) => rest
      for (const { moved } of done) expect(asked(moved.after)).toEqual(asked(start))
    })
  })

  test('versions run 1..n without a gap, and each event tells its own step', () => {
    always(({ versions, done }, start) => {
      expect(versions.map((request) => request.version)).toEqual(versions.map((_, index) => index + 1))
      for (const [index, { moved, now, command }] of done.entries()) {
        expect(moved.event).toMatchObject({
          id: `${start.ulid}#${index + 2}`,
          version: index + 2,
          tenantId: start.tenantId,
          at: now,
          actor: command.by,
          before: versions[index]?.state,
          after: versions[index + 1]?.state,
        })
      }
    })
  })

  test('a request that has ended stays ended', () => {
    always(({ done, last }) => {
      for (const { moved } of done) expect(final).not.toContain(moved.before.state)
      if (!final.includes(last.state)) return
      for (const name of ['deny', 'cancel', 'expire', 'revoke', 'end'] as const)
        for (const now of [last.requestedAt, last.expiresAt, '2099-01-01T00:00:00.000Z'])
          expect(transition(last, { do: name, by: system }, now).ok).toBe(false)
    })
  })

  test('the clock alone ends no access before its time', () => {
    always(({ done }) => {
      for (const { now, command, moved } of done)
        if (command.do === 'end' && command.by.kind === 'system')
          expect(now >= (moved.before.granted?.accessUntil ?? '')).toBe(true)
    })
  })

  test('the door is open exactly while a grant stands', () => {
    always(({ done, last }, start) => {
      let open = start.state === 'Emergency'
      for (const { moved } of done) {
        if (moved.door === 'open') {
          expect(open).toBe(false)
          expect(opensDoor(moved.event.type)).toBe(true)
          open = true
        }
        if (moved.door === 'close') {
          expect(open).toBe(true)
          open = false
        }
      }
      expect(open).toBe(last.state === 'Approved' || last.state === 'Emergency')
    })
  })

  test('only the customer can have opened the door of a request that started normally', () => {
    const vendors: readonly Domain[] = ['operator', 'vendor-admin', 'workflow', 'sweep', 'tell', 'breakglass']
    always(({ done }) => {
      for (const { moved } of done)
        if (moved.door === 'open') for (const each of vendors) expect(mayEmit(each, moved.event.type)).toBe(false)
    })
  })

  test('every refusal has a code and a sentence, and changes nothing', () => {
    fc.assert(
      fc.property(world, step, ([start, steps], { command, when }) => {
        const { last } = play(start, steps)
        const outcome = transition(last, command, timeOf(when, last))
        if (outcome.ok) return
        expect(outcome.problem.code).toMatch(
          /^(AlreadyDecided|NothingToEnd|RequestExpired|Busy|AccessLevelTooHigh|InvalidRequest)$/,
        )
        expect(outcome.problem.detail).toMatch(/\.$/)
      }),
      { numRuns: 1000 },
    )
  })

  test('no personal value of any step is in what is hashed', () => {
    const secret = fc.uuid().map((uuid) => `Zoë ${uuid}`)
    const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
    fc.assert(
      fc.property(world, fc.array(secret, { minLength: 9, maxLength: 9 }), ([start, steps], secrets) => {
        const [id = '', name = '', email = '', ip = '', userAgent = '', reason = '', ...own] = secrets
        const { tenantId } = start
        const [operatorName = '', operatorEmail = '', detail = ''] = own
        const request: AccessRequest = {
          ...start,
          operator: { id: operatorEmail, name: operatorName, email: operatorEmail },
          reason: { ...start.reason, detail },
        }
        const named = steps.map((s) => ({
          ...s,
          command: { ...s.command, reason, by: { ...s.command.by, id, name, email, ip, userAgent } } as Command,
        }))
        for (const { moved } of play(request, named).done) {
          const { event, personal } = seal(moved.event, random)
          expect(event.data.tenantId).toBe(tenantId)
          expect(canonicalJson(event)).not.toContain('Zoë')
          expect(personal.reason?.value).toBe(reason)
        }
      }),
    )
  })
})
