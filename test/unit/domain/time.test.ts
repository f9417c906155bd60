import { expect, test } from 'vitest'
import { instant } from '../../../functions/domain/time.ts'

test('an instant is RFC 3339 in UTC with milliseconds', () => {
  expect(instant(0)).toBe('1970-01-01T00:00:00.000Z')
})
