import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { answering, command, ownFolder } from '../../support/command.ts'
import { type GeneratedLedger, generateLedger } from '../../support/generated-ledger.ts'
import { witnessMail } from '../../support/sealed-ledger.ts'
import { readVariants, vectorsFolder } from '../../vectors/cases.ts'
import { claimsOf, newKey } from '../../vectors/proofs.ts'

const folder = ownFolder()
const at = (name: string) => join(folder, name)
const put = (name: string, content: string) => {
  writeFileSync(at(name), content)
  return at(name)
}
let made: GeneratedLedger
let lines: string[]
beforeAll(async () => {
  made = await generateLedger(folder, 400)
  lines = readFileSync(at('audit.ndjson'), 'utf8').trimEnd().split('\n')
})

const noNetwork = vi.fn(() => Promise.reject(new Error('called somebody')))
const verify = (file: string, ...more: string[]) =>
  command(
    [
      'audit',
      'verify',
      file,
      '--checkpoints',
      at('checkpoints.jws'),
      '--jwks',
      at('keys.json'),
      '--pin',
      made.pin,
      ...more,
    ],
    {
      fetch: noNetwork,
      env: { LOCKBOX_URL: '', LOCKBOX_TOKEN: '' },
      now: () => Date.parse('2026-01-02T00:00:00.000Z'),
    },
  )
const entry = (index: number): LedgerEntry => JSON.parse(lines[index] ?? '')

