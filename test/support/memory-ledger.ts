import { opensAsRecorded } from '../../functions/adapters/outbox.ts'
import type { SealedEvent } from '../../functions/domain/events.ts'
import { type Domain, type Key, key } from '../../functions/domain/keys.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Announcement, Appended, Door, RecordedGrant, RefusedEvent } from '../../functions/ports.ts'
import { ledger } from '../../functions/stream/ledger.ts'
import type { Recorded, RecordPorts } from '../../functions/stream/record.ts'
import type { MemoryTable } from './memory-table.ts'
import { verifyChain } from './verify-chain.ts'
import { Crash, TestClock, testRandom } from './world.ts'

const nameOf = (k: Key): string => `${k.pk} ${k.sk}`

/** Everything that the ledger function talks to, in memory; calls can be crashed (`crashing`) and interleaved. */
export class MemoryLedger {
  readonly clock = new TestClock()
  readonly entries: LedgerEntry[] = []
  readonly markers = new Map<string, Appended>()
  readonly published: Announcement[] = []
  readonly refused = new Map<string, RefusedEvent>()
  readonly reports: Recorded[] = []
  /** Promises of the design that were seen broken, whatever the outcome. */
  readonly broken: string[] = []
  calls = 0
  /** Awaited around each call, so that a test decides who goes on. */
  turn: () => Promise<void> = () => Promise.resolve()
  readonly table: MemoryTable
  readonly tenantId: string

  constructor(table: MemoryTable, tenantId = 'acme') {
    this.table = table
    this.tenantId = tenantId
  }

  /** Puts an event where a function of this domain would; answers its key. */
  emit(domain: Domain, sealed: SealedEvent, tenantId = this.tenantId): Key {
    const k = key.outbox(domain, tenantId, sealed.event.id)
    this.table.outbox.set(nameOf(k), sealed)
    return k
  }

  waiting = (): Key[] =>
    [...this.table.outbox.keys()].map((name) => {
      const [pk = '', ...sk] = name.split(' ')
      return { pk, sk: sk.join(' ') }
    })

  /** The ledger function, called with these keys: what fails is left for the next call. */
  async run(keys: readonly Key[] = this.waiting(), ports: RecordPorts = this.ports): Promise<readonly unknown[]> {
    const failures: unknown[] = []
    for (const k of keys) {
      try {
        await ledger(k, ports)
      } catch (error) {
        failures.push(error)
        if (error instanceof Crash) break
      }
    }
    return failures
  }

  door = (grant: Pick<RecordedGrant, 'tenantId' | 'environmentId' | 'operatorId' | 'ulid'>): Door | undefined =>
    this.table.doors.get(nameOf(key.door(grant.tenantId, grant.environmentId, grant.operatorId, grant.ulid)))

  verified = () => verifyChain(this.tenantId, this.entries)

  readonly ports: RecordPorts = {
    clock: this.clock,
    random: testRandom(),
    wait: () => this.turn(),
    report: (_, done) => this.reports.push(done),
    outbox: {
      read: (keys) =>
        this.#call(() =>
          keys.flatMap((k) => {
            const sealed = this.table.outbox.get(nameOf(k))
            return sealed ? [{ key: k, sealed }] : []
          }),
        ),
      remove: (k) =>
        this.#call(() => {
          const id = this.table.outbox.get(nameOf(k))?.event.id
          const known = this.published.some((told) => told.eventId === id) || this.refused.has(nameOf(k))
          if (id !== undefined && !known) this.broken.push('removed what was neither published nor kept')
          this.table.outbox.delete(nameOf(k))
        }),
      brakeUntil: (tenantId, environmentId) =>
        this.#call(() => this.table.brakes.get(nameOf(key.brake(tenantId, environmentId)))),
      markRecorded: (grant, seq, refused) =>
        this.#call(() => {
          if (this.entries[seq - 1]?.event.data.requestId !== `${grant.tenantId}.${grant.ulid}`)
            this.broken.push('marked a door without its record')
          const door = this.door(grant)
          if (!door) return 'closed'
          const same = opensAsRecorded(door, grant)
          if (!same || (door.recordedSeq !== undefined && door.recordedSeq !== seq)) return 'differs'
          if (refused && door.recordedSeq === undefined) return 'differs'
          const { tenantId, environmentId, operatorId, ulid } = grant
          this.table.doors.set(nameOf(key.door(tenantId, environmentId, operatorId, ulid)), {
            ...door,
            recordedSeq: seq,
          })
          return 'marked'
        }),
      unmark: ({ tenantId, environmentId, operatorId, ulid }) =>
        this.#call(() => {
          const name = nameOf(key.door(tenantId, environmentId, operatorId, ulid))
          const { recordedSeq, ...door } = this.table.doors.get(name) ?? {}
          if (recordedSeq !== undefined) this.table.doors.set(name, door as Door)
        }),
    },
    ledger: {
      head: () => this.#call(() => this.entries.at(-1)),
      find: (_, ids) =>
        this.#call(
          () =>
            new Map(
              ids.flatMap((id) => {
                const marker = this.markers.get(id)
                return marker ? [[id, marker] as const] : []
              }),
            ),
        ),
      insert: (entry, digest) =>
        this.#call(() => {
          const { id, data } = entry.event
          if (this.entries.length >= entry.seq || this.markers.has(id)) return false
          this.entries.push(structuredClone(entry))
          const { seq, hash, recordedAt } = entry
          this.markers.set(id, { seq, hash, recordedAt, digest, ...(data.after && { after: data.after }) })
          return true
        }),
    },
    bus: {
      publish: (announcement) =>
        this.#call(() => {
          if (this.entries[announcement.seq - 1]?.hash !== announcement.hash)
            this.broken.push('published before it was recorded')
          this.published.push(announcement)
        }),
    },
    refused: {
      keep: (refused) =>
        this.#call(() => {
          this.refused.set(nameOf(refused.key), refused)
          return nameOf(refused.key)
        }),
    },
  }

  async #call<T>(does: () => T): Promise<T> {
    await this.turn()
    this.calls++
    const result = does()
    await this.turn()
    return result
  }
}
