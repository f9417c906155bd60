import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, inject, it } from 'vitest'
import { clientConfig } from '../../infra/local/aws.ts'
import { type Measured, measure } from '../bench/audit-pages.ts'

it('a page of the audit trail costs the same at any history, the first one and a deep one', async () => {
  const measured = await measure(new DynamoDBClient(clientConfig(inject('target'))), [100, 1000])
  const cost = (events: number) =>
    new Map(
      measured
        .filter((m) => m.events === events)
        .map((m): [string, Pick<Measured, 'reads' | 'items' | 'units'>] => [
          `${m.list}, ${m.page}`,
          { reads: m.reads, items: m.items, units: m.units },
        ]),
    )
  const [short, long] = [cost(100), cost(1000)]
  const lists = [...short.keys()]
  expect(lists.length).toBeGreaterThan(10)
  for (const list of lists.filter((name) => !name.includes('no index')))
    expect(long.get(list), list).toEqual(short.get(list))
  // What no index serves is looked for within a bounded part, so it has a most and not one cost.
  for (const [list, { reads, items }] of long) {
    expect(reads, list).toBe(1)
    expect(items, list).toBeLessThanOrEqual(250)
  }
})
