// Random but valid material of the domain, for property tests (fast-check).
import fc from 'fast-check'
import { type Domain, domains } from '../../functions/domain/keys.ts'
import { type AccessLevel, type AccessRequest, type Actor, reasonTypes } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { instant, plusSeconds } from '../../functions/domain/time.ts'

const chars = (alphabet: string, size: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...alphabet), ...size })

export const tenantId = chars('abcxyz019-', { minLength: 1, maxLength: 40 })
export const name = chars('ABcdYz09_-', { minLength: 1, maxLength: 64 })
export const ulid = chars('0123456789ABCDEFGHJKMNPQRSTVWXYZ', { minLength: 26, maxLength: 26 })
export const bytes = (count: number) => fc.uint8Array({ minLength: count, maxLength: count })
export const domain: fc.Arbitrary<Domain> = fc.constantFrom(...domains)

/** Between 2020 and 2100. */
export const at = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2100) }).map(instant)

/** Text as people and attackers type it: separators, escapes, other scripts. Never half a surrogate pair. */
export const freeText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('#', '%', '2', '3', '.', '/', ' ', '+', '@', 'a', 'é', '\u0000', '😀') }),
)
export const idText = freeText.filter((text) => text !== '')

export const accessLevel: fc.Arbitrary<AccessLevel> = fc.constantFrom('read', 'write')
/** One second to two days. */
export const accessPeriod = fc.integer({ min: 1, max: 172_800 })

export const email = fc
  .tuple(
    chars('abcXYZ01.', { minLength: 1, maxLength: 12 }),
    fc.option(chars('abC1', { minLength: 0, maxLength: 4 })),
    fc.constantFrom('bank.example', 'Clinic.Example', 'city.example'),
  )
  .map(([local, tag, host]) => `${local}${tag === null ? '' : `+${tag}`}@${host}`)

export const actor = (kind: Actor['kind'] = 'approver'): fc.Arbitrary<Actor> =>
  fc.record(
    {
      kind: fc.constant(kind),
      id: idText,
      name: idText,
      email,
      ip: fc.ipV4(),
      userAgent: idText,
      method: fc.constantFrom<Actor['method']>('link-and-code', 'signed-in', 'access-token'),
    },
    { requiredKeys: ['kind', 'id', 'method'] },
  )

/** A request as it is right after its start. */
export const startedRequest: fc.Arbitrary<AccessRequest> = fc
  .record({
    tenantId,
    ulid,
    environmentId: name,
    environmentName: idText,
    service: name,
    operatorName: idText,
    operatorEmail: email,
    reasonType: fc.constantFrom(...reasonTypes),
    detail: idText,
    supportTicket: fc.option(name, { nil: undefined }),
    accessLevel,
    accessPeriod,
    approvalWindow: fc.integer({ min: 1, max: 4 * 86_400 }),
    requestedAt: at,
    by: actor('operator'),
  })
  .map((r) => ({
    tenantId: r.tenantId,
    ulid: r.ulid,
    version: 1,
    state: 'ActionNeeded',
    environmentId: r.environmentId,
    environmentName: r.environmentName,
    service: r.service,
    operator: { id: r.operatorEmail.toLowerCase(), name: r.operatorName, email: r.operatorEmail },
    reason: { type: r.reasonType, detail: r.detail },
    ...(r.supportTicket && { supportTicket: r.supportTicket }),
    accessLevel: r.accessLevel,
    accessPeriod: r.accessPeriod,
    requestedAt: r.requestedAt,
    expiresAt: plusSeconds(r.requestedAt, r.approvalWindow),
    started: { by: r.by, at: r.requestedAt },
  }))

/** The same, opened without approval: the grant is as long as what was asked. */
export const emergencyRequest: fc.Arbitrary<AccessRequest> = startedRequest.map((request) => ({
  ...request,
  state: 'Emergency',
  granted: {
    accessLevel: request.accessLevel,
    accessPeriod: request.accessPeriod,
    accessUntil: plusSeconds(request.requestedAt, request.accessPeriod),
  },
}))

export const settings: fc.Arbitrary<TenantSettings> = fc.record({
  tenantId,
  name: idText,
  version: fc.integer({ min: 1, max: 1000 }),
  policy: fc.constantFrom('on', 'off'),
  approvalMode: fc.constantFrom('email', 'deny-by-email', 'sign-in'),
  approvers: fc.dictionary(ulid, fc.record({ name: idText, email }), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
  maxAccessPeriod: accessPeriod,
  maxAccessLevel: accessLevel,
  timeZone: fc.constantFrom('UTC', 'Europe/Zurich'),
  createdFrom: fc.constant('0'.repeat(64)),
})
