import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fingerprints, fingerprint, fingerprintKey } from '../../../verifier/fingerprints.ts'

const bytes = (id: string) => new TextEncoder().encode(id)

test('a set of fingerprints knows what was added, however it grows', () => {
  const key = fingerprintKey()
  const set = new Fingerprints()
  const ids = Array.from({ length: 50_000 }, (_, i) => fingerprint(key, bytes(`id ${i}`)))
  for (const [high, low] of ids) {
    expect(set.has(high, low)).toBe(false)
    expect(set.add(high, low)).toBe(true)
  }
  for (const [high, low] of ids) expect(set.has(high, low) && !set.add(high, low)).toBe(true)
})

test('fingerprints of the same id differ from run to run', () => {
  expect(fingerprint(fingerprintKey(), bytes('id'))).not.toEqual(fingerprint(fingerprintKey(), bytes('id')))
})

test('the same id has one fingerprint, wherever it lies; ids of any length that differ have two', () => {
  const key = fingerprintKey()
  const id = fc.uint8Array({ maxLength: 120 })
  fc.assert(
    fc.property(id, id, id, (one, other, around) => {
      const within = new Uint8Array([...around, ...one, ...around])
      expect(fingerprint(key, within, around.length, around.length + one.length)).toEqual(fingerprint(key, one))
      if (Buffer.compare(one, other) !== 0) expect(fingerprint(key, one)).not.toEqual(fingerprint(key, other))
    }),
    { numRuns: 1000 },
  )
  // The highest sum is still exact.
  const most = new Uint8Array(48).fill(255)
  expect(fingerprint(key, most)).not.toEqual(fingerprint(key, most.with(47, 254)))
  expect(fingerprint(new Float64Array(key.length).fill(2 ** 39 - 1), most).every(Number.isSafeInteger)).toBe(true)
})
