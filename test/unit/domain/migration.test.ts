import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isInUse, judgeMigration, migratedEvents } from '../../../functions/domain/migration.ts'
import { requestStates } from '../../../functions/domain/request.ts'
import type { Environment } from '../../../functions/domain/settings.ts'
import { operatorActor, settings, World } from '../../support/world.ts'

const migration = { environmentId: 'production', from: 'acme', to: 'globex' }
const environment: Environment = { tenantId: 'acme', environmentId: 'production', name: 'Production', version: 3 }
const off = (tenantId: string) => settings({ tenantId, policy: 'off', version: 5 })
const facts = { from: { settings: off('acme'), environment }, to: { settings: off('globex') } }
const codeOf = (outcome: ReturnType<typeof judgeMigration>) => (outcome.ok ? 'moved' : outcome.problem.code)

describe('a migration', () => {
  test('leaves a tombstone that names the new owner, and makes the environment anew there', () => {
    expect(judgeMigration(migration, facts)).toMatchObject({
      value: {
        tombstone: { tenantId: 'acme', version: 4, movedTo: 'globex', name: 'Production' },
        moved: { tenantId: 'globex', environmentId: 'production', name: 'Production', version: 1 },
      },
    })
  })

  test.each([
    ['from nobody', { from: {} }, 'UnknownTenant'],
    ['to nobody', { to: {} }, 'UnknownTenant'],
    ['of nothing', { from: { settings: off('acme') } }, 'UnknownEnvironment'],
    [
      'of what went elsewhere',
      { from: { ...facts.from, environment: { ...environment, movedTo: 'other' } } },
      'EnvironmentMoved',
    ],
    [
      'onto another environment',
      { to: { ...facts.to, environment: { ...environment, tenantId: 'globex' } } },
      'EnvironmentInUse',
    ],
    [
      'onto a tombstone',
      { to: { ...facts.to, environment: { ...environment, tenantId: 'globex', movedTo: 'acme' } } },
      'EnvironmentInUse',
    ],
  ])('%s is refused', (_, changes: object, code) => {
    expect(codeOf(judgeMigration(migration, { ...facts, ...changes }))).toBe(code)
  })

  test('is never allowed while a policy is on, whatever else is so, and names whose it is', () => {
    const policy = fc.constantFrom('on' as const, 'off' as const)
    const there = fc.option(fc.constant(environment), { nil: undefined })
    fc.assert(
      fc.property(policy, policy, there, there, (own, other, here, target) => {
        const outcome = judgeMigration(migration, {
          from: { settings: settings({ policy: own }), ...(here && { environment: here }) },
          to: { settings: settings({ tenantId: 'globex', policy: other }), ...(target && { environment: target }) },
        })
        expect(outcome.ok).toBe(own === 'off' && other === 'off' && here !== undefined && target === undefined)
        if (here && (own === 'on' || other === 'on'))
          expect(outcome).toMatchObject({
            problem: {
              code: 'LockboxEnabled',
              extra: { tenantIds: [...(own === 'on' ? ['acme'] : []), ...(other === 'on' ? ['globex'] : [])] },
            },
          })
      }),
    )
  })

  test('that took place is answered the same, also once the policies are on again', () => {
    const moved = { ...environment, movedTo: 'globex' }
    expect(
      judgeMigration(migration, { ...facts, from: { settings: settings({ policy: 'on' }), environment: moved } }),
    ).toEqual({ ok: true, value: 'done' })
  })

  test('is an event in both ledgers, each under an id of its own environment', () => {
    const judged = judgeMigration(migration, facts)
    if (!judged.ok || judged.value === 'done') throw new Error('it is allowed')
    const both = migratedEvents(migration, judged.value, operatorActor, '2026-11-23T09:00:00.000Z')
    expect(both).toMatchObject([
      { id: 'environment.production#4', tenantId: 'acme', before: 'Production', details: { direction: 'out' } },
      { id: 'environment.production#1', tenantId: 'globex', after: 'Production', details: { direction: 'in' } },
    ])
    for (const event of both) expect(event.details).toMatchObject({ from: 'acme', to: 'globex' })
  })
})

test('an environment is in use while a request waits within its time, or a grant is open; never by a drill', async () => {
  const world = new World()
  const request = await world.approved()
  for (const state of requestStates)
    expect(isInUse({ ...request, state }, world.clock.now()), state).toBe(
      ['ActionNeeded', 'Approved', 'Emergency'].includes(state),
    )
  expect(isInUse({ ...request, drill: true }, world.clock.now())).toBe(false)
  world.clock.advance(28_800)
  expect(isInUse(request, world.clock.now())).toBe(false)
  expect(isInUse({ ...request, state: 'ActionNeeded' }, request.expiresAt)).toBe(false)
})
