import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answering, command, type Got, ownFolder } from '../../support/command.ts'

const entry = (seq: number) => ({
  seq,
  recordedAt: `2026-11-23T09:${String(seq % 60).padStart(2, '0')}:00.000Z`,
  hash: 'ab'.repeat(32),
  previousHash: 'cd'.repeat(32),
  event: {
    id: `${seq}`,
    type: 'lockbox.request.approved',
    time: '2026-11-23T09:00:00.000Z',
    data: {
      tenantId: 'acme-bank',
      actor: { kind: 'approver', method: 'link-and-code' },
      requestId: 'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
      before: 'ActionNeeded',
      after: 'Approved',
    },
  },
  personal: { 'actor.name': { salt: 's', value: 'Anna Keller' } },
})

/** A ledger of so many entries, in pages of two. */
function ledger(entries: number) {
  return answering(({ query }) => {
    const from = Number(query.cursor ?? entries)
    const seqs = [from, from - 1].filter((seq) => seq > 0)
    const next = from - seqs.length
    return { body: { items: seqs.map(entry), ...(next > 0 && { cursor: String(next) }) } }
  })
}
const seqsIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { seq: number }).seq)

describe('audit list', () => {
  test('asks as the API has it, and shows a table', async () => {
    const api = ledger(3)
    const ran = await command(
      [
        ...[
          'audit',
          'list',
          '--limit',
          '3',
          '--from',
          '2026-11-01',
          '--type',
          'request.approved',
          '--actor',
          'anna@acme.example',
        ],
        ...['--environment', 'production', '--request', 'acme-bank.X', '--ticket', 'T-1'],
      ],
      { fetch: api.fetch },
    )
    expect(api.calls[0]?.query).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      type: 'lockbox.request.approved',
      actor: 'anna@acme.example',
      environmentId: 'production',
      requestId: 'acme-bank.X',
      supportTicket: 'T-1',
      limit: '3',
    })
    expect(ran.out).toMatchSnapshot()
  })

  test('--json has the entries, and where the next ones are', async () => {
    const { out } = await command(['audit', 'list', '--limit', '2', '--json'], { fetch: ledger(5).fetch })
    expect(JSON.parse(out)).toMatchObject({ items: [{ seq: 5 }, { seq: 4 }], cursor: '3' })
  })
})

describe('audit export', () => {
  const all = [7, 6, 5, 4, 3, 2, 1]

  test('to standard output: every entry on a line of its own', async () => {
    const ran = await command(['audit', 'export'], { fetch: ledger(7).fetch })
    expect(ran).toMatchObject({ exit: 0, err: '7 entries.\n' })
    expect(seqsIn(ran.out)).toEqual(all)
  })

  test('an empty ledger is an empty export', async () => {
    const api = answering(() => ({ body: { items: [] } }))
    expect(await command(['audit', 'export'], { fetch: api.fetch })).toMatchObject({ exit: 0, out: '' })
  })

  test('Ctrl-C loses nothing: the cursor goes on', async () => {
    const interruption = new AbortController()
    const first = await command(['audit', 'export'], {
      fetch: ledger(7).fetch,
      interruption,
      onOut: () => interruption.abort(),
    })
    expect(first.exit).toBe(130)
    const [, cursor = ''] = /--cursor (\S+)/.exec(first.err) ?? []
    const second = await command(['audit', 'export', '--cursor', cursor], { fetch: ledger(7).fetch })
    expect([...seqsIn(first.out), ...seqsIn(second.out)]).toEqual(all)
  })

  /** Fails at the n-th call. */
  const until = (n: number, { fetch: whole }: { fetch: typeof fetch }): typeof fetch => {
    let calls = 0
    return (input, init) => (++calls >= n ? Promise.reject(new TypeError('fetch failed')) : whole(input, init))
  }

  test.each([1, 2, 3, 4])('a file goes on where it was broken off, at page %i', async (page) => {
    const out = join(ownFolder(), 'audit.ndjson')
    const broken = await command(['audit', 'export', '--out', out], { fetch: until(page, ledger(7)) })
    expect(broken).toMatchObject({ exit: 4, out: '', err: expect.stringContaining('Run the same command again') })
    // A page that was written, and not remembered any more.
    appendFileSync(out, '{"seq":99}\n'.repeat(1000))
    expect(await command(['audit', 'export', '--out', out], { fetch: ledger(7).fetch })).toMatchObject({ exit: 0 })
    expect(seqsIn(readFileSync(out, 'utf8'))).toEqual(all)
    expect(existsSync(`${out}.cursor`)).toBe(false)
  })

  test('a complete file is not written over', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    writeFileSync(out, 'mine')
    expect(await command(['audit', 'export', '--out', out], { fetch: ledger(7).fetch })).toMatchObject({ exit: 2 })
    expect(readFileSync(out, 'utf8')).toBe('mine')
  })

  test('a file that was begun with other filters does not go on', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    await command(['audit', 'export', '--out', out], { fetch: until(2, ledger(7)) })
    const ran = await command(['audit', 'export', '--out', out, '--ticket', 'T-1'], { fetch: ledger(7).fetch })
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('begun with other filters') })
  })

  test('a folder that is not there is said', async () => {
    const ran = await command(['audit', 'export', '--out', join(ownFolder(), 'no', 'file')], { fetch: ledger(7).fetch })
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('cannot be written') })
  })

  test('asks for pages as large as they come', async () => {
    const api = ledger(3)
    await command(['audit', 'export', '--from', '2026-11-01'], { fetch: api.fetch })
    expect(api.calls.map(({ query }: Got) => query)).toEqual([
      { from: '2026-11-01T00:00:00.000Z', limit: '100' },
      { from: '2026-11-01T00:00:00.000Z', limit: '100', cursor: '1' },
    ])
  })
})
