import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../../functions/domain/digest.ts'
import type { Domain } from '../../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../../functions/domain/ledger.ts'
import type { Receipt } from '../../../functions/domain/proofs/receipt.ts'
import type { Statement } from '../../../functions/domain/proofs/statement.ts'
import { Tally } from '../../../functions/domain/proofs/tally.ts'
import { receiptOf } from '../../../functions/domain/receipts.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { outcomeMail } from '../../../functions/mail/outcome-mail.ts'
import { NotVerifiable } from '../../../verifier/findings.ts'
import { type Verification, verify } from '../../../verifier/verify.ts'
import { startedRequest } from '../../support/arbitraries.ts'
import { type TestKey, testKey } from '../../support/generated-ledger.ts'
import { entryOf } from '../../support/random-chain.ts'
import { mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { outcomeMailView, toAda } from '../../support/sample-views.ts'
import { checkpointsOf, exportOf, piece, rewritten, witnessMail } from '../../support/sealed-ledger.ts'
import { testRandom } from '../../support/world.ts'

const tenantId = 'acme'
const random = testRandom()
const request = {
  ...fc.sample(startedRequest, { numRuns: 1, seed: 7 })[0]!,
  tenantId,
  requestedAt: '2026-11-23T09:00:00.000Z',
  expiresAt: '2026-11-27T09:00:00.000Z',
}
const approval = moved(request, 'approve', random)
const revocation = moved(approval.after, 'revoke', random)

/** Started, mailed three times, approved, mailed, revoked, mailed. */
const entries: LedgerEntry[] = []
for (const sealed of [
  startedEvent(request, random),
  mailSent(request, random),
  mailSent(request, random),
  mailSent(request, random),
  approval.sealed,
  mailSent(request, random),
  revocation.sealed,
  mailSent(request, random),
])
  entries.push(entryOf(entries.at(-1), sealed, plusSeconds(request.requestedAt, entries.length)))

const content = exportOf(entries)
const [first, second, third] = [await testKey('checkpoint'), await testKey('checkpoint'), await testKey('checkpoint')]
const receiptKey = await testKey('receipt')
const keys = { keys: [first.published, receiptKey.published] }
const pins = [first.published.kid]
const receiptKeys = [receiptKey.published.kid]
const checkpoints = checkpointsOf(entries, [2, 5, 8], first, { receiptKeys })

const report = (more: Partial<Verification> = {}) =>
  verify({ lines: piece(content), checkpoints: checkpoints.join('\n'), keys, pins, ...more })
const codes = async (more: Partial<Verification> = {}) => (await report(more)).findings.map(({ code }) => code)

describe('the report', () => {
  test('says whose ledger it is, what there is of it, and what seals it', async () => {
    expect(await report()).toMatchObject({
      outcome: 'holds',
      tenantId,
      entries: { count: 8, first: { seq: 1 }, last: { seq: 8, hash: entries[7]?.hash } },
      begins: 'genesis',
      sealed: { seq: 8, head: entries[7]?.hash, keyId: first.published.kid },
      unsealed: 0,
      checkpoints: { count: 3, gaps: 0, before: 0, after: 0 },
      outside: 0,
      keys: [
        { keyId: first.published.kid, trust: 'pinned', signed: 3 },
        { keyId: receiptKey.published.kid, trust: 'listed', signed: 0 },
      ],
      findings: [],
      notes: [],
    })
  })

  test('counts the values that somebody erased, and holds without them', async () => {
    const erased = entries.map((entry) => (entry.seq === 5 ? { ...entry, personal: {} } : entry))
    const names = Object.keys(entries[4]?.personal ?? {}).sort()
    const { outcome, erased: gone } = await report({ lines: piece(exportOf(erased)) })
    expect(outcome).toBe('holds')
    expect(gone).toEqual({ count: names.length, first: names.map((name) => ({ seq: 5, name })) })
  })

  test('names the first entry that is wrong, with what was expected', async () => {
    const victim = entries[4]!
    const { event } = victim
    const forged = { ...victim, event: { ...event, data: { ...event.data, after: 'Denied' } } }
    const { outcome, findings } = await report({ lines: piece(exportOf(entries.with(4, forged as LedgerEntry))) })
    expect(outcome).toBe('tampered')
    expect(findings[0]).toEqual({
      code: 'Transition',
      verdict: 'tampered',
      seq: 5,
      line: 5,
      expected: 'a move that lockbox.request.approved can be',
      found: 'version 2 from ActionNeeded to Denied',
    })
    expect(findings[1]).toMatchObject({ code: 'Hash', seq: 5, found: `hash ${victim.hash}` })
  })

  test('keeps a hundred findings of a file that is wrong in every line, and counts the others', async () => {
    const many: LedgerEntry[] = []
    for (let i = 0; i < 300; i++) many.push(entryOf(many.at(-1), mailSent(request, random), request.requestedAt))
    const forged = many.map((entry) => ({ ...entry, recordedAt: '2026-11-23T10:00:00.000Z' }))
    const { findings, moreFindings } = await verify({ lines: piece(exportOf(forged)) })
    expect(findings).toHaveLength(100)
    expect(findings[0]).toMatchObject({ code: 'Envelope', seq: 1 })
    expect(moreFindings).toBe(200)
  })

  test('without any checkpoint says that nothing seals it', async () => {
    const { outcome, notes, unsealed } = await verify({ lines: piece(content) })
    expect({ outcome, unsealed }).toEqual({ outcome: 'holds', unsealed: 8 })
    expect(notes.join()).toContain('SEALED BY NOTHING')
  })

  test('without a pinned key says that nothing vouches for the keys', async () => {
    const { outcome, notes, keys: shown } = await report({ pins: [] })
    expect(outcome).toBe('holds')
    expect(notes.join()).toContain('NOTHING VOUCHES FOR THE KEYS')
    expect(shown.map(({ trust }) => trust)).toEqual(['unvouched', 'unvouched'])
  })
})

describe('a line', () => {
  const [line = '', ...others] = content.trimEnd().split('\n')
  const codesWith = (forged: string) => codes({ lines: piece(`${[forged, ...others].join('\n')}\n`) })

  test.each([
    ['with a space', line.replace(',"seq"', ', "seq"')],
    ['with a member twice', line.replace(',"seq":1}', ',"seq":1,"seq":1}')],
    ['with a letter escaped', line.replace('"acme"', '"\\u0061cme"')],
    ['with a line end of Windows', `${line}\r`],
    ['with a number in another spelling', line.replace(/"seq":1\}$/, '"seq":1.0}')],
  ])('%s has the same content, and is found', async (_, forged) => {
    expect(JSON.parse(forged)).toEqual(JSON.parse(line))
    expect(forged).not.toBe(line)
    expect(await codesWith(forged)).toEqual(['Form'])
  })

  test('that is no text in UTF-8, or empty, is no entry', async () => {
    expect(await codesWith('')).toContain('Form')
    const bytes = Buffer.from(content)
    bytes[200] = 0xff
    expect(await codes({ lines: piece(bytes) })).toContain('Form')
  })

  test('with an id that occurred before is found, even where every hash is right', async () => {
    const again = entryOf(
      entries.at(-1),
      { ...mailSent(request, random), ...pick(entries[3]!) },
      '2026-11-23T10:00:00.000Z',
    )
    expect(await codes({ lines: piece(exportOf([...entries, again])) })).toEqual(['RepeatedId'])
  })
})