describe('lockbox audit verify', () => {
  test('ends with 0 where the export holds, and reads well', async () => {
    const { exit, out, err } = await verify(at('audit.ndjson'), '--receipt', at('receipt.jws'))
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    const known = [made.pin, made.head.hash].reduce((text, secret, i) => text.replaceAll(secret, `<${i}>`), out)
    expect(known.replaceAll(/[\w-]{43}/g, '<other key>')).toMatchInlineSnapshot(`
      "It holds, and all of it is sealed, up to entry 400.

        organisation  acme-bank
        entries       1 to 400, 400 of them
        recorded      2026-01-01T00:00:00.250Z to 2026-01-01T00:01:40.000Z
        begins        at the beginning of the ledger
        sealed        up to entry 400, by a checkpoint of 2026-01-01T00:02:40.000Z
        unsealed      0 of the newest entries
        newest hash   <1>
        checkpoints   1 that count, 0 gaps between them
        receipts      1 that count
        witnesses     0 entries in mails
        erased        0 personal values
        key           <0>, for checkpoints: pinned; signed 1
        key           <other key>, for receipts: listed by a trusted checkpoint; signed 1

      What this does not prove
        - That the vendor's code recorded the truth, or recorded everything: it shows that nothing was changed since it was recorded.
        - That there is no other history, beyond what the checkpoints, receipts and mails given here cover.
        - Who a person is: a mailbox has more readers than its owner, and a sign-in is as good as its issuer.
        - When exactly: times come from clocks of AWS, the order from the chain.
        - That a mail given as a witness is genuine: that is for its headers, and for whose mailbox it comes from.
      "
    `)
  })

  test('ends with 6 where an entry was changed, and names the first one', async () => {
    const forged = put('changed.ndjson', `${lines.with(9, lines[9]!.replace('production', 'productive')).join('\n')}\n`)
    const { exit, out, err } = await verify(forged)
    expect(exit).toBe(6)
    expect(out).toContain('TAMPERED')
    expect(err).toMatch(/^TAMPERED.*\n→ First: entry 10, line 10: expected hash [0-9a-f]{64}/)
  })

  test('ends with 6 where the end is cut off', async () => {
    const { exit, err } = await verify(put('cut.ndjson', `${lines.slice(0, 300).join('\n')}\n`))
    expect(exit).toBe(6)
    expect(err).toContain('an export that ends with entry 300')
  })

  test('ends with 6 where the beginning is cut off, unless it is said to be a part', async () => {
    const later = put('later.ndjson', `${lines.slice(100).join('\n')}\n`)
    const { exit, out, err } = await verify(later)
    expect(exit).toBe(6)
    expect(err).toContain('expected entry 1, found entry 101')
    expect(out).toContain('    to do     If this export is meant to begin later')
    const part = await verify(later, '--part')
    expect(part).toMatchObject({ exit: 0, err: '' })
    expect(part.out).toMatch(/^This part holds, and all of it is sealed, up to entry 400\./)
  })

  test('ends with 7 where a mail tells another history', async () => {
    const good = put('good.eml', witnessMail(entry(19)))
    const bad = put('bad.eml', witnessMail({ ...entry(19), hash: '0'.repeat(64) }))
    expect(await verify(at('audit.ndjson'), '--witness', good)).toMatchObject({ exit: 0 })
    const { exit, err } = await verify(at('audit.ndjson'), '--witness', good, '--witness', bad)
    expect(exit).toBe(7)
    expect(err).toContain('bad.eml')
  })

  test('ends with 8 where the newest checkpoint is too old, now or at a time', async () => {
    expect(await verify(at('audit.ndjson'), '--max-age', '26h')).toMatchObject({ exit: 0 })
    const { exit, err } = await verify(at('audit.ndjson'), '--max-age', 'PT26H', '--as-of', '2026-01-03')
    expect(exit).toBe(8)
    expect(err).toContain('at most PT26H before 2026-01-03T00:00:00.000Z')
  })

  test('takes a file of audit statements as it was written', async () => {
    const vector = (name: string) => join(vectorsFolder, name)
    const october = readFileSync(vector('statement-2026-10.jws'), 'utf8').trim()
    const again = newKey.sign(proofTypes.statement, { ...claimsOf<object>(october), time: '2026-11-02T00:00:00.000Z' })
    const api = answering(() => ({ body: { items: [{ jws: october }, { jws: again }] } }))
    const file = at('statements.jws')
    expect(await command(['audit', 'statements', '--out', file], { fetch: api.fetch })).toMatchObject({ exit: 0 })
    const { exit, out } = await command([
      ...['audit', 'verify', vector('audit.ndjson'), '--checkpoints', vector('checkpoints.jws')],
      ...['--jwks', vector('keys.json'), '--pin', readVariants().files.pins[0]!, '--statement', file],
    ])
    expect(exit).toBe(0)
    expect(out).toContain('statements    2 that count')
  })

  test('ends with 8 where nothing seals it, and with 2 where a pin has no keys to be found in', async () => {
    const { exit, out } = await verify(at('audit.ndjson'), '--checkpoints', put('none.jws', ''))
    expect(exit).toBe(8)
    expect(out).toContain('nothing that you trust seals it')
    expect(await command(['audit', 'verify', at('audit.ndjson'), '--pin', made.pin])).toMatchObject({ exit: 2 })
  })

  test('says what to do where the keys do not fit', async () => {
    const { exit, out, err } = await verify(at('audit.ndjson'), '--pin', 'A'.repeat(43))
    expect(exit).toBe(6)
    expect(err).toMatch(/^NOT TRUSTED.*\n→ First: the keys: .* Fetch the keys again/)
    expect(out).toContain('    to do     Fetch the keys again, and compare each pin')
  })

  test('gives the report as JSON', async () => {
    const { exit, out } = await verify(at('audit.ndjson'), '--json')
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ outcome: 'holds', entries: { count: 400 }, sealed: { seq: 400 } })
    const failed = await verify(put('changed.ndjson', lines.with(0, 'x').join('\n')), '--json')
    expect(JSON.parse(failed.out)).toMatchObject({ outcome: 'tampered' })
    expect(JSON.parse(failed.err)).toMatchObject({ error: { exit: 'tampered' } })
  })

  test.each([
    ['a file that is not there', () => [at('nowhere.ndjson')], /cannot be read/],
    ['a folder', () => [folder], /cannot be read/],
    ['an empty file', () => [put('empty.ndjson', ''), '--checkpoints', put('none.jws', '')], /empty/],
    ['no export', () => [put('notes.txt', 'Notes\n')], /not an export/],
    ['the newest entry first', () => [put('down.ndjson', lines.toReversed().join('\n'))], /newest entry comes first/],
    ['keys that are no JSON', () => [at('audit.ndjson'), '--jwks', at('checkpoints.jws')], /is not JSON/],
    [
      'a mail that says nothing',
      () => [at('audit.ndjson'), '--witness', put('no.eml', 'Subject: Hi\r\n\r\nHi')],
      /names no entry/,
    ],
    [
      'receipts in the place of checkpoints',
      () => [at('audit.ndjson'), '--checkpoints', at('receipt.jws')],
      /receipt\.jws holds receipts, not checkpoints.\n→ Give it with --receipt/,
    ],
    [
      'checkpoints in the place of a receipt',
      () => [at('audit.ndjson'), '--receipt', at('checkpoints.jws')],
      /checkpoints\.jws holds checkpoints, not receipts.\n→ Give it with --checkpoints/,
    ],
    ['a time without an age', () => [at('audit.ndjson'), '--as-of', '2026-01-03'], /--as-of goes with/],
    ['a pin that is none', () => [at('audit.ndjson'), '--pin', 'abc'], /thumbprint/],
  ] as const)('%s: ends with 2, and says what to do', async (_, args, words) => {
    const [file = '', ...more] = args()
    const { exit, err } = await verify(file, ...more)
    expect(exit).toBe(2)
    expect(err).toMatch(words)
    expect(err.length).toBeGreaterThan(40)
  })

  test('without keys no signature can be checked, and it says so', async () => {
    const { exit, err } = await command(['audit', 'verify', at('audit.ndjson'), '--checkpoints', at('checkpoints.jws')])
    expect(exit).toBe(2)
    expect(err).toContain('--jwks')
  })

  test('stops at Ctrl-C, and says nothing about the file', async () => {
    const interruption = new AbortController()
    interruption.abort()
    const { exit, out } = await command(['audit', 'verify', at('audit.ndjson')], { interruption })
    expect({ exit, out }).toEqual({ exit: 130, out: '' })
  })

  test('shows nothing that could move the cursor of a terminal', async () => {
    const forged = put('escape.ndjson', `${lines.with(9, '\u001B[2J\u202Egone').join('\n')}\n`)
    const { out, err } = await verify(forged)
    expect((out + err).replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u)
  })

  test('has called nobody', () => {
    expect(noNetwork).not.toHaveBeenCalled()
  })
})
