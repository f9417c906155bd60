import { type EventDraft, seal } from '../../functions/domain/events.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { instant } from '../../functions/domain/time.ts'
import { testRandom } from './world.ts'

/** A tenant's ledger of so many events, an hour apart: settings changes, whose size may vary. */
export function sampleLedger(
  size: number,
  {
    tenantId = 'acme',
    apart = 3_600_000,
    draft,
  }: { tenantId?: string; apart?: number; draft?: (n: number) => Partial<EventDraft> } = {},
): readonly LedgerEntry[] {
  const random = testRandom()
  const entries: LedgerEntry[] = []
  for (let n = 0; n < size; n++) {
    const at = instant(Date.parse('2026-11-20T00:00:00.000Z') + n * apart)
    const sealed = seal(
      {
        id: random.ulid(at),
        type: 'lockbox.settings.changed',
        tenantId,
        at,
        actor: { kind: 'approver', id: 'ada', name: 'Ada Ärger 😀', email: 'ada@acme.example', method: 'signed-in' },
        environmentId: 'production',
        details: { version: n, note: 'x'.repeat(n % 50) },
        ...draft?.(n),
      },
      random.bytes,
    )
    entries.push(appendTo(entries.at(-1), 'approver', sealed, at))
  }
  return entries
}