/** An entry's event as it lay in its outbox. */
const pick = ({ event, personal }: LedgerEntry) => {
  const { domain: _, seq: __, recordedAt: ___, ...data } = event.data
  return { event: { ...event, data }, personal }
}

describe('a part of a ledger', () => {
  const part = exportOf(entries.slice(5))

  test('is cut off at its beginning, unless it is meant to be one', async () => {
    const { outcome, findings } = await report({ lines: piece(part) })
    expect(outcome).toBe('tampered')
    expect(findings).toEqual([
      {
        code: 'Beginning',
        verdict: 'tampered',
        seq: 6,
        line: 1,
        expected: 'entry 1',
        found: 'entry 6',
        advice: expect.stringContaining('part'),
      },
    ])
  })

  test('is accepted, requests begun before it too, and said to be one', async () => {
    const { outcome, begins, notes, part: said } = await verify({ lines: piece(part), part: true })
    expect({ outcome, begins, said }).toEqual({ outcome: 'holds', begins: 'unproven', said: true })
    expect(notes.join()).toContain('begins at entry 6')
  })

  test('has its beginning shown by a checkpoint of the entry before it', async () => {
    const { begins, checkpoints: counted } = await report({ lines: piece(part), part: true })
    expect({ begins, before: counted.before }).toEqual({ begins: 'sealed', before: 1 })
  })

  test('says nothing of what is sealed and witnessed behind its end', async () => {
    const lines = () => piece(exportOf(entries.slice(3, 6)))
    const given = { lines: lines(), witnesses: [witnessMail(entries[7]!), witnessMail(entries[0]!)] }
    const { outcome, sealed, checkpoints: counted, outside, notes } = await report({ ...given, part: true })
    expect({ outcome, sealed: sealed?.seq, outside }).toEqual({ outcome: 'holds', sealed: 5, outside: 4 })
    expect(counted).toMatchObject({ before: 1, after: 1 })
    expect(notes.join('\n')).toMatch(/behind the end of this part.*\nNot compared.*: 2 witnesses/)
    const other = { ...entries[4]!, hash: '0'.repeat(64) }
    expect(await codes({ lines: lines(), part: true, witnesses: [witnessMail(other)] })).toEqual(['OtherHistory'])
  })

  test('without an entry cannot be verified', async () => {
    await expect(report({ lines: piece(''), part: true })).rejects.toMatchObject({ code: 'Empty' })
  })

  test('that begins with another hash than a checkpoint names is another history', async () => {
    const other = checkpointsOf(entries.with(4, { ...entries[4]!, hash: '0'.repeat(64) }), [5], first)
    expect(await report({ lines: piece(part), part: true, checkpoints: other.join() })).toMatchObject({
      outcome: 'forked',
      findings: [{ code: 'OtherHistory', seq: 5 }],
    })
  })

  test('shows a request that is closed in it, and goes on', async () => {
    const again = moved(approval.after, 'end', random, '2199-01-01T00:00:00.000Z')
    const { event, personal } = again.sealed
    const ulid = request.ulid
    const sealed = { event: { ...event, id: `${ulid}#4`, data: { ...event.data, version: 4 } }, personal }
    const longer = [...entries, entryOf(entries.at(-1), sealed, '2026-11-24T09:00:00.000Z')]
    const { findings } = await verify({ lines: piece(exportOf(longer.slice(5))), part: true })
    expect(findings).toMatchObject([{ code: 'Transition', seq: 9 }])
  })
})

