import { expect, test } from 'vitest'
import { Fingerprints, fingerprint } from '../../../verifier/fingerprints.ts'

test('a set of fingerprints knows what was added, however it grows', () => {
  const set = new Fingerprints()
  const ids = Array.from({ length: 50_000 }, (_, i) => fingerprint('key', `id ${i}`))
  for (const [high, low] of ids) {
    expect(set.has(high, low)).toBe(false)
    expect(set.add(high, low)).toBe(true)
  }
  for (const [high, low] of ids) expect(set.has(high, low) && !set.add(high, low)).toBe(true)
})

test('fingerprints of the same id differ from run to run', () => {
  expect(fingerprint('one', 'id')).not.toEqual(fingerprint('another', 'id'))
})
