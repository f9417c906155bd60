import { expect, test } from 'vitest'
import { measure } from '../../bench/ledger.ts'

test('the bench makes a ledger that the command finds to hold, and measures what it says', async () => {
  const { verify, stream, messages, bytes } = await measure(2000)
  expect(verify).toMatchObject({ exitCode: 0 })
  expect(verify.report).toContain('It holds, and all of it is sealed, up to entry 2000.')
  expect(Math.min(stream, messages, bytes, verify.peakBytes)).toBeGreaterThan(0)
})
