import { eventDigest, type SealedEvent } from '../domain/events.ts'
import type { Domain } from '../domain/keys.ts'
import { appendTo } from '../domain/ledger.ts'
import type { Appended, Clock, LedgerTable, Random } from '../ports.ts'

export interface AppendPorts {
  readonly ledger: LedgerTable
  readonly clock: Clock
  readonly random: Random
  readonly wait: (milliseconds: number) => Promise<void>
}

/** With full jitter, eight writers of one tenant at a time get through; the stream retries whoever does not. */
const maxAttempts = 12
const longestWait = 400

/**
 * Appends the event that lay in an outbox of `domain` behind the tenant's head, or says where it was appended before.
 * The number is the lock: whoever loses it reads the new head and tries again.
 */
export async function append(domain: Domain, sealed: SealedEvent, ports: AppendPorts): Promise<Appended> {
  const { ledger } = ports
  const { id, data } = sealed.event
  const digest = eventDigest(domain, sealed.event)
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const entry = appendTo(await ledger.head(data.tenantId), domain, sealed, ports.clock.now())
    if (await ledger.insert(entry, digest)) return { ...entry, digest, ...(data.after && { after: data.after }) }
    const before = (await ledger.find(data.tenantId, [id])).get(id)
    if (before) return before
    await ports.wait(jitter(attempt, ports.random))
  }
  throw new Error(`the ledger was busy ${maxAttempts} times`)
}

const jitter = (attempt: number, random: Random): number => {
  const [byte = 0] = random.bytes(1)
  return Math.round((byte / 255) * Math.min(longestWait, 10 * 2 ** attempt))
}
