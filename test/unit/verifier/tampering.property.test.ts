import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportLine } from '../../../functions/domain/export-line.ts'
import { appendTo, type LedgerEntry } from '../../../functions/domain/ledger.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { NotVerifiable } from '../../../verifier/findings.ts'
import { type Verification, verify } from '../../../verifier/verify.ts'
import { testKey } from '../../support/generated-ledger.ts'
import { chain } from '../../support/random-chain.ts'
import { checkpointsOf, exportOf, piece, rewritten, witnessMail } from '../../support/sealed-ledger.ts'

const sealing = await testKey('checkpoint')
const others = await testKey('checkpoint')
const keys = { keys: [sealing.published] }
const pins = [sealing.published.kid]

interface Sealed {
  readonly entries: readonly LedgerEntry[]
  /** Numbers of the entries with a checkpoint, ascending. */
  readonly seqs: readonly number[]
  readonly checkpoints: readonly string[]
}

/** A ledger of at least three entries, with checkpoints at some of them; `toTheEnd`: the last one is sealed too. */
const sealed = (toTheEnd: boolean): fc.Arbitrary<Sealed> =>
  chain
    .filter((entries) => entries.length > 2)
    .chain((entries) => {
      const last = entries.length
      return fc
        .uniqueArray(fc.integer({ min: 1, max: last - 1 }), { minLength: 1, maxLength: 3 })
        .map((some) => [...some.sort((a, b) => a - b), ...(toTheEnd ? [last] : [])])
        .map((seqs) => ({ entries, seqs, checkpoints: checkpointsOf(entries, seqs, sealing) }))
    })

const verified = (content: string | Uint8Array, checkpoints: readonly string[], more: Partial<Verification> = {}) =>
  verify({ lines: piece(content), checkpoints: checkpoints.join('\n'), keys, pins, ...more })

/** How it ends: as the command does, where a file that cannot be read as an export is refused. */
const outcome = async (content: string | Uint8Array, checkpoints: readonly string[], more?: Partial<Verification>) => {
  try {
    return (await verified(content, checkpoints, more)).outcome
  } catch (error) {
    if (error instanceof NotVerifiable) return error.code
    throw error
  }
}

const linesOf = (entries: readonly LedgerEntry[]) => entries.map(exportLine)
const numRuns = 150
const each = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => Promise<void>, runs = numRuns) =>
  fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns: runs })

describe('a ledger that nobody touched', () => {
  test('holds, whatever its checkpoints', () =>
    each(sealed(true), async ({ entries, checkpoints }) => {
      expect(await verified(exportOf(entries), checkpoints)).toMatchObject({
        outcome: 'holds',
        findings: [],
        unsealed: 0,
      })
    }))

  test('holds however its bytes come', () =>
    each(fc.tuple(sealed(true), fc.integer({ min: 1, max: 2000 })), async ([{ entries, checkpoints }, size]) => {
      const bytes = new TextEncoder().encode(exportOf(entries))
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      const report = await verify({ lines: pieces(), checkpoints: checkpoints.join('\n'), keys, pins })
      expect(report).toMatchObject({ outcome: 'holds', findings: [] })
    }))

  test('holds in the order of members that the API answers in', () =>
    each(sealed(true), async ({ entries, checkpoints }) => {
      const lines = entries.map(({ prevHash: previousHash, ...e }) => `${JSON.stringify({ ...e, previousHash })}\n`)
      expect(await verified(lines.join(''), checkpoints)).toMatchObject({ outcome: 'holds', findings: [] })
    }))
})