describe('an export that does not hold in itself', () => {
  test('is tampered with, also where a checkpoint behind that names another hash', async () => {
    const erased = entries.with(1, { ...entries[1]!, personal: { 'actor.id': { salt: 'A'.repeat(22), value: 'x' } } })
    const { findings } = await report({ lines: piece(exportOf(rewritten(erased, 5))) })
    expect(findings.map(({ code, verdict }) => [code, verdict])).toEqual([
      ['Personal', 'tampered'],
      ['OtherHistory', 'tampered'],
      ['OtherHistory', 'tampered'],
    ])
  })
})

describe('checkpoints', () => {
  test('that are missing in between, or before the first one, are gaps and no fault', async () => {
    for (const some of [checkpoints.slice(1), [checkpoints[0], checkpoints[2]]])
      expect(await report({ checkpoints: some.join('\n') })).toMatchObject({
        outcome: 'holds',
        checkpoints: { gaps: 1 },
      })
  })

  test('count in any order of the file', async () => {
    expect(await report({ checkpoints: checkpoints.toReversed().join('\n') })).toMatchObject({
      outcome: 'holds',
      checkpoints: { gaps: 0 },
    })
  })

  const claims = (seq: number, previous: unknown) => ({
    iss: 'https://lockbox.example',
    tenantId,
    seq,
    head: entries[seq - 1]?.hash,
    recordedAt: entries[seq - 1]?.recordedAt,
    time: '2026-11-23T10:00:00.000Z',
    previous,
    receiptKeys: [],
  })

  test.each([
    ['says that it is the first, and is not', () => claims(8, null)],
    ['leaves one out that is there', () => claims(8, { seq: 2, sha256: sha256Hex(checkpoints[0]!) })],
    ['calls a later one the one before it', () => claims(5, { seq: 8, sha256: '0'.repeat(64) })],
  ])('contradict each other where one %s', async (_, wrong) => {
    const list = [...checkpoints.slice(0, 2), first.sign('checkpoint', wrong())]
    expect(await report({ checkpoints: list.join('\n') })).toMatchObject({
      outcome: 'forked',
      findings: [{ code: 'Contradiction' }],
    })
  })

  test.each([
    ['text', 'no checkpoint', 'ProofForm'],
    ['of another kind', first.sign('statement', claims(8, null)), 'ProofForm'],
    ['with more claims', first.sign('checkpoint', { ...claims(8, null), more: 1 }), 'ProofForm'],
    ['by a key that is not published', second.sign('checkpoint', claims(8, null)), 'UnknownKey'],
    ['by a key for receipts', receiptKey.sign('checkpoint', claims(8, null)), 'UnknownKey'],
    ['of another tenant', first.sign('checkpoint', { ...claims(8, null), tenantId: 'other' }), 'ProofTenant'],
    ['with another signature', `${checkpoints[0]?.slice(0, -10)}AAAAAAAAAA`, 'Signature'],
  ])('%s: is a fault', async (_, jws, code) => {
    const found = await report({ checkpoints: jws })
    expect(found).toMatchObject({ outcome: 'tampered', findings: [{ code }] })
    expect(found.sealed).toBeUndefined()
  })

  test('have one spelling of their signature', async () => {
    const jws = checkpoints[0]!
    const last = jws.slice(-1)
    const other = `${jws.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`
    expect(await codes({ checkpoints: other })).toEqual(['Signature'])
  })
})

