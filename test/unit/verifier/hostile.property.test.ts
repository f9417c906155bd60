import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportLine } from '../../../functions/domain/export-line.ts'
import { verify } from '../../../verifier/verify.ts'
import { testKey } from '../../support/generated-ledger.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'
import { checkpointsOf, piece, witnessMail } from '../../support/sealed-ledger.ts'

const key = await testKey('checkpoint')
const entries = sampleLedger(6)
const checkpoints = checkpointsOf(entries, [4, 6], key).join('\n')
const lines = entries.map(exportLine)

type Members = Record<string, unknown>

/** Every place in an entry: the names that lead to it. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...placesIn(inner, [...path, name])])
    : []

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>({ toString: null }, { toString: null, valueOf: null }, [{ toString: null }], { length: 64 }),
)

test('no value in no place of no line is more than a finding', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(entries.length - 1), fc.nat(), hostile, async (index, at, value) => {
      const entry = JSON.parse(lines[index] ?? '') as Members
      const places = placesIn(entry)
      const place = places[at % places.length] ?? []
      const parent = place.slice(0, -1).reduce((members, name) => members[name] as Members, entry)
      parent[place.at(-1) ?? ''] = value
      const text = JSON.stringify(entry)
      const report = await verify({
        lines: piece([...lines.slice(0, index), `${text}\n`, ...lines.slice(index + 1)].join('')),
        checkpoints,
        keys: { keys: [key.published] },
        pins: [key.published.kid],
        witnesses: entries.map(witnessMail),
      })
      // No personal value at all is what an erasure leaves: no fault, and counted.
      const erased = place.join() === 'personal' && JSON.stringify(value) === '{}'
      expect(report.outcome).toBe(`${text}\n` === lines[index] || erased ? 'holds' : 'tampered')
      if (erased) expect(report.erased.count).toBe(Object.keys(entries[index]?.personal ?? {}).length)
    }),
    { numRuns: 300 },
  )
})
