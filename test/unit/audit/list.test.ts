import { describe, expect, test } from 'vitest'
import { list } from '../../../functions/audit/list.ts'
import { type AuditQuery, auditSchema } from '../../../functions/audit/query.ts'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { type ProblemCode, ProblemError } from '../../../functions/domain/problems.ts'
import type { AuditTrail } from '../../../functions/ports.ts'
import { checked } from '../../../functions/runtime/body.ts'
import { startedEvent } from '../../support/sample-events.ts'
import { testRandom, World } from '../../support/world.ts'

const request = await new World().open()
const entry = appendTo(undefined, 'operator', startedEvent(request, testRandom()), '2026-11-23T09:00:00.000Z')

/** Remembers what it was asked for, and always has more. */
class Trail implements AuditTrail {
  readonly asked: Parameters<AuditTrail['page']>[] = []
  page: AuditTrail['page'] = async (...args) => {
    this.asked.push(args)
    const { from, to, ulid, actor, environmentId } = args[1]
    const byTime = from ?? to ?? ulid ?? actor ?? environmentId
    return { entries: [entry], next: { seq: 1, ...(byTime && { recordedAt: entry.recordedAt }) } }
  }
}

const query = (parameters: Record<string, string>): AuditQuery => checked(parameters, auditSchema, 'query')

async function refusal(attempt: () => Promise<unknown> | unknown): Promise<ProblemCode | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
}

describe('the audit trail', () => {
  test('shows the entry with its hashes, its event and its personal values', async () => {
    const { items } = await list('acme', query({}), new Trail())
    const { seq, recordedAt, hash, prevHash: previousHash, event, personal } = entry
    expect(items).toEqual([{ seq, recordedAt, hash, previousHash, event, personal }])
  })

  test("asks for the token's tenant, the filter, and fifty entries unless told otherwise", async () => {
    const trail = new Trail()
    const parameters = {
      from: '2026-11-23T00:00:00Z',
      actor: 'Olga@Vendor.Example',
      type: 'lockbox.mail.sent',
      supportTicket: 'T-1',
    }
    await list('acme', query(parameters), trail)
    await list('acme', query({ limit: '7', requestId: `acme.${request.ulid}` }), trail)
    expect(trail.asked).toEqual([
      ['acme', { ...parameters, from: '2026-11-23T00:00:00.000Z', actor: 'olga@vendor.example' }, 50, undefined],
      ['acme', { ulid: request.ulid }, 7, undefined],
    ])
  })

  test('goes on where the cursor says', async () => {
    const trail = new Trail()
    for (const parameters of [{}, { actor: 'x' }, { from: '2026-11-01T00:00:00Z' }, { type: 'lockbox.mail.sent' }]) {
      const { cursor = '' } = await list('acme', query(parameters), trail)
      await list('acme', query({ ...parameters, cursor, limit: '3' }), trail)
      const after = trail.asked.at(-1)?.[3]
      expect(after).toEqual(
        'actor' in parameters || 'from' in parameters ? { seq: 1, recordedAt: entry.recordedAt } : { seq: 1 },
      )
    }
  })

  test('refuses a cursor of another tenant, of another filter, or of nobody', async () => {
    const { cursor = '' } = await list('acme', query({ actor: 'x' }), new Trail())
    const at = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const taken = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const trail = new Trail()
    expect(await refusal(() => list('acme', query({ actor: 'x', cursor }), trail))).toBeUndefined()
    for (const [tenantId, parameters] of [
      ['other', { actor: 'x', cursor }],
      ['acme', { cursor }],
      ['acme', { actor: 'y', cursor }],
      ['acme', { actor: 'x', type: 'lockbox.mail.sent', cursor }],
      ['acme', { actor: 'x', cursor: 'x' }],
      ['acme', { actor: 'x', cursor: '' }],
      ['acme', { actor: 'x', cursor: at({ ...taken, pk: 'tenant#other' }) }],
      ['acme', { actor: 'x', cursor: at({ ...taken, seq: 0 }) }],
      ['acme', { actor: 'x', cursor: at({ ...taken, seq: '1' }) }],
      ['acme', { actor: 'x', cursor: at({ ...taken, recordedAt: undefined }) }],
      ['acme', { actor: 'x', cursor: at({ ...taken, recordedAt: 'x' }) }],
      ['acme', { actor: 'x', cursor: at(null) }],
    ] as const)
      expect(await refusal(() => list(tenantId, query(parameters), trail))).toBe('InvalidRequest')
    expect(trail.asked).toHaveLength(1)
  })

  test('refuses a cursor outside of the time asked for', async () => {
    const parameters = { from: '2026-11-23T08:00:00Z', to: '2026-11-23T10:00:00Z' }
    const { cursor = '' } = await list('acme', query(parameters), new Trail())
    const taken = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    for (const recordedAt of ['2026-11-23T07:59:59.999Z', '2026-11-23T10:00:00.000Z']) {
      const forged = Buffer.from(JSON.stringify({ ...taken, recordedAt })).toString('base64url')
      expect(await refusal(() => list('acme', query({ ...parameters, cursor: forged }), new Trail()))).toBe(
        'InvalidRequest',
      )
    }
  })

  test("answers for another tenant's request as for none at all", async () => {
    for (const requestId of [`other.${request.ulid}`, 'acme', `acme.${request.ulid}.x`, 'acme.01J', ''])
      expect(await refusal(() => list('acme', query({ requestId }), new Trail()))).toBe('NotFound')
  })

  test.each([
    [{ tenant: 'other' }],
    [{ tenantId: 'other' }],
    [{ from: 'yesterday' }],
    [{ from: '2026-11-23T08:00:00+01:00' }],
    [{ to: '2026-13-01T00:00:00Z' }],
    [{ from: '2026-11-23T08:00:00Z', to: '2026-11-23T08:00:00Z' }],
    [{ type: 'lockbox.request.reopened' }],
    [{ type: 'constructor' }],
    [{ environmentId: 'a#b' }],
    [{ actor: '' }],
    [{ limit: '0' }],
    [{ limit: '101' }],
    [{ limit: '-1' }],
    [{ limit: '1e1' }],
  ])('refuses %o', async (parameters) => {
    expect(await refusal(() => list('acme', query(parameters), new Trail()))).toBe('InvalidRequest')
  })
})
