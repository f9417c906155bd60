import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answering, command, ownFolder } from '../../support/command.ts'

const id = 'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C'
const issued = {
  requestId: id,
  outcome: 'ended',
  seq: 42,
  hash: 'ab'.repeat(32),
  issuedAt: '2026-11-23T10:00:00.000Z',
  keyId: 'k'.repeat(43),
  jws: 'header.payload.signature',
  receipt: { outcome: 'ended' },
}
const row = (seq: number) => ({
  requestId: id,
  tenantId: 'acme-bank',
  environmentId: 'production',
  service: 'database',
  operator: { id: 'olivia@vendor.example' },
  asked: {
    at: '2026-11-23T08:00:00.000Z',
    seq,
    by: { kind: 'operator', method: 'access-token' },
    recordedAt: '2026-11-23T08:00:00.000Z',
  },
  decided: {
    at: '2026-11-23T08:04:00.000Z',
    seq: seq + 1,
    by: { kind: 'approver', method: 'link-and-code', name: 'Anna \u001b[2J' },
    decision: 'approved',
  },
  used: { accesses: 3, tokens: 0, credentials: 0, firstAt: '', lastAt: '', firstSeq: 1, lastSeq: 2 },
  outcome: 'approved',
  drill: true,
  seqs: [seq, seq + 1],
})

describe.each([
  ['audit receipt', '/audit/receipts/'],
  ['request receipt', '/requests/'],
])('%s', (name, path) => {
  test('goes to the standard output as it is, and in words to the other', async () => {
    const api = answering(() => ({ body: issued }))
    const { out, err, exit } = await command([...name.split(' '), id], { fetch: api.fetch })
    expect([exit, out]).toEqual([0, 'header.payload.signature\n'])
    expect(err).toContain(`${id}: ended, by entry 42`)
    expect(api.calls[0]?.path).toContain(path)
  })

  test('goes into a file that nobody else reads', async () => {
    const file = join(ownFolder(), 'receipt.jws')
    const api = answering(() => ({ body: issued }))
    const { out } = await command([...name.split(' '), id, '--out', file], { fetch: api.fetch })
    expect([out, readFileSync(file, 'utf8')]).toEqual(['', 'header.payload.signature\n'])
  })

  test('is not written over another one', async () => {
    const file = join(ownFolder(), 'receipt.jws')
    writeFileSync(file, 'mine')
    const api = answering(() => ({ body: issued }))
    const { exit, err } = await command([...name.split(' '), id, '--out', file], { fetch: api.fetch })
    expect([exit, readFileSync(file, 'utf8'), api.calls]).toEqual([2, 'mine', []])
    expect(err).toContain('Name another file')
  })

  test('that there is none of says where to look, for this side', async () => {
    const api = answering(() => ({ status: 404, body: { code: 'NotFound', detail: 'There is no such request.' } }))
    const { err } = await command([...name.split(' '), id], { fetch: api.fetch })
    expect(err).toContain(name.startsWith('audit') ? 'lockbox audit requests' : 'lockbox request list')
  })

  test('says why there is none', async () => {
    const problem = { code: 'NoOutcome', detail: 'The request waits for its decision.' }
    const api = answering(() => ({ status: 409, body: problem }))
    const { exit, err } = await command([...name.split(' '), id], { fetch: api.fetch })
    expect([exit, err]).toEqual([1, 'The request waits for its decision. (NoOutcome)\n'])
  })
})

describe('audit requests', () => {
  test('asks as the API has it, follows the pages, and shows a table', async () => {
    const api = answering(({ query }) => ({
      body: { items: [row(query.cursor ? 3 : 9)], ...(!query.cursor && { cursor: 'next' }) },
    }))
    const args = ['audit', 'requests', '--from', '2026-11-01', '--to', '2026-12-01', '--ticket', 'T-1']
    const { out, err } = await command(args, { fetch: api.fetch })
    expect(api.calls.map(({ query }) => query)).toEqual([
      { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', supportTicket: 'T-1', limit: '50' },
      {
        from: '2026-11-01T00:00:00.000Z',
        to: '2026-12-01T00:00:00.000Z',
        supportTicket: 'T-1',
        limit: '49',
        cursor: 'next',
      },
    ])
    expect(out).toContain('9, 10')
    expect(out).toContain('approved, drill')
    // Nothing that others wrote moves the cursor.
    expect(out).not.toContain('\u001b')
    expect(err).toBe('')
  })

  test('says that there are more', async () => {
    const api = answering(() => ({ body: { items: [row(1)], cursor: 'next' } }))
    const { err } = await command(['audit', 'requests', '--limit', '2'], { fetch: api.fetch })
    expect(err).toContain('raise --limit, now 2')
  })
})
