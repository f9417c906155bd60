import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutBy } from '../../../cli/evidence/cut.ts'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { requestId } from '../../../functions/domain/request.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { startedRequest } from '../../support/arbitraries.ts'
import { command, ownFolder } from '../../support/command.ts'
import { testKey } from '../../support/generated-ledger.ts'
import { linesOf, sha256Of } from '../../support/memory-exports.ts'
import { codeIn, pageText, tableOf } from '../../support/pages.ts'
import { entryOf } from '../../support/random-chain.ts'
import { mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { checkpointsOf, rewritten } from '../../support/sealed-ledger.ts'
import { unzipped } from '../../support/unzipped.ts'
import { testRandom } from '../../support/world.ts'

const random = testRandom()
const request = {
  ...fc.sample(startedRequest, { numRuns: 1, seed: 7 })[0]!,
  tenantId: 'acme',
  requestedAt: '2026-10-23T09:00:00.000Z',
  expiresAt: '2026-10-27T09:00:00.000Z',
}
const approval = moved(request, 'approve', random)
const revocation = moved(approval.after, 'revoke', random)
const entries: LedgerEntry[] = []
for (const sealed of [startedEvent(request, random), mailSent(request, random), approval.sealed, revocation.sealed])
  entries.push(entryOf(entries.at(-1), sealed, plusSeconds(request.requestedAt, entries.length)))
/** What was recorded after the time that is asked for. */
const after = [...entries, entryOf(entries.at(-1), mailSent(request, random), '2026-11-02T00:00:00.000Z')]
const key = await testKey('checkpoint')
const receiptKey = await testKey('receipt')
const keys = { keys: [key.published, receiptKey.published] }
const checkpoints = checkpointsOf(after, [2, 4, 5], key, { receiptKeys: [receiptKey.published.kid] })
const id = requestId(request)

const statement = (month: string, seq: number) =>
  key.sign('statement', { month, head: { seq, hash: entries[seq - 1]?.hash } })

/** A deployment that has all that an auditor asks for, of these entries. */
function site(of: readonly LedgerEntry[] = entries, receiptSeq = 4, sealed = [...of.map(({ seq }) => seq), 5]) {
  const file = Buffer.from(linesOf(of))
  const asked: string[] = []
  const fake: typeof fetch = async (input, init) => {
    const { url, method, headers } = new Request(input, init)
    const { host, pathname, search } = new URL(url)
    const json = (body: unknown, status = 200) =>
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
    if (host === 'bucket.example') return new Response(file)
    asked.push(pathname + search)
    if (pathname.startsWith('/.well-known/')) {
      expect(headers.get('authorization')).toBeNull()
      return json(keys)
    }
    expect(headers.get('authorization')).toBe('Bearer t')
    const job = {
      id: 'X',
      startedAt: '2026-11-03T00:00:00.000Z',
      expiresAt: '',
      entries: of.length,
      total: of.length,
      bytes: file.length,
    }
    const range = of.length > 0 ? { firstSeq: of[0]?.seq, lastSeq: of.at(-1)?.seq } : {}
    if (method === 'POST') return json({ ...job, state: 'Running' }, 202)
    if (pathname === '/audit/exports/X')
      return json({ ...job, ...range, state: 'Complete', sha256: sha256Of(file), link: 'https://bucket.example/x' })
    if (pathname === '/audit/checkpoints') {
      const from = search.includes('cursor') ? 2 : 0
      const items = [2, 4, 5]
        .map((seq, i) => ({ seq, jws: checkpoints[i], head: '', time: '', keyId: '' }))
        .filter(({ seq }) => sealed.includes(seq))
      return json({ items: items.slice(from, from + 2), ...(from === 0 && items.length > 2 && { cursor: 'more' }) })
    }
    if (pathname === '/audit/statements')
      return json({
        items: [
          { month: '2026-09', keyId: '', jws: statement('2026-09', 1) },
          { month: '2026-11', keyId: '', jws: statement('2026-11', 1) },
        ],
      })
    if (pathname === `/audit/receipts/${id}`) return json({ requestId: id, seq: receiptSeq, jws: 'a.b.c' })
    return json({ code: 'NotFound', detail: 'There is no such thing.' }, 404)
  }
  return { fetch: fake, asked }
}

const gather = (out: string, { fetch }: { fetch: typeof globalThis.fetch }, ...more: string[]) =>
  command(['evidence', '--from', '2026-10-01', '--to', '2026-11-01', '--out', out, ...more], {
    fetch,
    now: () => Date.parse('2026-11-03T00:00:00Z'),
  })
const textsIn = (out: string) =>
  Object.fromEntries([...unzipped(readFileSync(out))].map(([name, bytes]) => [name, bytes.toString()]))

describe('evidence', () => {
  test('is one zip with the rows, the events, what vouches for them, and the report', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    // A receipt of later is left out, and so is a checkpoint.
    const ran = await gather(out, site(entries, 5), '--pin', key.published.kid)
    expect(ran).toMatchObject({ exit: 0, out: '', err: expect.stringContaining('sealed') })
    const texts = textsIn(out)
    expect(Object.keys(texts).sort()).toEqual(
      [
        'README.txt',
        'audit.ndjson',
        'checkpoints.jws',
        'keys.json',
        'report.json',
        'report.txt',
        'requests.csv',
        'requests.json',
      ].sort(),
    )
    expect(texts['audit.ndjson']).toBe(linesOf(entries))
    expect(texts['checkpoints.jws']).toBe(`${checkpoints[0]}\n${checkpoints[1]}\n`)
    expect(JSON.parse(texts['keys.json'] ?? '')).toEqual(keys)
    expect(JSON.parse(texts['report.json'] ?? '')).toMatchObject({ outcome: 'holds', sealed: { seq: 4 }, pinned: true })
    expect(JSON.parse(texts['requests.json'] ?? '')).toMatchObject([{ requestId: id, outcome: 'revoked' }])
    const [head = '', row = ''] = (texts['requests.csv'] ?? '').split('\r\n')
    expect(row.split(',')[head.split(',').indexOf('outcome')]).toBe('revoked')
    expect(texts['README.txt']).toContain(`The outcome of 1 requests came after the last entry`)
    expect(texts['README.txt']).toContain('numbers 1 to 4')
    expect([`${out}.part`, `${out}.events`, `${out}.events.job`].filter(existsSync)).toEqual([])
  })

  test('asks for what it needs: no checkpoint before, no receipt of a request without an outcome', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    const waiting = entries.slice(0, 2)
    const at = site(waiting)
    expect(await gather(out, at)).toMatchObject({ exit: 0 })
    expect(at.asked.filter((path) => path.startsWith('/audit/receipts'))).toEqual([])
    expect(textsIn(out)['checkpoints.jws']).toBe(`${checkpoints[0]}\n`)
  })

  test('that does not hold is written all the same, and ends as the verifier does', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    const ran = await gather(out, site(rewritten(entries, 2), 9), '--pin', key.published.kid)
    expect(ran).toMatchObject({ exit: 7, err: expect.stringContaining('FORKED') })
    expect(JSON.parse(textsIn(out)['report.json'] ?? '')).toMatchObject({ outcome: 'forked' })
  })

  test('names its files as docs/ledger.md does', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    // What the site gives out as a receipt is none, and the zip has it all the same.
    expect(await gather(out, site(entries, 4))).toMatchObject({ exit: 6 })
    const texts = textsIn(out)
    expect(texts[`receipts/receipt-${id}.jws`]).toBe('a.b.c\n')
    const documented = tableOf(pageText('docs/ledger.md'), 'file', 'what').flatMap(([names]) => codeIn(names))
    for (const name of ['audit.ndjson', 'checkpoints.jws', 'keys.json']) {
      expect(documented).toContain(name)
      expect(texts).toHaveProperty([name])
    }
    expect(documented).toContain('receipt-<request id>.jws')
    for (const name of ['audit.ndjson', 'receipts/receipt-<request>.jws', 'keys.json'])
      expect(texts['README.txt']).toContain(name)
  })
  test('of a time is a part, and the README says how to verify one; of everything it is none', async () => {
    const [out, all] = [join(ownFolder(), 'evidence.zip'), join(ownFolder(), 'all.zip')]
    const at = site(entries.slice(2), 5)
    expect(await gather(out, at)).toMatchObject({ exit: 0, err: expect.stringContaining('This part holds') })
    expect(textsIn(out)['README.txt']).toContain('--part')
    const ran = await command(['evidence', '--out', all], at)
    expect(ran).toMatchObject({ exit: 6, err: expect.stringContaining('TAMPERED') })
    expect(textsIn(all)['README.txt']).not.toContain('--part')
  })

  test('of a time in which nothing was recorded says so', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    expect(await gather(out, site([]))).toMatchObject({ exit: 0 })
    expect(textsIn(out)['report.txt']).toContain('\nNothing was recorded in this time.\n')
  })

  describe('leaves out what was asked for, as a checkpoint shows', () => {
    const cut = async (of: readonly LedgerEntry[]) => {
      const out = join(ownFolder(), 'evidence.zip')
      // All checkpoints are given out, whatever the export has.
      const ran = await gather(out, site(of, 9, [2, 4, 5]), '--pin', key.published.kid)
      expect(ran).toMatchObject({ exit: 6, err: expect.stringContaining('TAMPERED') })
      return textsIn(out)
    }
    test('at its end', async () => {
      const texts = await cut(entries.slice(0, 2))
      expect(JSON.parse(texts['report.json'] ?? '')).toMatchObject({
        outcome: 'tampered',
        findings: [{ code: 'CutOff', seq: 4, about: 'checkpoint 4', found: 'an export of the entries 1 to 2' }],
      })
      expect(texts['report.txt']).toMatch(
        /^Asked for: recorded from 2026-10-01T00:00:00.000Z on, before 2026-11-01T00:00:00.000Z\n/,
      )
    })
    test('at its beginning', async () => {
      expect(JSON.parse((await cut(entries.slice(2)))['report.json'] ?? '')).toMatchObject({
        findings: [{ code: 'CutOff', seq: 2 }],
      })
    })
    test('altogether', async () => {
      expect((await cut([]))['report.txt']).toContain('checkpoint 2 names entry 2, recorded')
    })
    test('but not what came after it had begun, where no end was asked for', () => {
      const cutOf = (startedAt: string) =>
        cutBy(checkpoints[1] ?? '', { firstSeq: 1, lastSeq: 2, startedAt }, {}, '2026-11-03T00:00:00.000Z')
      expect(cutOf('2026-10-23T09:00:00.000Z')).toBeUndefined()
      expect(cutOf('2026-10-24T09:00:00.000Z')).toMatchObject({ code: 'CutOff', seq: 4 })
    })
  })

  test('interrupted leaves no zip, and the same command goes on', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    const interruption = new AbortController()
    const at = site(entries, 9)
    const stopping: typeof fetch = (input, init) => {
      if ((input instanceof Request ? input.url : String(input)).includes('ledger-keys')) interruption.abort()
      return at.fetch(input, init)
    }
    const ran = await command(['evidence', '--out', out], { fetch: stopping, interruption })
    expect(ran).toMatchObject({ exit: 130, err: expect.stringContaining('Interrupted') })
    expect([out, `${out}.part`].filter(existsSync)).toEqual([])
    expect(await gather(out, at)).toMatchObject({ exit: 0 })
  })

  test('asks again for what the gateway throttled', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    const at = site(entries, 9)
    const throttled = new Set<string>()
    const impatient: typeof fetch = async (input, init) => {
      const { url, method } = input instanceof Request ? input : new Request(input, init)
      if (method !== 'GET' || url.includes('bucket.example') || throttled.has(url)) return at.fetch(input, init)
      throttled.add(url)
      return new Response('{"message":"Too Many Requests"}', { status: 429 })
    }
    expect(await gather(out, { fetch: impatient })).toMatchObject({ exit: 0 })
    expect(throttled.size).toBeGreaterThan(4)
  })

  test('does not write over a file', async () => {
    const out = join(ownFolder(), 'evidence.zip')
    writeFileSync(out, 'mine')
    expect(await gather(out, site())).toMatchObject({ exit: 2 })
    expect(readFileSync(out, 'utf8')).toBe('mine')
  })
})
