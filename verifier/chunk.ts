import { isTransition } from '../functions/domain/request-events.ts'
import { type Checked, Collected, type Context, type Sought } from './checked.ts'
import { erasedOf, readLine } from './entry.ts'
import { fingerprint } from './fingerprints.ts'
import { endOfLine, endsLine } from './lines.ts'
import { Scanned, Scanner } from './scan.ts'

const utf8 = new TextEncoder()

/**
 * Checks whole lines, each by itself, and with the one before it: by the quick way where it can, and else by the one that
 * says what is wrong. It keeps nothing. Lines count from 1.
 */
export function checkChunk(bytes: Uint8Array, context: Context): Checked {
  const { tenantId, key, sought, countUntil = '' } = context
  const checked = new Collected()
  const scanner = new Scanner(bytes, tenantId)
  let entry = new Scanned()
  let before = new Scanned()
  /** Whether the line before is in `before`: then its place is made into text only where something needs that. */
  let quick = false
  // Of what is counted the content is needed.
  const isCounted = (entry: Scanned) => countUntil !== '' && scanner.placeOf(entry).recordedAt < countUntil
  for (let from = 0; from < bytes.length; ) {
    checked.lines++
    if (scanner.read(from, entry) && endsLine(bytes, entry.to) && !isSought(entry, sought) && !isCounted(entry)) {
      if (!quick || !scanner.follows(before, entry)) {
        if (quick) checked.last = scanner.placeOf(before)
        checked.place(scanner.placeOf(entry))
      }
      checked.entry(entry.seq, fingerprint(key, bytes, entry.id, entry.idTo), entry.erased)
      if (isTransition(entry.type)) checked.transition(entry.seq, scanner.requestIdOf(entry), entry)
      if (sought.places.has(entry.seq)) checked.places.push(scanner.placeOf(entry))
      from = entry.to + 1
      const free = before
      before = entry
      entry = free
      quick = true
    } else {
      if (quick) checked.last = scanner.placeOf(before)
      quick = false
      const to = endOfLine(bytes, from)
      checkCarefully(bytes.subarray(from, to), context, checked)
      from = to + 1
    }
  }
  if (quick) checked.last = scanner.placeOf(before)
  return checked
}

const isSought = ({ seq, type }: { readonly seq: number; readonly type: string }, { entries }: Sought): boolean =>
  entries.has(seq) || type === 'lockbox.key.changed'

function checkCarefully(
  line: Uint8Array,
  { tenantId, key, sought, countUntil = '' }: Context,
  checked: Collected,
): void {
  const faults: { readonly fault: Parameters<Collected['fault']>[0]; readonly said: unknown }[] = []
  const entry = readLine(line, tenantId, (code, expected, found, said) =>
    faults.push({ fault: { code, verdict: 'tampered', expected, found }, said }),
  )
  const seq = entry ? entry.seq : checked.last && checked.last.seq + 1
  // Of what is no entry, the number that it says is of help where it is one.
  for (const { fault, said } of faults) checked.fault(fault, Number.isSafeInteger(said) ? Number(said) : seq)
  if (!entry) return
  const { event, hash, previousHash, recordedAt } = entry
  const place = { seq: entry.seq, recordedAt, hash, previousHash }
  checked.place(place)
  // A value of another kind was found already: it must only not throw here.
  checked.entry(entry.seq, fingerprint(key, utf8.encode(String(event.id))), erasedOf(entry))
  if (isTransition(event.type)) checked.transition(entry.seq, String(event.data.requestId ?? ''), event.data)
  if (sought.places.has(entry.seq)) checked.places.push(place)
  if (isSought({ seq: entry.seq, type: event.type }, sought)) checked.found.push(entry)
  if (recordedAt < countUntil) checked.counted.push(entry)
}
