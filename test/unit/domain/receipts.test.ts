import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { receiptSchema } from '../../../functions/domain/proofs/receipt.ts'
import { mayReadReceipt, mostTransitions, receiptOf, transitionIds } from '../../../functions/domain/receipts.ts'
import { type RequestState, requestId } from '../../../functions/domain/request.ts'
import { isTransition } from '../../../functions/domain/request-events.ts'
import { moves } from '../../../functions/domain/transitions.ts'
import { history } from '../../support/histories.ts'

const signing = { iss: 'https://lockbox.example', issuedAt: '2026-11-26T00:00:00.000Z' }

const outcomeOfState: Partial<Record<RequestState, string>> = {
  Approved: 'approved',
  Denied: 'denied',
  Expired: 'expired',
  Canceled: 'canceled',
  Emergency: 'emergency',
  Revoked: 'revoked',
  Ended: 'ended',
}

/** The entry with a personal value gone, as an administrator erases it. */
const erased = (entry: LedgerEntry, name: string): LedgerEntry => {
  const { [name]: _, ...personal } = entry.personal
  return { ...entry, personal }
}

describe('a receipt', () => {
  test('says of every legal history what became of the request, and where the ledger has it', () => {
    fc.assert(
      fc.property(history, ({ request, entries }) => {
        const outcome = receiptOf(entries, signing)
        const steps = entries.filter(({ event }) => isTransition(event.type))
        const last = steps.at(-1)
        if (request.state === 'ActionNeeded') {
          expect(outcome).toMatchObject({ ok: false, problem: { code: 'NoOutcome' } })
          return
        }
        if (!outcome.ok) throw new Error(outcome.problem.code)
        const receipt = v.parse(receiptSchema, outcome.value)
        expect(receipt).toMatchObject({
          ...signing,
          requestId: requestId(request),
          outcome: outcomeOfState[request.state],
          seq: last?.seq,
          hash: last?.hash,
          at: last?.event.time,
          operator: { id: request.operator.id },
          reason: { type: request.reason.type, detail: request.reason.detail },
        })
        expect(receipt.history.map(({ seq, hash, type }) => [seq, hash, type])).toEqual(
          steps.map(({ seq, hash, event }) => [seq, hash, event.type]),
        )
        expect(receipt.drill).toBe(request.drill)
        expect(receipt.granted?.accessUntil).toBe(request.drill ? undefined : request.granted?.accessUntil)
        expect(receipt.by.id).toBe((request.closed ?? request.decided ?? request.started).by.id)
      }),
    )
  })

  test('has neither address nor program of anybody', () => {
    fc.assert(
      fc.property(history, ({ entries }) => {
        const outcome = receiptOf(entries, signing)
        if (!outcome.ok) return
        const names = JSON.stringify(outcome.value, (key, value) =>
          ['ip', 'userAgent'].includes(key) ? 'SEEN' : value,
        )
        expect(names).not.toContain('"SEEN"')
      }),
    )
  })

  test('lacks what was erased, and says the rest', () => {
    fc.assert(
      fc.property(
        history,
        fc.constantFrom('actor.id', 'actor.email', 'actor.name', 'operator.id', 'reason.detail', 'reason'),
        ({ entries }, name) => {
          const before = receiptOf(entries, signing)
          const after = receiptOf(
            entries.map((entry) => erased(entry, name)),
            signing,
          )
          expect(after.ok).toBe(before.ok)
          if (!after.ok || !before.ok) return
          const receipt = v.parse(receiptSchema, after.value)
          expect([receipt.seq, receipt.hash, receipt.outcome]).toEqual([
            before.value.seq,
            before.value.hash,
            before.value.outcome,
          ])
          const [of = '', what = ''] = name.split('.')
          if (of === 'actor') expect(receipt.by).not.toHaveProperty(what)
          if (name === 'reason') expect(receipt).not.toHaveProperty('why')
          if (name === 'reason.detail') expect(receipt.reason ?? {}).not.toHaveProperty('detail')
        },
      ),
    )
  })

  test('is refused where there is no request', () => {
    expect(receiptOf([], signing)).toMatchObject({ ok: false, problem: { code: 'NotFound' } })
  })

  test('a grant that an event says wrong is left out, not made up', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('soon', 7, true, null), ({ entries }, accessUntil) => {
        const forged = entries.map((entry) => ({
          ...entry,
          event: {
            ...entry.event,
            data: { ...entry.event.data, details: { ...entry.event.data.details, accessUntil } },
          },
        }))
        const outcome = receiptOf(forged, signing)
        if (outcome.ok) expect(v.parse(receiptSchema, outcome.value).granted).toBeUndefined()
      }),
    )
  })

  test('no way through the states has more transitions than are looked for', () => {
    const longest = (from: RequestState): number =>
      Math.max(0, ...Object.values(moves).flatMap((move) => (move.from.includes(from) ? [1 + longest(move.to)] : [])))
    expect(1 + Math.max(longest('ActionNeeded'), longest('Emergency'))).toBe(mostTransitions)
    fc.assert(
      fc.property(history, ({ request, entries }) => {
        const steps = entries.filter(({ event }) => isTransition(event.type)).map(({ event }) => event.id)
        expect(transitionIds(request)).toEqual(expect.arrayContaining(steps))
      }),
    )
  })
})

describe('whose a receipt is to see', () => {
  test('a person reads their own, a machine what it asked for, an administrator all', () => {
    fc.assert(
      fc.property(history, ({ request, entries }) => {
        const may = (reader: Parameters<typeof mayReadReceipt>[0]) => mayReadReceipt(reader, entries)
        expect(may({ kind: 'vendor-admin' })).toBe(true)
        expect(may({ kind: 'person', operatorId: request.operator.id })).toBe(true)
        expect(may({ kind: 'person', operatorId: `x${request.operator.id}` })).toBe(false)
        expect(may({ kind: 'machine', client: 'tooling' })).toBe(false)
        const asked = entries.map((entry) => ({
          ...entry,
          event: {
            ...entry.event,
            data: {
              ...entry.event.data,
              actor: { kind: 'operator', method: 'client-credentials', client: 'tooling' } as const,
            },
          },
        }))
        const byMachine = (client: string) => mayReadReceipt({ kind: 'machine', client }, asked)
        expect([byMachine('tooling'), byMachine('other')]).toEqual([true, false])
      }),
    )
  })

  test('nothing is anybody’s where there is no request, and an erased operator’s is nobody’s own', () => {
    expect(mayReadReceipt({ kind: 'vendor-admin' }, [])).toBe(false)
    fc.assert(
      fc.property(history, ({ request, entries }) => {
        const gone = entries.map((entry) => erased(entry, 'operator.id'))
        expect(mayReadReceipt({ kind: 'person', operatorId: request.operator.id }, gone)).toBe(false)
      }),
    )
  })
})
