import { describe, expect, test } from 'vitest'
import { answering, command } from '../../support/command.ts'

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
