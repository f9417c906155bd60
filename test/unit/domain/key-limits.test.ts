import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { ledgerKey } from '../../../functions/adapters/ledger-items.ts'
import { operatorKey, stateKey, ticketKey } from '../../../functions/adapters/state/items.ts'
import { auditSchema } from '../../../functions/audit/query.ts'
import { type Key, key } from '../../../functions/domain/keys.ts'
import { idempotencyKey, listSchema } from '../../../functions/operator/schema.ts'
import { principalOf } from '../../../functions/runtime/auth.ts'
import { email, operatorId } from '../../../functions/runtime/fields.ts'
import { accessTokenEvent, issuer } from '../../support/access-token.ts'
import { at, domain, name, tenantId, ulid } from '../../support/arbitraries.ts'

// DynamoDB's limits, for tables and for their indexes:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
const maxPartitionKey = 2048
const maxSortKey = 1024

const bytes = (text: string) => Buffer.byteLength(text, 'utf8')

/** Long text that grows when it is encoded or becomes lower case. */
const longText = fc
  .array(
    fc.tuple(fc.constantFrom('a', '~', 'A', '#', '%', '+', '€', '😀', 'İ', '\ud800'), fc.integer({ min: 1, max: 300 })),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((runs) => runs.map(([character, count]) => character.repeat(count)).join(''))

/** What the API lets in of it, as it goes on. */
const admitted = (letIn: (text: string) => string | undefined, texts = longText): fc.Arbitrary<string> =>
  texts.map(letIn).filter((text) => text !== undefined)

function parsed<S extends v.GenericSchema<unknown, string>>(schema: S): (text: string) => string | undefined {
  return (text) => {
    const result = v.safeParse(schema, text)
    return result.success ? result.output : undefined
  }
}

const claim = (of: (text: string) => Record<string, string>, id: 'email' | 'client' | 'subject') => (text: string) => {
  try {
    return principalOf(accessTokenEvent(of(text)), issuer)[id]
  } catch {
    return undefined
  }
}

const operator = fc.oneof(admitted(parsed(operatorId)), admitted(claim((text) => ({ email: text }), 'email')))
const client = admitted(claim((text) => ({ client_id: text }), 'client'))
const subject = admitted(claim((text) => ({ sub: text }), 'subject'))
const address = admitted(
  parsed(email),
  fc
    .tuple(fc.constantFrom('a', '+', '_'), fc.integer({ min: 1, max: 300 }))
    .map(([c, n]) => `${c.repeat(n)}@bank.example`),
)
const idempotency = admitted(
  parsed(idempotencyKey),
  fc.tuple(fc.constantFrom('a', '%', '"'), fc.integer({ min: 1, max: 140 })).map(([c, n]) => c.repeat(n)),
)
const ticket = admitted(parsed(listSchema.entries.supportTicket.wrapped))
const sought = admitted(parsed(auditSchema.entries.actor.wrapped))

/** Every kind of key that holds something from outside. */
const keys: Record<string, fc.Arbitrary<Key>> = {
  unmanaged: fc.tuple(tenantId, name).map((from) => key.unmanaged(...from)),
  environment: fc.tuple(tenantId, name).map((from) => key.environment(...from)),
  request: fc.record({ tenantId, ulid }).map(key.request),
  door: fc.tuple(tenantId, name, operator, ulid).map((from) => key.door(...from)),
  latest: fc.tuple(tenantId, name, operator, name).map((from) => key.latest(...from)),
  idempotency: fc.tuple(tenantId, client, operator, idempotency).map((from) => key.idempotency(...from)),
  count: fc.tuple(domain, tenantId, fc.constant('start'), operator, at).map((from) => key.count(...from)),
  'count of the check': fc
    .tuple(tenantId, name, operator, name, at)
    .map(([tenant, environment, who, service, now]) =>
      key.count('check', tenant, 'notRequired', `${environment}#${who}#${service}`, now),
    ),
  told: fc
    .tuple(tenantId, ulid, ulid)
    .map(([tenant, request, approver]) =>
      key.told(tenant, `${request}#${Number.MAX_SAFE_INTEGER}`, `failed.${approver}`),
    ),
  invited: fc.tuple(tenantId, address).map((from) => key.invited(...from)),
  outbox: fc
    .tuple(domain, tenantId, name)
    .map(([d, tenant, environment]) => key.outbox(d, tenant, `environment.${environment}#${Number.MAX_SAFE_INTEGER}`)),
}

/** Partition keys of the indexes. */
const indexed: Record<string, fc.Arbitrary<string>> = {
  operator: operator.map(operatorKey),
  ticket: fc.tuple(tenantId, ticket).map((from) => ticketKey(...from)),
  state: tenantId.map((tenant) => stateKey(tenant, 'ActionNeeded')),
  actor: fc
    .tuple(
      tenantId,
      fc.oneof(operator, subject, address).map((id) => id.toLowerCase()),
    )
    .map((from) => ledgerKey.actor(...from)),
  'actor that is sought': fc.tuple(tenantId, sought).map((from) => ledgerKey.actor(...from)),
}

describe('nothing that the API lets in is too long for a key', () => {
  test.each(Object.entries(keys))('of the kind %s', (_, made) => {
    fc.assert(
      fc.property(made, ({ pk, sk }) => {
        expect(bytes(pk)).toBeLessThanOrEqual(maxPartitionKey)
        expect(bytes(sk)).toBeLessThanOrEqual(maxSortKey)
      }),
    )
  })

  test.each(Object.entries(indexed))('of the index by %s', (_, made) => {
    fc.assert(
      fc.property(made, (pk) => {
        expect(bytes(pk)).toBeLessThanOrEqual(maxPartitionKey)
      }),
    )
  })

  test('not even the longest client, operator and idempotency key together', () => {
    const longest = 'a'.repeat(256)
    expect(claim((text) => ({ client_id: text }), 'client')(longest)).toBe(longest)
    expect(claim((text) => ({ email: text }), 'email')(longest)).toBe(longest)
    expect(parsed(idempotencyKey)('%'.repeat(128))).toBe('%'.repeat(128))
    expect(bytes(key.idempotency('acme', longest, longest, '%'.repeat(128)).sk)).toBe(898)
  })

  test('an operator that a machine names is told what is wrong', () => {
    const refused = v.safeParse(operatorId, '€'.repeat(29))
    expect(refused.issues?.map(({ message }) => message)).toEqual([
      'is too long: at most 256 characters once it is percent-encoded',
    ])
    expect(v.safeParse(operatorId, ' Olga@Vendor.Example ').output).toBe('olga@vendor.example')
  })

  test('everyone who may have acted can be sought', () => {
    const asked = parsed(auditSchema.entries.actor.wrapped)
    fc.assert(
      fc.property(fc.oneof(admitted(parsed(operatorId)), address), (id) => {
        expect(asked(id)).toBe(id)
      }),
    )
  })
})