test.each([
  ['an empty list of them', { checkpoints: '' }],
  ['an empty list, and no pin', { checkpoints: '', pins: [] }],
  ['a pin and no keys', { checkpoints: undefined, keys: undefined }],
] as [string, Record<string, unknown>][])(
  'checkpoints that were asked for and seal nothing are a finding: %s',
  async (_, given) => {
    const lines = piece(exportOf(rewritten(entries, 2)))
    expect(await report({ lines, ...given })).toMatchObject({ outcome: 'stale', findings: [{ code: 'Unsealed' }] })
  },
)

describe('trust in keys', () => {
  const set = (...list: TestKey[]) => ({ keys: list.map(({ published }) => published) })
  const change = (by: TestKey, to: TestKey, changes = {}) =>
    by.sign('key', {
      tenantId,
      purpose: to.published.purpose,
      keyId: to.published.kid,
      x: to.published.x,
      y: to.published.y,
      time: '2026-11-23T09:00:00.000Z',
      ...changes,
    })
  const withChange = (endorsement: string) => {
    const { event, personal } = mailSent(request, random, { details: { endorsement } })
    const changed = { event: { ...event, type: 'lockbox.key.changed' as never }, personal }
    return [...entries, appendTo(entries.at(-1), 'checkpoint' as Domain, changed, '2026-11-23T10:00:00.000Z')]
  }
  const trustAfter = async (endorsement: string, given: Partial<Verification> = {}) => {
    const longer = withChange(endorsement)
    const jws = checkpointsOf(longer, [9], second)
    const { keys: shown } = await verify({
      lines: piece(exportOf(longer)),
      checkpoints: jws.join(),
      keys: set(first, second),
      pins,
      ...given,
    })
    return shown.find(({ keyId }) => keyId === second.published.kid)?.trust
  }

  test('goes to the next key that a trusted one vouches for, in an event of the ledger', async () => {
    expect(await trustAfter(change(first, second))).toBe('endorsed')
  })

  test.each([
    ['by a key that is not trusted', change(third, second)],
    ['by itself', change(second, second)],
    ['for another tenant', change(first, second, { tenantId: 'other' })],
    ['for another purpose', change(first, second, { purpose: 'receipt' })],
  ])('does not go to a key that is vouched for %s', async (_, endorsement) => {
    expect(await trustAfter(endorsement, { keys: set(first, second, third) })).toBeUndefined()
  })

  test('is missing where the set is too old, and the report says what to do', async () => {
    expect((await report({ checkpoints: second.sign('checkpoint', {}) })).findings).toMatchObject([
      { code: 'UnknownKey', advice: expect.stringContaining('Fetch the keys again') },
    ])
  })

  test('does not begin with a key that has signed nothing yet, and the report says which one to pin', async () => {
    const given = {
      lines: piece(exportOf(withChange(change(first, second)))),
      keys: set(first, second, receiptKey),
      pins: [second.published.kid],
    }
    const { outcome, findings } = await report(given)
    expect(outcome).toBe('tampered')
    expect(findings).toMatchObject([{ code: 'Keys', advice: expect.stringContaining(first.published.kid) }])
    const lines = piece(exportOf(withChange(change(third, second))))
    expect(new Set(await codes({ ...given, lines }))).toEqual(new Set(['UnknownKey', 'UntrustedKey']))
  })

  test('goes to a key whose endorsement is given beside the checkpoints', async () => {
    const [by = ''] = checkpointsOf(entries, [8], second)
    const given = (...more: string[]) => ({ keys: set(first, second), checkpoints: [...more, by].join('\n') })
    expect(await codes(given())).toEqual(['UntrustedKey'])
    expect(await codes(given(change(first, second)))).toEqual([])
    expect(await codes(given(change(first, second, { tenantId: 'other' })))).toEqual(['ProofTenant', 'UntrustedKey'])
  })

  test('goes back to the key of the checkpoint before', async () => {
    const [older] = checkpointsOf(entries, [5], second)
    const newer = checkpointsOf(entries, [8], first, { previous: { seq: 5, sha256: sha256Hex(older!) } })
    const both = { keys: set(first, second), checkpoints: [older, ...newer].join('\n') }
    const { outcome, keys: shown } = await report(both)
    expect(outcome).toBe('holds')
    expect(shown.map(({ trust }) => trust)).toEqual(['pinned', 'before'])
    expect(await codes({ ...both, checkpoints: [older, ...checkpointsOf(entries, [8], first)].join('\n') })).toContain(
      'UntrustedKey',
    )
  })

  test('goes back to that checkpoint, and to nothing else that its key signs', async () => {
    const [older] = checkpointsOf(entries, [2], second)
    const newer = checkpointsOf(entries, [5], first, { previous: { seq: 2, sha256: sha256Hex(older!) } })
    const forged = rewritten(entries, 6)
    const backdated = checkpointsOf(forged, [8], second, { previous: { seq: 5, sha256: sha256Hex(newer[0]!) } })
    const all = [older, ...newer, ...backdated].join('\n')
    const found = await report({ lines: piece(exportOf(forged)), keys: set(first, second), checkpoints: all })
    expect(found).toMatchObject({ sealed: { seq: 5 }, unsealed: 3, checkpoints: { count: 2, unvouched: 1 } })
    expect(found.notes.join()).toContain('not vouched for')
  })

  test('that goes back to a checkpoint does not spread to what its key lists or endorses', async () => {
    const [older] = checkpointsOf(entries, [2], second, { receiptKeys })
    const longer = withChange(change(second, third))
    const newer = checkpointsOf(longer, [9], first, { previous: { seq: 2, sha256: sha256Hex(older!) } })
    const { keys: shown } = await report({
      lines: piece(exportOf(longer)),
      keys: set(first, second, third, receiptKey),
      checkpoints: [older, ...newer].join('\n'),
    })
    expect(shown.map(({ trust }) => trust)).toEqual(['pinned', 'before', undefined, undefined])
  })

  test('does not reach beyond the interval of a key', async () => {
    const at = '2026-11-23T09:30:00.000Z'
    const bounded = await testKey('checkpoint', { validFrom: at, validUntil: plusSeconds(at, 3600) })
    const signedAt = async (time: string) =>
      codes({
        keys: set(bounded),
        pins: [bounded.published.kid],
        checkpoints: checkpointsOf(entries, [8], bounded, { time }).join(),
      })
    expect(await signedAt(plusSeconds(at, -1))).toEqual(['KeyInterval'])
    expect(await signedAt(at)).toEqual([])
    expect(await signedAt(plusSeconds(at, 3600))).toEqual(['KeyInterval'])
  })

  test('is not in a name: thumbprints are computed', async () => {
    const named = { ...second.published, kid: first.published.kid }
    expect(await codes({ keys: { keys: [named] } })).toContain('Keys')
    expect(await codes({ keys: { keys: [{}] } })).toContain('Keys')
  })

  test('is missing where the pinned key is not in the set', async () => {
    expect(await codes({ pins: [third.published.kid], checkpoints: '' })).toEqual(['Keys'])
  })
})

