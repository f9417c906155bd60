import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reachableApprovers } from '../../../functions/domain/authority.ts'
import { withinLevel } from '../../../functions/domain/request.ts'
import type { Environment, Service } from '../../../functions/domain/settings.ts'
import { type Ask, judgeStart, openRequest, type StartRuleInput } from '../../../functions/domain/start-rules.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import * as arbitrary from '../../support/arbitraries.ts'
import { settings as settingsOf } from '../../support/world.ts'

const operator = { id: 'olga@vendor.example', name: 'Olga', email: 'olga@vendor.example' }
const ask: Ask = {
  tenantId: 'acme',
  environmentId: 'production',
  service: 'crm',
  operator,
  reason: { type: 'VendorInitiatedService', detail: 'A failed import' },
  accessLevel: 'read',
}
const environment: Environment = { tenantId: 'acme', environmentId: 'production', name: 'Production', version: 1 }
const catalogue: readonly Service[] = [
  { id: 'crm', name: 'CRM', covered: true },
  { id: 'assistant', name: 'AI assistant', covered: false, reason: 'It stores no customer data.' },
]
const good: StartRuleInput = {
  ask,
  settings: settingsOf(),
  environment,
  unmanaged: false,
  startsThisHour: 0,
  catalogue,
  vendorDomains: ['vendor.example'],
}
const without = (name: 'settings' | 'environment'): StartRuleInput => {
  const { [name]: _, ...rest } = good
  return rest
}
function judged(input: StartRuleInput): string {
  const outcome = judgeStart(input)
  if (!outcome.ok) return outcome.problem.code
  return outcome.value.governed ? 'governed' : outcome.value.basis
}