describe('any single mutation of an export is found', () => {
  test('a bit that flips, anywhere', () =>
    each(
      fc.tuple(sealed(true), fc.nat(), fc.integer({ min: 0, max: 7 })),
      async ([{ entries, checkpoints }, where, bit]) => {
        const bytes = new TextEncoder().encode(exportOf(entries))
        // The line end of the last line is not content.
        const at = where % (bytes.length - 1)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
        expect(await outcome(bytes, checkpoints)).toBe('tampered')
      },
      1000,
    ))

  test('an entry that is dropped', () =>
    each(fc.tuple(sealed(true), fc.nat()), async ([{ entries, checkpoints }, pick]) => {
      const at = pick % entries.length
      expect(await outcome(exportOf(entries.toSpliced(at, 1)), checkpoints)).toBe('tampered')
    }))

  test('a beginning that is cut off, with checkpoints or without', () =>
    each(fc.tuple(sealed(true), fc.nat(), fc.boolean()), async ([{ entries, checkpoints }, pick, seals]) => {
      const part = exportOf(entries.slice(1 + (pick % (entries.length - 1))))
      expect(await outcome(part, seals ? checkpoints : [])).toBe('tampered')
      // A part that nothing seals is said to be one.
      expect(['holds', 'stale']).toContain(await outcome(part, seals ? checkpoints : [], { part: true }))
    }))

  test('two entries that are swapped', () =>
    each(fc.tuple(sealed(true), fc.nat(), fc.nat()), async ([{ entries, checkpoints }, a, b]) => {
      const [i, j] = [a % entries.length, b % entries.length]
      fc.pre(i !== j)
      // Of three entries, the first and the last: that file is refused as one that lies the other way round.
      const swapped = exportOf(entries.with(i, entries[j]!).with(j, entries[i]!))
      expect(['tampered', 'NewestFirst']).toContain(await outcome(swapped, checkpoints))
    }))

  test('an entry that is there twice, or is put in', () =>
    each(
      fc.tuple(sealed(true), sealed(true), fc.nat(), fc.nat(), fc.boolean()),
      async ([{ entries, checkpoints }, { entries: foreign }, from, to, twice]) => {
        const source = twice ? entries : foreign
        const more = entries.toSpliced(to % (entries.length + 1), 0, source[from % source.length]!)
        expect(await outcome(exportOf(more), checkpoints)).toBe('tampered')
      },
    ))

  test('a part of a line, or nothing but its end, left of the rest', () =>
    each(fc.tuple(sealed(true), fc.nat()), async ([{ entries, checkpoints }, pick]) => {
      const bytes = new TextEncoder().encode(exportOf(entries))
      const kept = pick % (bytes.length - 1)
      expect(['tampered', 'NotAnExport']).toContain(await outcome(bytes.subarray(0, kept), checkpoints))
    }))

  test("an entry of another tenant's in its place", () =>
    each(
      fc.tuple(sealed(true), sealed(true), fc.nat()),
      async ([{ entries, checkpoints }, { entries: foreign }, pick]) => {
        const at = pick % Math.min(entries.length, foreign.length)
        const line = exportLine(foreign[at]!).replaceAll('acme', 'other')
        expect(await outcome(linesOf(entries).with(at, line).join(''), checkpoints)).toBe('tampered')
      },
    ))

  test('another number, beside the event or in it', () =>
    each(
      fc.tuple(sealed(true), fc.nat(), fc.integer({ min: -3, max: 3 }), fc.constantFrom('beside', 'inside', 'both')),
      async ([{ entries, checkpoints }, pick, by, where]) => {
        fc.pre(by !== 0)
        const at = pick % entries.length
        const victim = entries[at]!
        const seq = victim.seq + by
        const { event } = victim
        const forged = {
          ...victim,
          ...(where !== 'inside' && { seq }),
          ...(where !== 'beside' && { event: { ...event, data: { ...event.data, seq } } }),
        }
        expect(await outcome(exportOf(entries.with(at, forged)), checkpoints)).toBe('tampered')
      },
    ))

  test('a personal value, its salt, or another spelling of the salt', () =>
    each(
      fc.tuple(sealed(true), fc.nat(), fc.nat(), fc.constantFrom('value', 'salt', 'spelling')),
      async ([{ entries, checkpoints }, pick, which, what]) => {
        const at = pick % entries.length
        const victim = entries[at]!
        const names = Object.keys(victim.personal)
        const name = names[which % names.length]!
        const { salt, value } = victim.personal[name]!
        const last = salt.slice(-1)
        const changed = {
          value: { salt, value: `${value}.` },
          salt: { salt: `${salt.startsWith('A') ? 'B' : 'A'}${salt.slice(1)}`, value },
          // The same 16 bytes: the last digit's lower bits are not among them.
          spelling: { salt: `${salt.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`, value },
        }[what]
        const forged = { ...victim, personal: { ...victim.personal, [name]: changed } }
        expect(await outcome(exportOf(entries.with(at, forged)), checkpoints)).toBe('tampered')
      },
    ))

  test('a member that is taken out, or put in, at any depth', () =>
    each(
      fc.tuple(sealed(true), fc.nat(), fc.nat(), fc.boolean()),
      async ([{ entries, checkpoints }, pick, which, adds]) => {
        const at = pick % entries.length
        const line = JSON.parse(exportLine(entries[at]!))
        const places = objectsIn(line).filter((place) => adds || Object.keys(place).length > 0)
        const place = places[which % places.length]!
        const names = Object.keys(place)
        if (adds) place.another = 'x'
        else delete place[names[which % names.length]!]
        // A person who is erased is no fault: their value is gone, with its salt.
        fc.pre(place !== line.personal || adds)
        const lines = linesOf(entries).with(at, `${JSON.stringify(line)}\n`)
        expect(await outcome(lines.join(''), checkpoints)).toBe('tampered')
      },
      300,
    ))

  test('a member of no format, even where every hash after it is right', () =>
    each(fc.tuple(sealed(true), fc.nat()), async ([{ entries }, pick]) => {
      const at = pick % entries.length
      const anew = entries.slice(0, at)
      for (const [i, { event, personal }] of entries.slice(at).entries()) {
        const { domain, seq: _, recordedAt, ...data } = event.data
        const sealedEvent = { event: { ...event, data: { ...data, ...(i === 0 && { more: 1 }) } }, personal }
        anew.push(appendTo(anew.at(-1), domain, sealedEvent, recordedAt))
      }
      const report = await verify({ lines: piece(exportOf(anew)) })
      // What it looks at no further is missing in the chain behind it.
      expect(report.findings[0]).toMatchObject({ code: 'Members', seq: at + 1 })
    }))
})

