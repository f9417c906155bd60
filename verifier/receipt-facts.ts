import type { Receipt } from '../functions/domain/proofs/receipt.ts'
import { receiptOf } from '../functions/domain/receipts.ts'
import type { Line } from './entry.ts'
import type { Difference } from './receipts.ts'

/** Stands for a value that the export has no more: no text of a ledger begins with such a character by chance. */
const erased = '\u0000erased'

/**
 * Makes the receipt anew from the entries of its history, and says where the two differ: every claim is compared, but what
 * was erased on either side. Nothing where an entry of the history is not there.
 */
export function compareFacts(receipt: Receipt, entries: ReadonlyMap<number, Line>): readonly Difference[] {
  const steps = receipt.history.flatMap(({ seq }) => entries.get(seq) ?? [])
  if (steps.length < receipt.history.length) return []
  const { iss, issuedAt } = receipt
  const made = receiptOf(steps.map(withErased), { iss, issuedAt })
  const impersonal = receiptOf(
    steps.map((step) => ({ ...step, personal: {} })),
    { iss, issuedAt },
  )
  if (!made.ok || !impersonal.ok)
    return [{ what: 'the outcome', expected: 'entries that are one', found: receipt.outcome }]
  const [expected, found, fixed] = [leavesOf(made.value), leavesOf(receipt), leavesOf(impersonal.value)]
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((what) => {
    const [its, claimed] = [expected.get(what), found.get(what)]
    const isPersonal = its !== undefined && !fixed.has(what)
    if (its === claimed || its === erased || (isPersonal && claimed === undefined)) return []
    return [{ what, expected: shown(its), found: shown(claimed) }]
  })
}

/** With something in the place of each value that the event had, and the export has no more. */
function withErased(entry: Line): Line {
  const gone = Object.keys(entry.event.data.personal).filter((name) => !Object.hasOwn(entry.personal, name))
  const stands = Object.fromEntries(gone.map((name) => [name, { salt: '', value: erased }]))
  return { ...entry, personal: { ...entry.personal, ...stands } }
}

/** Every value of claims, by where it stands: `history.0.by.name`. */
function leavesOf(claims: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (typeof claims !== 'object' || claims === null) return new Map([[path, claims]])
  return new Map(
    Object.entries(claims).flatMap(([name, value]) => [...leavesOf(value, path ? `${path}.${name}` : name)]),
  )
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
