import fc from 'fast-check'
import { test } from 'vitest'
import { sha256Hex } from '../../../functions/domain/digest.ts'
import type { EventType } from '../../../functions/domain/events.ts'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { Proofs } from '../../support/memory-proofs.ts'

/** Growth of a ledger, and runs of the signer anywhere in between, of any length. */
const growth = fc.array(
  fc.record({
    append: fc.integer({ min: 0, max: 7 }),
    seconds: fc.integer({ min: 0, max: 3 * 86_400 }),
    run: fc.constantFrom('not', 'short', 'whole'),
  }),
  { minLength: 1, maxLength: 12 },
)

async function grown(steps: readonly (typeof growth extends fc.Arbitrary<infer T> ? T : never)[number][]) {
  const proofs = new Proofs()
  for (const { append, seconds, run } of steps) {
    proofs.clock.advance(seconds)
    proofs.appendMany(append)
    if (run !== 'not') await proofs.run((own) => own, run === 'short' ? 0 : 3600)
  }
  return proofs
}

test('however a ledger grows and whenever runs end, its checkpoints are a chain over its entries', async () => {
  await fc.assert(
    fc.asyncProperty(growth, async (steps) => {
      const proofs = await grown(steps)
      for (let run = await proofs.run(); 'complete' in run && !run.complete; ) run = await proofs.run()
      const { checkpoints, checkpointTexts } = proofs
      for (const [i, { seq, head, recordedAt, previous, time }] of checkpoints.entries()) {
        const entry = proofs.entries[seq - 1]
        if (entry?.hash !== head || entry.recordedAt !== recordedAt) return false
        const before = checkpoints[i - 1]
        if (!before) {
          if (previous !== null) return false
        } else if (previous?.sha256 !== sha256Hex(checkpointTexts[i - 1] ?? '') || previous.seq !== before.seq)
          return false
        else if (seq === before.seq && time.slice(0, 10) === before.time.slice(0, 10)) return false
      }
      return (checkpoints.at(-1)?.seq ?? 0) === proofs.entries.length
    }),
    { numRuns: 150 },
  )
})

type Tamper = (entries: LedgerEntry[], at: number) => void
const change =
  (changed: (entry: LedgerEntry) => Partial<LedgerEntry>): Tamper =>
  (entries, at) => {
    const entry = entries[at]!
    entries[at] = { ...entry, ...changed(entry) }
  }
const tampering: Readonly<Record<string, Tamper>> = {
  drop: (entries, at) => entries.splice(at, 1),
  repeat: (entries, at) => entries.splice(at, 0, structuredClone(entries[at]!)),
  swap: (entries, at) => entries.splice(at, 2, ...entries.slice(at, at + 2).reverse()),
  type: change(({ event }) => ({ event: { ...event, type: 'lockbox.mail.failed' as EventType } })),
  detail: change(({ event }) => ({ event: { ...event, data: { ...event.data, details: { forged: true } } } })),
  hash: change(() => ({ hash: 'd'.repeat(64) })),
  link: change(() => ({ prevHash: 'd'.repeat(64) })),
  value: change(({ personal }) => ({ personal: { 'actor.id': { ...personal['actor.id']!, value: 'somebody else' } } })),
  rename: change(({ personal }) => ({ personal: { 'actor.name': personal['actor.id']! } })),
  time: change(() => ({ recordedAt: '2000-01-01T00:00:00.000Z' })),
  tenant: change(({ event }) => ({ event: { ...event, data: { ...event.data, tenantId: 'globex' } } })),
  nothing: change(() => ({ event: null as never })),
}

test('whatever is done to an entry from the last sealed one on, nothing is signed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 2, max: 9 }),
      fc.nat(),
      fc.constantFrom(...Object.keys(tampering)),
      async (sealed, more, where, how) => {
        const proofs = new Proofs()
        // Pieces would be sealed before a fault behind them is seen.
        proofs.piece = 1000
        proofs.appendMany(sealed)
        await proofs.run()
        proofs.appendMany(more)
        const before = proofs.checkpointTexts.length
        // The last one dropped is a ledger that is shorter, which nobody can know yet.
        tampering[how]!(proofs.entries, sealed - 1 + (where % more))
        const answer = await proofs.run()
        return 'refused' in answer && proofs.checkpointTexts.length === before
      },
    ),
    { numRuns: 300 },
  )
})
