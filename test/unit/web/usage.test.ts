import { describe, expect, it } from 'vitest'
import { usageLines } from '../../../web/usage.ts'

const use = (count: number, firstAt: string, lastAt = firstAt) => ({
  count,
  firstAt: `2026-11-23T${firstAt}:10.000Z`,
  lastAt: `2026-11-23T${lastAt}:40.000Z`,
})

describe('what a grant was used for', () => {
  it.each([
    [{}, ['Never used']],
    [{ check: use(1, '10:02') }, ['Used once at Mon 23 Nov 2026, 10:02 UTC']],
    [
      { check: use(3, '10:02', '10:40') },
      ['Used 3 times between Mon 23 Nov 2026, 10:02 UTC and Mon 23 Nov 2026, 10:40 UTC'],
    ],
    // A token may be used where nobody asks the check: it is not "never".
    [{ pass: use(1, '10:01') }, ['1 access token given out at Mon 23 Nov 2026, 10:01 UTC']],
    [
      { check: use(2, '10:02', '10:03'), pass: use(2, '10:01', '10:02') },
      [
        'Used 2 times between Mon 23 Nov 2026, 10:02 UTC and Mon 23 Nov 2026, 10:03 UTC',
        '2 access tokens given out between Mon 23 Nov 2026, 10:01 UTC and Mon 23 Nov 2026, 10:02 UTC',
      ],
    ],
  ])('%j', (uses, lines) => {
    expect(usageLines(uses, 'UTC')).toEqual(lines)
  })
})
