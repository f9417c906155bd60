import { expect, test } from 'vitest'
import { measure } from '../../bench/ledger.ts'

test('the bench makes a ledger that the command finds to hold, and measures what it says', async () => {
  const { verify, plain, start, stream, messages, bytes } = await measure(2000)
  expect(verify).toMatchObject({ exitCode: 0 })
  expect(verify.report).toContain('It holds, and all of it is sealed, up to entry 2000.')
  expect([plain.exitCode, start.exitCode]).toEqual([0, 0])
  for (const { seconds } of [verify, plain, start, stream, messages]) expect(seconds).toBeGreaterThan(0)
  expect(Math.min(bytes, verify.cpu, verify.peakBytes)).toBeGreaterThan(0)
})
