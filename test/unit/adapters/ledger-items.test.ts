import { describe, expect, test } from 'vitest'
import { entryItem } from '../../../functions/adapters/ledger-items.ts'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { operatorActor, testRandom, World } from '../../support/world.ts'

const random = testRandom()
const request = await new World().open()
const at = '2026-11-23T09:00:00.000Z'

describe('the index by actor', () => {
  test('knows people by their address, in lower case', () => {
    const actor = { ...operatorActor, id: 'u-17', email: 'Olga@Vendor.Example' }
    const { actorKey } = entryItem(appendTo(undefined, 'operator', startedEvent(request, random, { actor }), at))
    expect(actorKey).toBe('actor#acme#olga%40vendor.example')
  })

  test('knows an approver by their address too, not by their id on the list', () => {
    const { actorKey } = entryItem(appendTo(undefined, 'link', moved(request, 'deny', random).sealed, at))
    expect(actorKey).toBe('actor#acme#ada%40acme.example')
  })

  test('knows who has no address by their id', () => {
    const { actorKey } = entryItem(appendTo(undefined, 'workflow', mailSent(request, random), at))
    expect(actorKey).toBe('actor#acme#notify')
  })
})
