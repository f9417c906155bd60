import { generateKeyPairSync, sign } from 'node:crypto'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { compactVerify, exportJWK, importJWK } from 'jose'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { entryItem, markerItem } from '../../../functions/adapters/ledger-items.ts'
import type { Key } from '../../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../../functions/domain/ledger.ts'
import { accessTokenEvent } from '../../support/access-token.ts'
import { moved, startedEvent } from '../../support/sample-events.ts'
import { operator, operatorActor, testRandom, World } from '../../support/world.ts'

const operators = 'https://operators.example'
const customers = 'https://customers.example'
vi.stubEnv('OPERATOR_ISSUER', operators)
vi.stubEnv('CUSTOMER_ISSUER', customers)
vi.stubEnv('PUBLIC_URL', 'https://lockbox.example')
vi.stubEnv('LEDGER_TABLE', 'Ledger')
const keyOf = (name: string, validFrom?: string) => ({
  keyArn: `arn:aws:kms:eu-central-1:111122223333:key/${name}`,
  purpose: 'receipt',
  ...(validFrom && { validFrom }),
})
vi.stubEnv('LEDGER_KEYS', JSON.stringify([keyOf('next', '2999-01-01T00:00:00.000Z'), keyOf('receipts')]))
vi.stubEnv('AWS_REGION', 'eu-central-1')
vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'FATAL')
const { handler } = await import('../../../functions/receipt/handler.ts')

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const kms = mockClient(KMSClient)
const dynamo = mockClient(DynamoDBDocumentClient)
const items = new Map<string, Record<string, unknown>>()
const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`

function store(entry: LedgerEntry): void {
  for (const item of [entryItem(entry), markerItem(entry, '')]) items.set(nameOf(item), item)
}

/** A request, its beginning and its approval, in the ledger behind one another. */
async function recordedRequest(client?: string) {
  const random = testRandom()
  const request = await new World().open()
  const actor = client ? { ...operatorActor, client, method: 'client-credentials' as const } : operatorActor
  const first = appendTo(undefined, 'operator', startedEvent(request, random, { actor }), request.requestedAt)
  const { sealed } = moved(request, 'approve', random)
  return { id: `acme.${request.ulid}`, first, second: appendTo(first, 'link', sealed, sealed.event.time) }
}

beforeEach(() => {
  kms.reset()
  dynamo.reset()
  items.clear()
  kms.on(GetPublicKeyCommand).resolves({ PublicKey: publicKey.export({ type: 'spki', format: 'der' }) })
  kms.on(SignCommand).callsFake(({ Message }) => ({ Signature: sign('sha256', Message, privateKey) }))
  dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: { Ledger: RequestItems.Ledger.Keys.flatMap((k: Key) => items.get(nameOf(k)) ?? []) },
  }))
})

type Side = 'operators' | 'customers'
async function call(side: Side, claims: Record<string, unknown>, id: string) {
  const routeKey = side === 'operators' ? 'GET /requests/{id}/receipt' : 'GET /audit/receipts/{requestId}'
  const event = accessTokenEvent({ iss: side === 'operators' ? operators : customers, ...claims }, { routeKey })
  const pathParameters = side === 'operators' ? { id } : { requestId: id }
  const answer = (await handler({ ...event, pathParameters }, {
    functionName: 'receipt',
  } as Context)) as APIGatewayProxyStructuredResultV2
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? '') }
}

const auditor = { 'cognito:groups': ['auditor'], tenant: 'acme' }
const olga = { 'cognito:groups': ['operator'], email: operator.id }
const machine = { sub: 'tooling', client_id: 'tooling', scope: 'lockbox/requests' }

describe('a receipt', () => {
  test('verifies with the public key alone, says what it says, and is never kept by anybody between', async () => {
    const { id, first, second } = await recordedRequest()
    store(first)
    store(second)
    const { status, body, headers } = await call('customers', auditor, id)
    expect([status, headers?.['cache-control']]).toEqual([200, 'no-store'])
    const { payload, protectedHeader } = await compactVerify(
      body.jws,
      await importJWK(await exportJWK(publicKey), 'ES256'),
    )
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'lockbox-receipt+jws', kid: body.keyId })
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(body.receipt)
    expect(body).toMatchObject({
      requestId: id,
      outcome: 'approved',
      seq: second.seq,
      hash: second.hash,
      receipt: { iss: 'https://lockbox.example', tenantId: 'acme' },
    })
  })

  test('is signed by the key in charge: one that is configured ahead of its time is not asked for anything', async () => {
    const { id, first, second } = await recordedRequest()
    store(first)
    store(second)
    expect(await call('customers', auditor, id)).toMatchObject({ status: 200 })
    for (const { args } of kms.commandCalls(SignCommand)) expect(args[0].input.KeyId).toBe(keyOf('receipts').keyArn)
    expect(kms.commandCalls(SignCommand)).toHaveLength(1)
  })

  test('reads by key and consistently, and no index', async () => {
    const { id, first, second } = await recordedRequest()
    store(first)
    store(second)
    await call('customers', auditor, id)
    expect(dynamo.calls()).toHaveLength(2)
    for (const { args } of dynamo.commandCalls(BatchGetCommand)) {
      const { Keys = [], ConsistentRead } = args[0].input.RequestItems?.Ledger ?? {}
      expect(ConsistentRead).toBe(true)
      for (const { pk } of Keys) expect(['tenant#acme', 'event#acme']).toContain(pk)
    }
  })

  test('there is none while the request waits', async () => {
    const { id, first } = await recordedRequest()
    store(first)
    expect(await call('customers', auditor, id)).toMatchObject({ status: 409, body: { code: 'NoOutcome' } })
    expect(kms.commandCalls(SignCommand)).toEqual([])
  })

  test('an entry without its marker’s number fails loudly, and nothing is signed', async () => {
    const { id, first, second } = await recordedRequest()
    store(first)
    store(second)
    items.delete(nameOf(entryItem(second)))
    expect(await call('customers', auditor, id)).toMatchObject({ status: 500, body: { code: 'InternalError' } })
    expect(kms.commandCalls(SignCommand)).toEqual([])
  })

  describe('nothing is signed over', () => {
    const refused = async (id: string) => {
      expect(await call('customers', auditor, id)).toMatchObject({ status: 500, body: { code: 'InternalError' } })
      expect(kms.commandCalls(SignCommand)).toEqual([])
    }
    test.each<[string, (entry: LedgerEntry) => LedgerEntry]>([
      [
        'an event that was written over',
        ({ event, ...more }) => ({
          ...more,
          event: { ...event, data: { ...event.data, details: { ...event.data.details, accessLevel: 'read' } } },
        }),
      ],
      [
        'another person than was hashed',
        ({ personal, ...more }) => ({
          ...more,
          personal: { ...personal, 'actor.id': { salt: personal['actor.id']!.salt, value: 'someone@else.example' } },
        }),
      ],
      ['an entry that says it has another number', (entry) => ({ ...entry, seq: 9 })],
      ['an entry of another hash', (entry) => ({ ...entry, hash: 'e'.repeat(64) })],
    ])('%s', async (_, change) => {
      const { id, first, second } = await recordedRequest()
      store(first)
      store(second)
      items.set(nameOf(entryItem(second)), { ...entryItem(second), ...change(second) })
      await refused(id)
    })
    test('another request, to which the markers lead', async () => {
      const { first, second } = await recordedRequest()
      const ulid = '01J0000000000000000000000Z'
      for (const [i, entry] of [first, second].entries()) {
        store(entry)
        const marker = { ...markerItem(entry, ''), sk: `${ulid}#${i + 1}` }
        items.set(nameOf(marker), marker)
      }
      await refused(`acme.${ulid}`)
    })
    test('a request whose beginning is gone', async () => {
      const { id, first, second } = await recordedRequest()
      store(first)
      store(second)
      items.delete(nameOf(markerItem(first, '')))
      await refused(id)
    })
  })

  test.each<[string, Side, Record<string, unknown>, number]>([
    ['an approver', 'customers', { ...auditor, 'cognito:groups': ['approver'] }, 200],
    ['somebody of another tenant', 'customers', { ...auditor, tenant: 'other' }, 404],
    ['somebody of no tenant', 'customers', { 'cognito:groups': ['auditor'] }, 403],
    ['somebody without a group', 'customers', { tenant: 'acme' }, 403],
    ['an operator on the customers’ route', 'customers', { ...auditor, iss: operators }, 401],
    ['a customer on the operators’ route', 'operators', { ...auditor, iss: customers }, 401],
    ['the operator whose request it is', 'operators', olga, 200],
    ['another operator', 'operators', { ...olga, email: 'otto@vendor.example' }, 404],
    [
      'break-glass, of somebody else’s',
      'operators',
      { 'cognito:groups': ['breakglass'], email: 'x@vendor.example' },
      404,
    ],
    ['an operator whose address is not verified', 'operators', { ...olga, email_verified: false }, 403],
    [
      'an administrator',
      'operators',
      { ...olga, 'cognito:groups': ['vendor-admin'], email: 'vera@vendor.example' },
      200,
    ],
    ['an auditor of the vendor’s', 'operators', { ...olga, 'cognito:groups': ['vendor-auditor'] }, 403],
    ['a machine that did not ask for it', 'operators', machine, 404],
    ['a machine without the scope', 'operators', { ...machine, scope: 'lockbox/check' }, 403],
  ])('for %s', async (_, side, claims, status) => {
    const { id, first, second } = await recordedRequest()
    store(first)
    store(second)
    const answer = await call(side, claims, id)
    expect(answer.status).toBe(status)
    if (status === 404) {
      const unknown = await call(side, claims, 'acme.01J0000000000000000000000Z')
      expect(answer.body).toEqual(unknown.body)
    }
    expect(kms.commandCalls(SignCommand)).toHaveLength(status === 200 ? 1 : 0)
  })

  test('a machine gets that of what it asked for', async () => {
    const { id, first, second } = await recordedRequest('tooling')
    store(first)
    store(second)
    expect(await call('operators', machine, id)).toMatchObject({ status: 200 })
    expect(await call('operators', { ...machine, sub: 'other', client_id: 'other' }, id)).toMatchObject({ status: 404 })
  })

  test.each(['', 'acme', 'acme.x', '../acme.01J0000000000000000000000Z', 'acme#.01J0000000000000000000000Z'])(
    '"%s" is no request, and nothing is read',
    async (id) => {
      expect(await call('operators', olga, id)).toMatchObject({ status: 404, body: { code: 'NotFound' } })
      expect(dynamo.calls()).toEqual([])
    },
  )
})
