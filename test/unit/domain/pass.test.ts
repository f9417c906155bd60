import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accessTokenClaims } from '../../../functions/domain/access-token.ts'
import { awsSession, sourceIdentityOf } from '../../../functions/domain/aws-session.ts'
import { type Asker, doorFor } from '../../../functions/domain/pass.ts'
import { instant } from '../../../functions/domain/time.ts'
import { door, lockbox, person } from '../../support/access-tokens.ts'

const grant = door.request
const now = '2026-11-23T09:00:00.000Z'
const machine: Asker = { kind: 'machine', client: 'tooling' }
const ofMachine = { ...door, client: 'tooling' }
const outcome = (answer: ReturnType<typeof doorFor>): string => (answer.ok ? 'given' : answer.problem.code)

describe('a door gives', () => {
  const { recordedSeq: _, ...unrecorded } = door
  test.each([
    ['its operator', [door], person, now, 'given'],
    ['somebody else', [door], { kind: 'person', operatorId: 'otto@vendor.example' } as const, now, 'NotFound'],
    ['the machine that asked', [ofMachine], machine, now, 'given'],
    ['the operator whom a machine named', [ofMachine], person, now, 'given'],
    ['another machine', [ofMachine], { kind: 'machine', client: 'other' } as const, now, 'NotFound'],
    ['a machine where a person asked', [door], machine, now, 'NotFound'],
    ['its operator before it is recorded', [unrecorded], person, now, 'NotYetRecorded'],
    ['somebody else before it is recorded', [unrecorded], machine, now, 'NotFound'],
    ['its operator up to the last second', [door], person, '2026-11-23T16:59:59.999Z', 'given'],
    ['its operator after its end', [door], person, door.accessUntil, 'NoGrant'],
    ['anybody where there is none', [], person, now, 'NoGrant'],
    [
      'the operator of another grant',
      [{ ...door, request: { ...grant, ulid: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7Z' } }],
      person,
      now,
      'NoGrant',
    ],
  ])('%s: %s', (_name, doors, asker, at, expected) => {
    expect(outcome(doorFor(doors, grant, asker, at))).toBe(expected)
  })
})

const times = fc.record({
  from: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') }),
  left: fc.integer({ min: -5000, max: 3_600_000 }),
})

test('a token lives at most five minutes, never longer than its grant, and is not over when it is given out', () => {
  fc.assert(
    fc.property(times, ({ from, left }) => {
      const at = instant(from)
      const open = { ...door, accessUntil: instant(from + left) }
      if (!doorFor([open], grant, person, at).ok) {
        // Refused only once less than a whole second is left.
        expect(left).toBeLessThan(1000)
        return
      }
      const { iat, exp } = accessTokenClaims(open, { issuer: lockbox, jti: 'j', asker: person, now: at })
      expect(exp * 1000).toBeLessThanOrEqual(from + left)
      expect(exp * 1000).toBeLessThanOrEqual(from + 300_000)
      expect(exp).toBeGreaterThan(iat)
      expect(iat * 1000).toBeLessThanOrEqual(from)
    }),
  )
})

test('credentials work at most fifteen minutes, and never longer than their grant', () => {
  fc.assert(
    fc.property(times, ({ from, left }) => {
      const open = { ...door, accessUntil: instant(from + left) }
      const { expiresAt, policy, life } = awsSession(open, 'id', instant(from))
      expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Math.min(from + left, from + 900_000))
      expect(life).toBe(900)
      // The policy's own end, without fractions of a second.
      const ends = JSON.stringify(policy).match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g) ?? []
      expect(ends.map((end) => Date.parse(end))).toEqual([Date.parse(expiresAt), Date.parse(expiresAt)])
    }),
  )
})

test('a token says whom it is for, what for, and who acts', () => {
  const claims = accessTokenClaims(ofMachine, { issuer: lockbox, jti: 'j', asker: machine, now })
  expect(claims).toEqual({
    iss: lockbox,
    aud: 'lockbox/crm',
    sub: 'olga@vendor.example',
    jti: 'j',
    iat: Date.parse(now) / 1000,
    exp: Date.parse(now) / 1000 + 300,
    tenant: 'acme',
    environment: 'production',
    service: 'crm',
    level: 'read',
    request: 'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
    act: { sub: 'tooling' },
  })
})

describe('an AWS session', () => {
  const session = awsSession(door, '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D', now)

  test('carries what the resource policies ask for', () => {
    expect(session).toMatchObject({
      sessionName: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D',
      sourceIdentity: 'olga@vendor.example',
      tags: {
        'lockbox:tenant': 'acme',
        'lockbox:environment': 'production',
        'lockbox:request': 'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
        'lockbox:level': 'read',
      },
    })
  })

  test('is allowed nothing after its end, whatever else allows it, and no further role', () => {
    const { Statement } = JSON.parse(session.policy) as { Statement: { Effect: string; Condition?: unknown }[] }
    expect(Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-23T09:15:00Z' } },
      }),
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-23T09:15:00Z' } },
      }),
      { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
    ])
  })

  test('fits into what STS takes, for the longest names', () => {
    const long = awsSession(
      { ...door, request: { ...grant, tenantId: 't'.repeat(40) }, environmentId: 'e'.repeat(64) },
      'id',
      now,
    )
    expect(long.policy.length).toBeLessThan(2048)
    for (const value of Object.values(long.tags)) expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u)
  })

  test('names every operator in a form that STS takes, each in one of their own', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1 }), (a, b) => {
        for (const id of [a, b]) expect(sourceIdentityOf(id)).toMatch(/^[\w+=,.@-]{2,64}$/)
        expect(sourceIdentityOf(a) === sourceIdentityOf(b)).toBe(a === b)
      }),
    )
    // Nobody passes for another one by taking the hash for an id.
    expect(sourceIdentityOf(sourceIdentityOf('ö'))).not.toBe(sourceIdentityOf('ö'))
  })
})
