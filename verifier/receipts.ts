import type { Receipt } from '../functions/domain/proofs/receipt.ts'
import type { Line } from './entry.ts'

/** A place where a receipt says something else than the ledger. */
export interface Difference {
  readonly what: string
  /** What the ledger has. */
  readonly expected: string
  /** What the receipt says. */
  readonly found: string
}

type History = Receipt['history'][number]

/** Numbers of the entries that a receipt speaks of. */
export const entriesOf = ({ seq, history }: Receipt): readonly number[] => [seq, ...history.map((one) => one.seq)]

/** Where a receipt and the entries that it speaks of say different things. Their hashes are compared elsewhere. */
export function compareReceipt(receipt: Receipt, entries: ReadonlyMap<number, Line>): readonly Difference[] {
  const differences: Difference[] = []
  const compare = (what: string, expected: unknown, found: unknown) => {
    if (expected !== found) differences.push({ what, expected: shown(expected), found: shown(found) })
  }
  const outcome = entries.get(receipt.seq)
  if (outcome) {
    const { data, type, time } = outcome.event
    compare('the outcome', type, `lockbox.request.${receipt.outcome}`)
    compare('the request', data.requestId, receipt.requestId)
    compare('the environment', data.environmentId, receipt.environmentId)
    compare('the service', data.service, receipt.service)
    compare('the ticket', data.supportTicket, receipt.supportTicket)
    compare('when', time, receipt.at)
    for (const [what, expected, found] of byOf(outcome, receipt.by)) compare(`who: ${what}`, expected, found)
  }
  const newest = receipt.history.at(-1)
  compare('the newest entry of its history', receipt.seq, newest?.seq)
  for (const [index, step] of receipt.history.entries()) {
    const entry = entries.get(step.seq)
    if (!entry) continue
    const { data, type, time } = entry.event
    compare(`its history, entry ${step.seq}: the type`, type, step.type)
    compare(`its history, entry ${step.seq}: the request`, data.requestId, receipt.requestId)
    compare(`its history, entry ${step.seq}: the version`, data.version, index + 1)
    compare(`its history, entry ${step.seq}: when`, time, step.at)
    for (const [what, expected, found] of byOf(entry, step.by))
      compare(`its history, entry ${step.seq}: who: ${what}`, expected, found)
  }
  return differences
}

/** Who did it, by the event and by the receipt. A value that was erased on either side contradicts nothing. */
function byOf({ event, personal }: Line, by: History['by']): readonly (readonly [string, unknown, unknown])[] {
  const { kind, method, client } = event.data.actor
  const people = (['id', 'name', 'email'] as const).flatMap((what) => {
    const value = personal[`actor.${what}`]?.value
    return value === undefined || by[what] === undefined ? [] : [[what, value, by[what]] as const]
  })
  return [['kind', kind, by.kind], ['method', method, by.method], ['client', client, by.client], ...people]
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : String(value))