describe('a receipt', () => {
  const step = (seq: number) => {
    const { hash, event } = entries[seq - 1]!
    const { kind, method } = event.data.actor
    return { type: event.type, at: event.time, seq, hash, by: { kind, method } }
  }
  const made = (changes: Partial<Receipt> = {}) => {
    const signing = { iss: 'https://lockbox.example', issuedAt: '2026-11-23T10:00:00.000Z' }
    const claims = receiptOf(entries, signing)
    if (!claims.ok) throw new Error(claims.problem.detail)
    return receiptKey.sign('receipt', {
      ...claims.value,
      ...changes,
    })
  }

  test('agrees with its entries', async () => {
    expect(await report({ receipts: [made()] })).toMatchObject({ outcome: 'holds', receipts: 1, findings: [] })
  })

  test.each([
    ['another outcome', { outcome: 'ended' }],
    ['another request', { requestId: 'acme.01J00000000000000000000000' }],
    ['another time', { at: '2026-11-23T09:00:01.000Z' }],
    ['another person', { by: { ...step(7).by, email: 'eve@acme.example' } }],
    ['another way of proving who they are', { by: { ...step(7).by, method: 'signed-in' } }],
    ['another operator', { operator: { email: 'somebody@else.example' } }],
    ['another reason', { reason: { type: 'CustomerInitiatedSupport', detail: 'The customer asked for it.' } }],
    ['another period', { accessPeriod: 'PT1M' }],
    ['another grant', { granted: { accessLevel: 'read', accessUntil: '2026-11-23T09:01:00.000Z' } }],
    ['no grant', { granted: undefined as never }],
    ['another remark', { why: 'All is well, thank you.' }],
    ['a drill', { drill: true }],
    ['another person before', { history: [{ ...step(1), by: { ...step(1).by, name: 'Eve' } }, step(5), step(7)] }],
    ['a history with a gap', { history: [step(1), step(7)] }],
    ['a history that ends before', { history: [step(1), step(5)] }],
  ] as [string, Partial<Receipt>][])('that says %s than its entries is a fork', async (_, changes) => {
    const found = await report({ receipts: [made(changes)] })
    expect(found.outcome).toBe('forked')
    expect(new Set(found.findings.map(({ code }) => code))).toEqual(new Set(['OtherFacts']))
  })

  test('with another hash is a fork, and behind the end of the export it is cut off', async () => {
    expect(await report({ receipts: [made({ hash: '0'.repeat(64) })] })).toMatchObject({
      outcome: 'forked',
      findings: [{ code: 'OtherHistory', seq: 7, about: 'receipt 1' }],
    })
    expect(
      await report({
        lines: piece(exportOf(entries.slice(0, 6))),
        checkpoints: checkpoints.slice(0, 2).join('\n'),
        receipts: [made()],
      }),
    ).toMatchObject({
      outcome: 'tampered',
      findings: [{ code: 'CutOff', seq: 7 }],
    })
  })

  test('contradicts nothing that was erased', async () => {
    const erased = entries.with(6, { ...entries[6]!, personal: {} })
    const receipt = made({ by: { ...step(7).by, email: 'ada@acme.example' } })
    expect(await report({ lines: piece(exportOf(erased)), receipts: [receipt] })).toMatchObject({ outcome: 'holds' })
  })

  test('of which an entry is before a part is counted apart', async () => {
    const found = await report({ lines: piece(exportOf(entries.slice(2))), part: true, receipts: [made()] })
    expect(found).toMatchObject({ outcome: 'holds', receipts: 0, notCompared: { receipts: 1 } })
    expect(found.notes.join()).toContain('Not compared')
  })

  test('counts only where a trusted checkpoint lists its key, or the key is pinned', async () => {
    const unlisted = checkpointsOf(entries, [8], first).join()
    expect((await report({ checkpoints: unlisted, receipts: [made()] })).findings).toMatchObject([
      { code: 'UntrustedKey', advice: expect.stringContaining('--checkpoints') },
    ])
    expect(await codes({ checkpoints: unlisted, receipts: [made()], pins: [...pins, ...receiptKeys] })).toEqual([])
  })
})