describe('a history that holds in itself', () => {
  test('and was written anew from a sealed entry on is a fork', () =>
    each(fc.tuple(sealed(true), fc.nat()), async ([{ entries, checkpoints }, pick]) => {
      const from = 1 + (pick % entries.length)
      expect(await outcome(exportOf(rewritten(entries, from)), checkpoints)).toBe('forked')
    }))

  test('and was sealed anew with another key is tampered, in the set of keys or not', () =>
    each(fc.tuple(sealed(true), fc.nat(), fc.boolean()), async ([{ entries, seqs }, pick, published]) => {
      const forged = rewritten(entries, 1 + (pick % entries.length))
      const checkpoints = checkpointsOf(forged, seqs, others)
      const set = { keys: [sealing.published, ...(published ? [others.published] : [])] }
      expect(await outcome(exportOf(forged), checkpoints, { keys: set })).toBe('tampered')
    }))

  test("and was sealed anew with another key under the real key's name is tampered", () =>
    each(fc.tuple(sealed(true), fc.nat()), async ([{ entries, seqs }, pick]) => {
      const forged = rewritten(entries, 1 + (pick % entries.length))
      const [header] = sealing.sign('checkpoint', {}).split('.')
      const checkpoints = checkpointsOf(forged, seqs, others).map((jws) =>
        [header, ...jws.split('.').slice(1)].join('.'),
      )
      expect(await outcome(exportOf(forged), checkpoints)).toBe('tampered')
    }))

  test('and was sealed anew with the real key is a fork, by any checkpoint or mail of the first history', () =>
    each(fc.tuple(sealed(true), fc.nat(), fc.nat()), async ([{ entries, seqs, checkpoints }, pick, which]) => {
      const from = 1 + (pick % entries.length)
      const forged = rewritten(entries, from)
      const anew = checkpointsOf(forged, seqs, sealing)
      expect(await outcome(exportOf(forged), anew)).toBe('holds')
      expect(await outcome(exportOf(forged), [...anew, checkpoints.at(-1)!])).toBe('forked')
      expect(await outcome(exportOf(entries), [...checkpoints, anew.at(-1)!])).toBe('forked')
      const seen = entries[from - 1 + (which % (entries.length - from + 1))]!
      expect(await outcome(exportOf(forged), anew, { witnesses: [witnessMail(seen)] })).toBe('forked')
      expect(await outcome(exportOf(entries), checkpoints, { witnesses: [witnessMail(seen)] })).toBe('holds')
    }))
})

describe('an end that is cut off', () => {
  test('at a checkpoint or before it is found', () =>
    each(fc.tuple(sealed(false), fc.nat()), async ([{ entries, seqs, checkpoints }, pick]) => {
      const kept = pick % seqs.at(-1)!
      expect(await outcome(exportOf(entries.slice(0, kept)), checkpoints)).toBe('tampered')
    }))

  test('behind the newest checkpoint is found by a mail or by the age of that checkpoint, and by nothing else', () =>
    each(fc.tuple(sealed(false), fc.nat()), async ([{ entries, seqs, checkpoints }, pick]) => {
      const least = seqs.at(-1)!
      const kept = least + (pick % (entries.length - least))
      const cut = exportOf(entries.slice(0, kept))
      const report = await verified(cut, checkpoints)
      expect(report).toMatchObject({ outcome: 'holds', unsealed: kept - least })
      expect(await outcome(cut, checkpoints, { witnesses: [witnessMail(entries.at(-1)!)] })).toBe('tampered')
      const sealedAt = plusSeconds(entries[least - 1]!.recordedAt, 60)
      const age = { maxAge: 'PT26H', asOf: plusSeconds(sealedAt, 26 * 3600) }
      expect(await outcome(cut, checkpoints, age)).toBe('holds')
      expect(await outcome(cut, checkpoints, { ...age, asOf: plusSeconds(age.asOf, 1) })).toBe('stale')
    }))

  test('and written anew behind the newest checkpoint is found by a mail', () =>
    each(fc.tuple(sealed(false), fc.nat()), async ([{ entries, seqs, checkpoints }, pick]) => {
      const least = seqs.at(-1)! + 1
      const forged = rewritten(entries, least + (pick % (entries.length - least + 1)))
      expect(await outcome(exportOf(forged), checkpoints)).toBe('holds')
      expect(await outcome(exportOf(forged), checkpoints, { witnesses: [witnessMail(entries.at(-1)!)] })).toBe('forked')
    }))
})

/** Every object in a line but those of personal values, whose members belong together. */
function objectsIn(value: Record<string, unknown>): Record<string, unknown>[] {
  const inner = Object.values(value).filter((one) => typeof one === 'object' && one !== null)
  return [value, ...inner.flatMap((one) => objectsIn(one as Record<string, unknown>))]
}
