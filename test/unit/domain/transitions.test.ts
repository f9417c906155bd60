import { describe, expect, test } from 'vitest'
import type { AccessRequest, Actor, RequestState } from '../../../functions/domain/request.ts'
import { awaitsDecision, type Command, isOpenGrant, moves, transition } from '../../../functions/domain/transitions.ts'

const operator: Actor = { kind: 'operator', id: 'olga@vendor.example', name: 'Olga', method: 'access-token' }
const ada: Actor = {
  kind: 'approver',
  id: 'ada',
  name: 'Ada Admin',
  email: 'ada@bank.example',
  method: 'link-and-code',
}
const clock: Actor = { kind: 'system', id: 'clock', method: 'clock' }
const limits = { accessLevel: 'write', accessPeriod: 28_800 } as const

const open: AccessRequest = {
  tenantId: 'bank',
  ulid: '01K000000000000000000000AB',
  version: 1,
  state: 'ActionNeeded',
  environmentId: 'production',
  environmentName: 'Production',
  service: 'crm',
  operator: { id: operator.id, name: 'Olga', email: 'olga@vendor.example' },
  reason: { type: 'VendorInitiatedService', detail: 'A failed import' },
  accessLevel: 'write',
  accessPeriod: 7200,
  requestedAt: '2026-11-23T09:00:00.000Z',
  expiresAt: '2026-11-27T09:00:00.000Z',
  started: { by: operator, at: '2026-11-23T09:00:00.000Z' },
}
const noon = '2026-11-23T12:00:00.000Z'
const beforeExpiry = '2026-11-27T08:59:59.999Z'

/** The request after a command that must succeed. */
function moved(request: AccessRequest, command: Command, now: string): AccessRequest {
  const outcome = transition(request, command, now)
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.value.after
}
const codeOf = (request: AccessRequest, command: Command, now: string) => {
  const outcome = transition(request, command, now)
  return outcome.ok ? outcome.value.after.state : outcome.problem.code
}

const approve: Command = { do: 'approve', by: ada, limits }
const approved = moved(open, approve, noon)
const emergency: AccessRequest = {
  ...open,
  state: 'Emergency',
  granted: { accessLevel: 'write', accessPeriod: 7200, accessUntil: '2026-11-23T11:00:00.000Z' },
}

describe('every move of the state table', () => {
  const command = (name: Command['do']): Command => (name === 'approve' ? approve : { do: name, by: ada })
  const states: Record<RequestState, AccessRequest> = {
    ActionNeeded: open,
    Approved: approved,
    Emergency: emergency,
    Denied: moved(open, { do: 'deny', by: ada }, noon),
    Expired: moved(open, { do: 'expire', by: clock }, open.expiresAt),
    Canceled: moved(open, { do: 'cancel', by: operator }, noon),
    Revoked: moved(approved, { do: 'revoke', by: ada }, noon),
    Ended: moved(approved, { do: 'end', by: operator }, noon),
  }
  /** Design §3: from, command, to. Whatever is not listed is refused. */
  const legal: Record<string, RequestState> = {
    'ActionNeeded approve': 'Approved',
    'ActionNeeded deny': 'Denied',
    'ActionNeeded cancel': 'Canceled',
    'Approved revoke': 'Revoked',
    'Emergency revoke': 'Revoked',
    'Approved end': 'Ended',
    'Emergency end': 'Ended',
  }
  const cases = Object.entries(states).flatMap(([state, request]) =>
    (Object.keys(moves) as Command['do'][]).map((name) => [state, name, request] as const),
  )
  test.each(cases)('%s, %s', (state, name, request) => {
    const expected = legal[`${state} ${name}`]
    const found = codeOf(request, command(name), noon)
    if (expected) expect(found).toBe(expected)
    else expect(found).toMatch(/^(AlreadyDecided|NothingToEnd|Busy)$/)
  })
})

describe('the approval window', () => {
  test.each([approve, { do: 'deny', by: ada }, { do: 'cancel', by: operator }] satisfies Command[])(
    '$do: allowed until the last millisecond, refused from the very instant on',
    (command) => {
      expect(codeOf(open, command, beforeExpiry)).not.toBe('RequestExpired')
      expect(transition(open, command, beforeExpiry).ok).toBe(true)
      expect(codeOf(open, command, open.expiresAt)).toBe('RequestExpired')
      expect(codeOf(open, command, '2027-01-01T00:00:00.000Z')).toBe('RequestExpired')
    },
  )

  test('nothing expires a millisecond too early', () => {
    expect(codeOf(open, { do: 'expire', by: clock }, beforeExpiry)).toBe('Busy')
    expect(codeOf(open, { do: 'expire', by: clock }, open.expiresAt)).toBe('Expired')
  })

  test('a request waits by the clock, not by the timer', () => {
    expect(awaitsDecision(open, beforeExpiry)).toBe(true)
    expect(awaitsDecision(open, open.expiresAt)).toBe(false)
    expect(awaitsDecision(approved, noon)).toBe(false)
  })
})

