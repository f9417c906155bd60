import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  brakeHolds,
  type EmergencyRuleInput,
  emergencyEvent,
  isEmergency,
  judgeEmergency,
  mayAcknowledge,
  openEmergency,
  opensTooLong,
} from '../../../functions/domain/emergency.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { emergencyAsk } from '../../support/emergencies.ts'
import { catalogue, operatorActor, settings } from '../../support/world.ts'

const now = '2026-11-23T09:00:00.000Z'
const environment = { tenantId: 'acme', environmentId: 'production', name: 'Production', version: 1 }
const limits = { period: 14_400, perDay: 4 }
const input = (changes: Partial<EmergencyRuleInput> = {}): EmergencyRuleInput => ({
  ask: emergencyAsk,
  settings: settings(),
  environment,
  unmanaged: false,
  openedToday: 0,
  limits,
  catalogue,
  vendorDomains: ['vendor.example'],
  now,
  ...changes,
})
const verdict = (changes: Partial<EmergencyRuleInput>) => {
  const judged = judgeEmergency(input(changes))
  return judged.ok ? (judged.value.governed ? 'open' : judged.value.basis) : judged.problem.code
}
const opened = (changes: object = {}, own: object = {}) =>
  openEmergency({
    ask: { ...emergencyAsk, ...changes },
    settings: settings(own),
    environment,
    limits,
    ulid: '01J00000000000000000000000',
    started: { by: operatorActor, at: now },
  })

describe('whether an emergency may open a door', () => {
  test.each<[string, Partial<EmergencyRuleInput>, string]>([
    ['nothing in the way', {}, 'open'],
    ['a brake that holds', { brakeUntil: '2026-11-23T09:00:00.001Z' }, 'EmergencyRefused'],
    ['a brake that is over to the millisecond', { brakeUntil: now }, 'open'],
    ['three today', { openedToday: 3 }, 'open'],
    ['four today', { openedToday: 4 }, 'TooManyRequests'],
    ['a deployment that allows one', { openedToday: 1, limits: { period: 60, perDay: 1 } }, 'TooManyRequests'],
    [
      'a brake where lockbox does not govern',
      { brakeUntil: '2027-01-01T00:00:00.000Z', unmanaged: true },
      'EnvironmentNotManaged',
    ],
    ['policy off', { settings: settings({ policy: 'off' }), openedToday: 4 }, 'PolicyOff'],
    ['nobody to tell', { settings: settings({ approvers: {} }) }, 'NoApprover'],
    [
      'nobody to tell, and a brake',
      { settings: settings({ approvers: {} }), brakeUntil: '2027-01-01T00:00:00.000Z' },
      'EmergencyRefused',
    ],
  ])('%s: %j', (_, changes, expected) => {
    expect(verdict(changes)).toBe(expected)
  })

  test('what is not known is refused', () => {
    const { settings: _, environment: __, ...unknown } = input()
    expect(judgeEmergency(unknown)).toMatchObject({ problem: { code: 'UnknownTenant' } })
    expect(judgeEmergency({ ...unknown, settings: settings() })).toMatchObject({
      problem: { code: 'UnknownEnvironment' },
    })
  })
})

describe('what an emergency opens', () => {
  test('never more than was asked, than the deployment and the tenant allow, and than four hours', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 60, max: 1_000_000 }), { nil: undefined }),
        fc.integer({ min: 60, max: 1_000_000 }),
        fc.integer({ min: 60, max: 1_000_000 }),
        fc.constantFrom('read' as const, 'write' as const),
        fc.constantFrom('read' as const, 'write' as const),
        (asked, deployment, tenant, level, most) => {
          const request = openEmergency({
            ask: { ...emergencyAsk, accessLevel: level, ...(asked !== undefined && { accessPeriod: asked }) },
            settings: settings({ maxAccessPeriod: tenant, maxAccessLevel: most }),
            environment,
            limits: { period: deployment, perDay: 4 },
            ulid: '01J00000000000000000000000',
            started: { by: operatorActor, at: now },
          })
          const { granted } = request
          expect(granted.accessPeriod).toBe(Math.min(asked ?? deployment, deployment, tenant, 14_400))
          expect(granted.accessUntil).toBe(plusSeconds(now, granted.accessPeriod))
          expect(request.expiresAt).toBe(granted.accessUntil)
          expect(granted.accessLevel).toBe(most === 'read' ? 'read' : level)
          expect(opensTooLong(granted.accessUntil, now)).toBe(false)
          expect(emergencyEvent(request).details).toMatchObject(granted)
        },
      ),
    )
  })

  test('is too long for the ledger from a minute past four hours on', () => {
    expect(opensTooLong(plusSeconds(now, 14_460), now)).toBe(false)
    expect(opensTooLong('2026-11-23T13:01:00.001Z', now)).toBe(true)
    expect(opensTooLong('undefined', now)).toBe(true)
  })
})

test.each([
  ['none', undefined, '09', '09', false],
  ['one that is over', '09', '09', '09', false],
  ['one that holds', '10', '09', '09', true],
  ['one that held, recorded late', '10', '09', '11', true],
  ['one that holds, said to be over', '10', '11', '09', true],
])('a brake keeps an emergency out: %s', (_, until, at, recordedAt, held) => {
  const hour = (hours: string) => `2026-11-23T${hours}:00:00.000Z`
  expect(brakeHolds(until && hour(until), hour(at), hour(recordedAt))).toBe(held)
})

describe('who takes note of an emergency', () => {
  test.each([
    ['anybody but the operator', 'ada@acme.example', undefined],
    ['the operator', 'olga@vendor.example', 'SelfApproval'],
    ['the operator by another name', 'Olga+boss@VENDOR.example', 'SelfApproval'],
  ])('%s', (_, email, code) => {
    const may = mayAcknowledge(opened(), { email })
    expect(may.ok ? undefined : may.problem.code).toBe(code)
  })

  test('and of an emergency only', () => {
    const { incident: _, ...bare } = opened()
    expect(isEmergency(bare)).toBe(true)
    const plain = { ...bare, state: 'Approved' as const }
    expect(isEmergency(plain)).toBe(false)
    expect(mayAcknowledge(plain, { email: 'ada@acme.example' })).toMatchObject({ problem: { code: 'InvalidRequest' } })
  })
})