describe('a start', () => {
  test.each<[string, StartRuleInput, string]>([
    ['of a managed environment of a tenant whose policy is on', good, 'governed'],
    ['for an unknown tenant', without('settings'), 'UnknownTenant'],
    ['for an unknown environment', without('environment'), 'UnknownEnvironment'],
    [
      'for an environment that moved',
      { ...good, environment: { ...environment, movedTo: 'other' } },
      'EnvironmentMoved',
    ],
    ['for an unknown service', { ...good, ask: { ...ask, service: 'erp' } }, 'UnknownService'],
    [
      'for a service by the name of an object member',
      { ...good, ask: { ...ask, service: 'toString' } },
      'UnknownService',
    ],
    ['the tenth in an hour', { ...good, startsThisHour: 9 }, 'governed'],
    ['the eleventh in an hour', { ...good, startsThisHour: 10 }, 'TooManyRequests'],
    ['while the policy is off', { ...good, settings: settingsOf({ policy: 'off' }) }, 'PolicyOff'],
    ['of an unmanaged environment', { ...good, unmanaged: true }, 'EnvironmentNotManaged'],
    ['for a service that is not covered', { ...good, ask: { ...ask, service: 'assistant' } }, 'ServiceNotCovered'],
    [
      'that asks for more than the tenant ever allows',
      { ...good, ask: { ...ask, accessLevel: 'write' }, settings: settingsOf({ maxAccessLevel: 'read' }) },
      'AccessLevelTooHigh',
    ],
    ['with no approver at all', { ...good, settings: settingsOf({ approvers: {} }) }, 'NoApprover'],
    [
      'by the only approver',
      {
        ...good,
        settings: settingsOf({ approvers: { A: { name: 'Olga', email: 'OLGA+x@vendor.example' } } }),
        vendorDomains: [],
      },
      'NoApprover',
    ],
    [
      "when the vendor's people are the only approvers",
      { ...good, settings: settingsOf({ approvers: { A: { name: 'Otto', email: 'otto@vendor.example' } } }) },
      'NoApprover',
    ],
  ])('%s', (_, input, expected) => {
    expect(judged(input)).toBe(expected)
  })

  test('an unknown environment is refused also while the policy is off: ambiguity fails closed', () => {
    expect(judged({ ...without('environment'), settings: settingsOf({ policy: 'off' }), unmanaged: true })).toBe(
      'UnknownEnvironment',
    )
  })

  test('a policy that nobody knows governs', () => {
    const unreadable = settingsOf({ policy: 'maybe' as 'on' })
    expect(judged({ ...good, settings: unreadable })).toBe('governed')
  })

  test('counts against the limit whether it is governed or not', () => {
    for (const input of [
      { ...good, unmanaged: true },
      { ...good, settings: settingsOf({ policy: 'off' }) },
    ])
      expect(judged({ ...input, startsThisHour: 10 })).toBe('TooManyRequests')
  })

  const anyInput: fc.Arbitrary<StartRuleInput> = fc
    .record({
      settings: fc.option(arbitrary.settings, { nil: undefined, freq: 9 }),
      environment: fc.option(fc.constant(environment), { nil: undefined, freq: 9 }),
      unmanaged: fc.boolean(),
      startsThisHour: fc.integer({ min: 0, max: 11 }),
      service: fc.constantFrom('crm', 'crm', 'assistant', 'erp'),
      email: arbitrary.email,
      accessLevel: arbitrary.accessLevel,
    })
    .map(({ settings, environment, unmanaged, startsThisHour, service, email, accessLevel }) => ({
      ask: { ...ask, service, accessLevel, operator: { ...operator, id: email, email } },
      ...(settings && { settings }),
      ...(environment && { environment }),
      unmanaged,
      startsThisHour,
      catalogue,
      vendorDomains: ['city.example'],
    }))

  test('is free only for a known tenant, environment and service, and for a reason that the customer or catalogue gave', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const outcome = judgeStart(input)
        if (!outcome.ok || outcome.value.governed) return
        expect(input.settings && input.environment).toBeDefined()
        const service = input.catalogue.find((s) => s.id === input.ask.service)
        const because = {
          PolicyOff: input.settings?.policy === 'off',
          EnvironmentNotManaged: input.unmanaged,
          ServiceNotCovered: service?.covered === false,
        }
        expect(because[outcome.value.basis]).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('is governed only when somebody can decide it, within what the tenant allows', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const outcome = judgeStart(input)
        if (!outcome.ok || !outcome.value.governed) return
        const { settings } = outcome.value
        expect(reachableApprovers(settings, input.ask.operator, input.vendorDomains).length).toBeGreaterThan(0)
        expect(withinLevel(input.ask.accessLevel, settings.maxAccessLevel)).toBe(true)
        expect(settings.policy).toBe('on')
        expect(input.unmanaged).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the request that a start opens', () => {
  const opened = fc.record(
    {
      asked: arbitrary.accessPeriod,
      deployment: arbitrary.accessPeriod,
      tenant: arbitrary.accessPeriod,
      approvalWindow: fc.integer({ min: 1, max: 345_600 }),
      at: arbitrary.at,
    },
    { requiredKeys: ['deployment', 'tenant', 'approvalWindow', 'at'] },
  )

  test('is version 1, waits for the approval window, and asks for no longer than anybody allows', () => {
    fc.assert(
      fc.property(opened, ({ asked, deployment, tenant, approvalWindow, at }) => {
        const started = { by: { kind: 'operator', id: operator.id, method: 'access-token' }, at } as const
        const request = openRequest({
          ask: { ...ask, ...(asked && { accessPeriod: asked }) },
          settings: settingsOf({ maxAccessPeriod: tenant }),
          environment,
          ulid: '01K000000000000000000000AB',
          started,
          approvalWindow,
          accessPeriod: deployment,
        })
        expect(request).toMatchObject({ version: 1, state: 'ActionNeeded', requestedAt: at, started, operator })
        expect(request.expiresAt).toBe(plusSeconds(at, approvalWindow))
        expect(request.accessPeriod).toBe(Math.min(asked ?? deployment, deployment, tenant))
        expect(request.granted ?? request.decided ?? request.closed).toBeUndefined()
      }),
    )
  })

  test('keeps the names and the words of its day', () => {
    const request = openRequest({
      ask: { ...ask, supportTicket: 'T-7' },
      settings: settingsOf(),
      environment,
      ulid: '01K000000000000000000000AB',
      started: { by: { kind: 'operator', id: operator.id, method: 'access-token' }, at: '2026-11-23T09:00:00.000Z' },
      approvalWindow: 345_600,
      accessPeriod: 28_800,
    })
    expect(request).toMatchObject({ environmentName: 'Production', reason: ask.reason, supportTicket: 'T-7' })
    expect(request.expiresAt).toBe('2026-11-27T09:00:00.000Z')
  })
})
