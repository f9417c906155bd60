import * as v from 'valibot'
import { expect, test } from 'vitest'
import { utcTime } from '../../../functions/runtime/fields.ts'

test.each([
  ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
  ['1970-01-01T00:00:00.5Z', '1970-01-01T00:00:00.500Z'],
  ['0036-01-09T09:12:40.81726Z', undefined],
  ['1969-12-31T23:59:59Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-11-23T08:00:00+01:00', undefined],
])('the time %s of a query is taken as %s', (text, taken) => {
  const result = v.safeParse(utcTime, text)
  expect(result.success ? result.output : undefined).toBe(taken)
})