const tally = new Tally(['2026-11'])
for (const entry of entries) tally.add(entry)
const [november] = tally.months
const made = (changes: Partial<Statement> = {}) =>
  first.sign('statement', {
    iss: 'https://lockbox.example',
    tenantId,
    vendor: 'Nimbus',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    ...november,
    text: '',
    time: '2026-12-01T01:00:00.000Z',
    previous: null,
    ...changes,
  })

describe('a file of proofs', () => {
  test('has one a line, and each of them is read', async () => {
    const content = `${made()}\n\n${made({ time: '2026-12-01T02:00:00.000Z' })}\n`
    expect(await report({ statements: [{ name: 's.jws', content }] })).toMatchObject({
      outcome: 'holds',
      statements: 2,
    })
    const wrong = `${content}${made({ head: { seq: 8, hash: '0'.repeat(64) } })}\n`
    expect((await report({ statements: [{ name: 's.jws', content: wrong }] })).findings).toMatchObject([
      { code: 'OtherHistory', seq: 8, about: 's.jws, line 4' },
    ])
    expect((await report({ receipts: [{ name: 'r.jws', content: '\n' }] })).findings).toMatchObject([
      { code: 'ProofForm', about: 'r.jws' },
    ])
  })
})

describe('a statement', () => {
  test('agrees with its month', async () => {
    expect(await report({ statements: [made()] })).toMatchObject({ outcome: 'holds', statements: 1, findings: [] })
  })

  test.each([
    ['no approval', { counts: { ...november!.counts, approved: 0 } }],
    ['other entries', { entries: null }],
    ['an older head', { head: { seq: 7, hash: entries[6]!.hash } }],
    ['no head', { head: null }],
    ['another beginning', { from: '2026-11-24T00:00:00.000Z' }],
    ['another end', { to: '2026-11-02T00:00:00.000Z' }],
  ] as [string, Partial<Statement>][])('that says %s than its month is a fork', async (_, changes) => {
    const found = await report({ statements: [made(changes)] })
    expect(found).toMatchObject({ outcome: 'forked', findings: [{ code: 'OtherFacts' }] })
  })

  test('is not compared in a part that begins later', async () => {
    const part = piece(exportOf(entries.slice(3)))
    expect(await report({ lines: part, part: true, statements: [made({ entries: null })] })).toMatchObject({
      outcome: 'holds',
      statements: 0,
      notCompared: { statements: 1 },
    })
  })

  test('names the one before it, where that is there', async () => {
    const none = Object.fromEntries(Object.keys(november!.counts).map((name) => [name, 0])) as Statement['counts']
    const [from, to] = ['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z']
    const october = made({ month: '2026-10', from, to, entries: null, head: null, counts: none })
    const behind = (sha256: string) =>
      report({ statements: [made({ previous: { month: '2026-10', sha256 } }), october] })
    expect(await behind(sha256Hex(october))).toMatchObject({ outcome: 'holds', findings: [] })
    expect(await behind('0'.repeat(64))).toMatchObject({ outcome: 'forked', findings: [{ code: 'Contradiction' }] })
  })
})

