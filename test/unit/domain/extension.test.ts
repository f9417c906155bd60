import { expect, test } from 'vitest'
import { mayExtend } from '../../../functions/domain/extension.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { operator, World } from '../../support/world.ts'

/** An open grant, what asks to go on from it, and what comes of that. */
async function asked(former: Partial<AccessRequest> = {}, changes: object = {}, later = 0) {
  const world = new World()
  const grant = await world.approved()
  world.clock.advance(later)
  const { tenantId, environmentId, service, ulid } = grant
  const ask = { tenantId, environmentId, service, operator, extends: { tenantId, ulid }, ...changes }
  const outcome = mayExtend(ask, { ...grant, ...former }, world.clock.now())
  return outcome.ok || outcome.problem.code
}

test('more time may be asked for while the grant is open, to its very last moment', async () => {
  expect(await asked()).toBe(true)
  expect(await asked({}, {}, 28_799)).toBe(true)
  expect(await asked({}, {}, 28_800)).toBe('NoGrant')
})

test.each([
  ['somebody else’s', { operator: { ...operator, id: 'otto@vendor.example' } }, 'NotFound'],
  ['one that a machine asked for, by a person', { operator: { ...operator, client: 'tooling' } }, 'NotFound'],
  ['another tenant’s', { tenantId: 'globex' }, 'NotFound'],
  ['a fire drill', { drill: true as const }, 'NotFound'],
  ['another environment’s', { environmentId: 'sandbox' }, 'InvalidRequest'],
  ['another service’s', { service: 'files' }, 'InvalidRequest'],
  ['one that was ended', { state: 'Ended' as const }, 'NoGrant'],
  ['one that still waits', { state: 'ActionNeeded' as const }, 'NoGrant'],
])('not from %s', async (_, former, code) => {
  expect(await asked(former)).toBe(code)
})

test('not from what is not there, and whoever names nothing asks for no more time', () => {
  const key = { tenantId: 'acme', ulid: '01J00000000000000000000000' }
  const ask = { tenantId: 'acme', environmentId: 'production', service: 'crm', operator }
  expect(mayExtend({ ...ask, extends: key }, undefined, '2026-11-23T09:00:00.000Z')).toMatchObject({
    problem: { code: 'NotFound' },
  })
  expect(mayExtend(ask, undefined, '2026-11-23T09:00:00.000Z').ok).toBe(true)
})
