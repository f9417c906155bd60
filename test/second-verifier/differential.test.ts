import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, caseOf, readVariants } from '../vectors/cases.ts'
import { exportOf } from '../vectors/files.ts'
import { ledgerOf } from '../vectors/story.ts'
import { firstVerifier } from './first-verifier.ts'
import { type Found, secondVerifier } from './python.ts'

const all = readVariants()
const whole = caseOf(all, { name: 'whole', what: '', expected: null })
const kids = [...(whole.keys ?? '').matchAll(/"kid": "([^"]+)"/g)].map(([, kid = '']) => kid)

let second: Awaited<ReturnType<typeof secondVerifier>>
beforeAll(async () => {
  second = await secondVerifier()
})
afterAll(() => second?.close())

/** One thing that is done to a text, at places that are drawn as parts of the whole. */
const done = fc.record({
  what: fc.constantFrom('none', 'flip', 'drop', 'swap', 'repeat', 'keep', 'cut', 'insert'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  to: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  by: fc.constantFrom(...'09afAZ{}":,. \\[-_=>\n'),
})
type Done = typeof done extends fc.Arbitrary<infer T> ? T : never

function changed(text: string, { what, at, to, by }: Done): string {
  const lines = text.split('\n')
  const line = Math.floor(at * (lines.length - 1))
  const other = Math.floor(to * (lines.length - 1))
  const place = Math.floor(to * text.length)
  switch (what) {
    case 'flip':
      return text.slice(0, place) + by + text.slice(place + 1)
    case 'cut':
      return text.slice(0, place) + text.slice(place + 1)
    case 'insert':
      return text.slice(0, place) + by + text.slice(place)
    case 'drop':
      return lines.toSpliced(line, 1).join('\n')
    case 'repeat':
      return lines.toSpliced(other, 0, lines[line] ?? '').join('\n')
    case 'swap':
      return lines
        .with(line, lines[other] ?? '')
        .with(other, lines[line] ?? '')
        .join('\n')
    case 'keep':
      return lines.slice(0, line + 1).join('\n')
    default:
      return text
  }
}

/** A ledger that may lack events, or have them in another way, hashed by the rules: no change of a file, but a story. */
const story = fc
  .record({ leaves: fc.uniqueArray(fc.nat({ max: 22 }), { maxLength: 4 }), times: fc.nat({ max: 22 }) })
  .map(({ leaves, times }) =>
    exportOf(
      ledgerOf({
        edit: (told, seq) =>
          leaves.includes(seq - 1) ? undefined : seq === times ? { ...told, at: '2026-10-30T00:00:00.000Z' } : told,
      }),
    ),
  )

const cases: fc.Arbitrary<Case> = fc
  .record({
    story: fc.oneof({ weight: 3, arbitrary: fc.constant(whole.export) }, { weight: 1, arbitrary: story }),
    lines: fc.array(done, { maxLength: 2 }),
    checkpoints: fc.array(done, { maxLength: 1 }),
    receipt: fc.array(done, { maxLength: 1 }),
    with: fc.record({ checkpoints: fc.boolean(), keys: fc.boolean(), receipts: fc.boolean(), mails: fc.boolean() }),
    pins: fc.subarray(kids),
    part: fc.boolean(),
    asOf: fc.option(fc.constantFrom('2026-11-06T00:00:00.000Z', '2026-12-01T00:00:00.000Z'), { nil: undefined }),
  })
  .map((drawn) => {
    const after = (text: string, changes: readonly Done[]) => changes.reduce(changed, text)
    return {
      export: after(drawn.story, drawn.lines),
      ...(drawn.with.checkpoints && { checkpoints: after(whole.checkpoints ?? '', drawn.checkpoints) }),
      ...(drawn.with.keys && whole.keys && { keys: whole.keys }),
      receipts: drawn.with.receipts ? whole.receipts.map((text) => after(text, drawn.receipt)) : [],
      statements: [],
      mails: drawn.with.mails ? whole.mails : [],
      pins: drawn.with.keys ? drawn.pins : [],
      part: drawn.part,
      ...(drawn.asOf && { maxAge: 'PT26H', asOf: drawn.asOf }),
    }
  })

const chainCodes = new Set(
  'Form Members Tenant Domain Envelope Subject Hash Personal Beginning Sequence Link Time RepeatedId Transition'.split(
    ' ',
  ),
)

/** What a broken proof is called first depends on how far a JOSE library reads it. */
const unsigned = new Set(['ProofForm', 'UnknownKey', 'Signature'])

/** What both have to say alike: the verdict, where the chain breaks first, and what is wrong with the proofs. */
function said({ outcome, findings }: Found) {
  if (outcome === 'nothing') return { outcome }
  const chain = findings.filter(({ code }) => chainCodes.has(code))
  return {
    outcome,
    brokenFrom: chain.length === 0 ? null : Math.min(...chain.map(({ seq = 0 }) => seq)),
    // Behind a break, what the export has somewhere is a matter of reading.
    others:
      chain.length > 0
        ? []
        : findings.map(({ code, seq }) => `${unsigned.has(code) ? 'Unsigned' : code} ${seq ?? ''}`).toSorted(),
  }
}

/** More of them after a change of the format: `DIFFERENTIAL_RUNS=5000`. */
const runs = Number(process.env.DIFFERENTIAL_RUNS ?? 300)

test(
  'both verifiers say the same of whatever is done to the files',
  async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const [ours, theirs] = [await firstVerifier(given), await second.verify(given)]
        expect(said(theirs)).toEqual(said(ours))
      }),
      { numRuns: runs },
    )
  },
  60_000 + runs * 200,
)