describe('a mail as a witness', () => {
  const compose = (mail: object) =>
    new MailComposer({ from: 'a@b.example', to: 'c@d.example', ...mail }).compile().build()

  test('is read as our mails are sent, from its text', async () => {
    const view = {
      ...outcomeMailView('Approved'),
      recorded: {
        ...outcomeMailView('Approved').recorded,
        seq: 5,
        hash: entries[4]!.hash,
        type: 'lockbox.request.approved',
      },
    }
    const { subject, text, html } = outcomeMail({ ...view, id: `${tenantId}.${request.ulid}` } as never, toAda)
    for (const parts of [{ text, html, textEncoding: 'quoted-printable' }, { text }]) {
      const mail = await compose({ subject, ...parts })
      expect(await report({ witnesses: [mail] })).toMatchObject({ outcome: 'holds', witnesses: 1, findings: [] })
      const forged = entries.with(4, entries[5]!)
      expect((await report({ lines: piece(exportOf(forged)), checkpoints: '', witnesses: [mail] })).outcome).toBe(
        'tampered',
      )
    }
  })

  test('is not read from HTML alone', async () => {
    const html = `<p>Entry 5 Hash ${entries[4]!.hash}</p><pre>\n  Entry: 5\n  Hash: ${entries[4]!.hash}\n</pre>`
    await expect(report({ witnesses: [await compose({ html })] })).rejects.toMatchObject({ code: 'NoWitness' })
  })

  test.each([
    ['the request', (id: string) => `  Request: ${id}.${request.ulid}`],
    ['where to look', (id: string) => `In doubt, open x and look for ${id}.${request.ulid}`],
    ['the customer', (id: string) => `  Customer: Other; and more; ${id}`],
  ])('is about another organisation where %s is, and about this one where that is named, too', async (_, line) => {
    const other = witnessMail({ ...entries[4]!, hash: '0'.repeat(64) })
    const mail = (...ids: string[]) => [other, ...ids.map(line), ''].join('\r\n')
    expect(await codes({ witnesses: [mail('other')] })).toEqual([])
    expect(await codes({ witnesses: [mail('other', tenantId)] })).toEqual(['OtherHistory'])
    expect(await codes({ witnesses: [`${other}\r\n> ${line('other')}`] })).toEqual(['OtherHistory'])
  })

  test('about another organisation says nothing by its proofs either', async () => {
    const [foreign = ''] = checkpointsOf(entries, [5], third, { tenantId: 'other', head: '0'.repeat(64) })
    const mail = await compose({ text: 'The checkpoint of today.', attachments: [{ content: foreign }] })
    const { outcome, notes } = await report({ witnesses: [mail] })
    expect(outcome).toBe('holds')
    expect(notes.join()).toContain('is about other')
    expect(await codes({ lines: piece(content), checkpoints: foreign })).toEqual(['UnknownKey'])
  })

  test('is not believed where somebody else wrote the lines into it', async () => {
    const text = `What the operator wrote:\n> \n>   Entry: 5\n>   Hash: ${'0'.repeat(64)}\n\n  Entry: 5\n  Hash: ${entries[4]!.hash}\n`
    expect(await report({ witnesses: [await compose({ text })] })).toMatchObject({ outcome: 'holds', witnesses: 1 })
  })

  test('with another type of event is a fork', async () => {
    const mail = witnessMail({ ...entries[4]!, event: entries[0]!.event })
    expect(await report({ witnesses: [mail] })).toMatchObject({ outcome: 'forked', findings: [{ code: 'OtherFacts' }] })
  })

  test("of another organisation's request says nothing, and the report says that", async () => {
    const mail = `${witnessMail({ ...entries[4]!, hash: '0'.repeat(64) })}\r\nIn doubt, open x and look for other.${request.ulid}\r\n`
    const { outcome, notes, witnesses } = await report({ witnesses: [mail] })
    expect({ outcome, witnesses }).toEqual({ outcome: 'holds', witnesses: 0 })
    expect(notes.join()).toContain('other')
  })

  test("of another organisation's request is a finding where it is said whose ledger it is", async () => {
    const mail = `${witnessMail(entries[4]!)}\r\nIn doubt, open x and look for other.${request.ulid}\r\n`
    expect(await codes({ witnesses: [mail], tenantId })).toEqual(['ProofTenant'])
    expect(await codes({ tenantId })).toEqual([])
    expect(await codes({ tenantId: 'other' })).toContain('Tenant')
  })

  test('carries no proof in its text: others write there', async () => {
    const junk = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImxvY2tib3gtY2hlY2twb2ludCtqd3MifQ.1.1'
    for (const words of [junk, `> ${junk}`]) {
      const mail = `${witnessMail(entries[4]!)}\r\n${words}\r\n`
      expect(await report({ witnesses: [mail] })).toMatchObject({ outcome: 'holds', findings: [] })
    }
  })

  test('carries a checkpoint in an attachment', async () => {
    const mail = await compose({
      text: 'The checkpoint of today.',
      attachments: [{ filename: 'checkpoint-8.jws', content: checkpoints[2] }],
    })
    expect(await report({ checkpoints: checkpoints.slice(0, 2).join('\n'), witnesses: [mail] })).toMatchObject({
      outcome: 'holds',
      sealed: { seq: 8 },
    })
  })
})