describe('the access period', () => {
  test('a grant is open until the last millisecond, and not at its end', () => {
    expect(approved.granted?.accessUntil).toBe('2026-11-23T14:00:00.000Z')
    expect(isOpenGrant(approved, '2026-11-23T13:59:59.999Z')).toBe(true)
    expect(isOpenGrant(approved, '2026-11-23T14:00:00.000Z')).toBe(false)
  })

  test('the clock ends it when it is over; the operator may end it earlier', () => {
    expect(codeOf(approved, { do: 'end', by: clock }, '2026-11-23T13:59:59.999Z')).toBe('Busy')
    expect(codeOf(approved, { do: 'end', by: clock }, '2026-11-23T14:00:00.000Z')).toBe('Ended')
    expect(codeOf(approved, { do: 'end', by: operator }, noon)).toBe('Ended')
  })

  test('emergency access ends, or is revoked, like an approved one', () => {
    expect(codeOf(emergency, { do: 'end', by: clock }, '2026-11-23T10:59:59.999Z')).toBe('Busy')
    expect(codeOf(emergency, { do: 'end', by: clock }, '2026-11-23T11:00:00.000Z')).toBe('Ended')
    expect(codeOf(emergency, { do: 'revoke', by: ada }, '2026-11-23T10:00:00.000Z')).toBe('Revoked')
  })
})

describe('what is granted', () => {
  const granted = (changes: object, request = open) =>
    moved(request, { do: 'approve', by: ada, limits, ...changes } as Command, noon).granted

  test('is what was asked when the approver changes nothing', () => {
    expect(granted({})).toEqual({ accessLevel: 'write', accessPeriod: 7200, accessUntil: '2026-11-23T14:00:00.000Z' })
  })

  test('is less when the approver lowers or shortens it', () => {
    expect(granted({ accessLevel: 'read', accessPeriod: 60 })).toMatchObject({ accessLevel: 'read', accessPeriod: 60 })
  })

  test('is clamped to what the tenant allows at this moment', () => {
    const now = { accessLevel: 'read', accessPeriod: 600 }
    expect(granted({ limits: now })).toEqual({ ...now, accessUntil: '2026-11-23T12:10:00.000Z' })
  })

  test.each([0, -1, 7201, Number.NaN, Number.POSITIVE_INFINITY, 0.5])('%d seconds are refused', (accessPeriod) => {
    expect(codeOf(open, { do: 'approve', by: ada, limits, accessPeriod }, noon)).toBe('InvalidRequest')
  })

  test('an approver cannot raise the level', () => {
    const readOnly: AccessRequest = { ...open, accessLevel: 'read' }
    expect(codeOf(readOnly, { do: 'approve', by: ada, limits, accessLevel: 'write' }, noon)).toBe('AccessLevelTooHigh')
  })
})

describe('what is recorded', () => {
  test('who, when and why stay on the request', () => {
    const denied = moved(open, { do: 'deny', by: ada, reason: 'Not now' }, noon)
    expect(denied.decided).toEqual({ by: ada, at: noon, reason: 'Not now' })
    expect(denied.closed).toBeUndefined()
    const canceled = moved(open, { do: 'cancel', by: operator }, noon)
    expect(canceled.closed).toEqual({ by: operator, at: noon })
    expect(canceled.decided).toBeUndefined()
  })

  test('revoking keeps who approved', () => {
    const revoked = moved(approved, { do: 'revoke', by: ada }, '2026-11-23T13:00:00.000Z')
    expect(revoked.decided?.at).toBe(noon)
    expect(revoked.granted).toEqual(approved.granted)
  })

  test('the event carries the grant, and the reason as a personal value only', () => {
    const outcome = transition(open, { do: 'approve', by: ada, limits, reason: 'Ticket 7' }, noon)
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        door: 'open',
        event: {
          id: `${open.ulid}#2`,
          type: 'lockbox.request.approved',
          details: { accessLevel: 'write', accessPeriod: 7200, accessUntil: '2026-11-23T14:00:00.000Z' },
          personal: { reason: 'Ticket 7' },
        },
      },
    })
  })

  test('the loser of a race is told who won, and when', () => {
    const outcome = transition(approved, { do: 'deny', by: { ...ada, name: 'Bob' } }, '2026-11-23T12:00:01.000Z')
    expect(outcome).toMatchObject({
      ok: false,
      problem: { code: 'AlreadyDecided', extra: { state: 'Approved', at: noon, by: 'Ada Admin' } },
    })
  })
})