describe('what cannot be verified', () => {
  test.each([
    ['is empty', '', 'Empty'],
    ['is no export', 'seq,type\n1,lockbox.request.started\n', 'NotAnExport'],
    ['has one endless line', 'x'.repeat(600_000), 'NotAnExport'],
    ['lies the other way round', exportOf(entries.toReversed()), 'NewestFirst'],
  ])('%s: is refused, with what to do', async (_, text, code) => {
    const error = await verify({ lines: piece(text) }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotVerifiable)
    expect(error).toMatchObject({ code, advice: expect.stringMatching(/\w/) })
  })

  test('a mail that names no entry is refused', async () => {
    await expect(report({ witnesses: ['Subject: Hello\r\n\r\nNothing.'] })).rejects.toMatchObject({ code: 'NoWitness' })
  })

  test('a whole ledger that ends before a checkpoint is cut off, with what to do if it is not', async () => {
    const { findings } = await report({ lines: piece(exportOf(entries.slice(0, 6))) })
    expect(findings).toMatchObject([{ code: 'CutOff', seq: 8, advice: expect.stringContaining('export again') }])
  })

  test('an empty export of a ledger that was sealed is cut off', async () => {
    expect(await report({ lines: piece('') })).toMatchObject({ outcome: 'tampered', entries: { count: 0 } })
    expect(await codes({ lines: piece('') })).toEqual(['CutOff', 'CutOff', 'CutOff'])
  })
})

test('an age is that of the newest checkpoint at the time asked for', async () => {
  const newest = plusSeconds(entries[7]!.recordedAt, 60)
  expect(await codes({ maxAge: 'PT26H', asOf: plusSeconds(newest, 26 * 3600) })).toEqual([])
  expect(await codes({ maxAge: 'PT26H', asOf: plusSeconds(newest, 26 * 3600 + 1) })).toEqual(['Stale'])
  expect(await codes({ maxAge: 'PT26H', asOf: '2026-01-01T00:00:00.000Z' })).toEqual(['Stale'])
  expect(await codes({ maxAge: 'PT26H', asOf: newest, checkpoints: '' })).toEqual(['Stale'])
})
