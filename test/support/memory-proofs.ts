import type { EventType } from '../../functions/domain/events.ts'
import { type EventDraft, seal } from '../../functions/domain/events.ts'
import type { Domain } from '../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Checkpoint } from '../../functions/domain/proofs/checkpoint.ts'
import type { ProofNotice } from '../../functions/domain/proofs/notice.ts'
import type { Statement } from '../../functions/domain/proofs/statement.ts'
import type { ProofHint, ProofStore } from '../../functions/ports.ts'
import { type ProofPorts, SealRefused } from '../../functions/proofs/ports.ts'
import { type Sealed, sealTenant } from '../../functions/proofs/seal.ts'
import { type TestKey, TestKeys, testKey } from './ledger-keys.ts'
import { MemoryLedger } from './memory-ledger.ts'
import { testRandom, World } from './world.ts'

/** One key for all tests that do not look at keys: to make one takes longer than to use it. */
export const checkpointKey: TestKey = testKey()
export const receiptKey: TestKey = testKey('receipt')

/** A bucket under Object Lock: every version stays, the first one counts. */
class MemoryStore implements ProofStore {
  readonly versions = new Map<string, string[]>()

  write: ProofStore['write'] = async (place, jws) => {
    if (this.versions.has(place)) return 'there'
    this.versions.set(place, [jws])
    return 'written'
  }
  read: ProofStore['read'] = async (place) => this.versions.get(place)?.[0]
  open: ProofStore['open'] = async ({ place, version }) => {
    const found = this.versions.get(place)?.[Number(version)]
    if (found === undefined) throw new Error('there is no such version')
    return found
  }
  list: ProofStore['list'] = async (prefix, after = '', limit = 3) => {
    const places = [...this.versions.keys()].filter((place) => place.startsWith(prefix) && place > after).sort()
    const items = places.slice(0, limit).map((place) => ({ place, version: '0' }))
    const last = items.at(-1)
    return { items, ...(last && places.length > limit && { next: last.place }) }
  }

  /** What was written first below a prefix, in the order of the names. */
  texts = (prefix: string): readonly string[] =>
    [...this.versions.entries()]
      .filter(([place]) => place.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, [first = '']]) => first)
}

/** The claims of a compact JWS, unchecked. */
export const claimsIn = <T>(jws: string): T =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as T

export const kidIn = (jws: string): string =>
  (JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid: string }).kid

/** One tenant's ledger, and the function that seals it. */
export class Proofs {
  readonly world = new World()
  readonly memory = new MemoryLedger(this.world.table)
  readonly store = new MemoryStore()
  readonly hints = new Map<string, ProofHint>()
  readonly notices: ProofNotice[] = []
  readonly strange: string[] = []
  readonly missing: string[] = []
  readonly random = testRandom()
  readonly keys: TestKeys
  readonly tenantId: string
  /** Entries that one read gives. */
  pageSize = 3
  piece = 4

  constructor(tenantId = 'acme', ...keys: readonly TestKey[]) {
    this.tenantId = tenantId
    this.keys = new TestKeys(...(keys.length > 0 ? keys : [checkpointKey, receiptKey]))
  }

  get clock() {
    return this.memory.clock
  }

  get entries(): LedgerEntry[] {
    return this.memory.entries
  }

  readonly ports: ProofPorts = {
    ledger: {
      head: async () => this.entries.at(-1),
      // Where an entry lies is its place in the list, whatever it says of itself.
      from: async (_, seq, limit = this.pageSize) => this.entries.slice(seq - 1, seq - 1 + limit),
      seqOf: async (_, ids) =>
        new Map(
          ids.flatMap((id) => {
            const marker = this.memory.markers.get(id)
            return marker ? [[id, marker.seq] as const] : []
          }),
        ),
    },
    store: this.store,
    hints: {
      read: async (tenantId) => this.hints.get(tenantId),
      write: async (tenantId, hint) => {
        this.hints.set(tenantId, hint)
      },
    },
    keys: undefined as never,
    bus: {
      announce: async (notice) => {
        this.notices.push(notice)
      },
    },
    table: this.world.table,
    clock: this.memory.clock,
    random: this.random,
    exclusively: (_, work) => work(),
    keyMissing: (_, keyIds) => this.missing.push(...keyIds),
    strange: (_, place) => this.strange.push(place),
  }

  /** Appends an event as the ledger would, now. */
  append(
    type: EventType = 'lockbox.mail.sent',
    domain: Domain = 'workflow',
    more: Partial<EventDraft> = {},
    recordedAt = this.clock.now(),
  ): void {
    const now = this.clock.now()
    const actor = { kind: 'system', id: 'notify', method: 'system' } as const
    const sealed = seal(
      { id: this.random.ulid(now), type, tenantId: this.tenantId, at: now, actor, ...more },
      this.random.bytes,
    )
    this.entries.push(appendTo(this.entries.at(-1), domain, sealed, recordedAt))
  }

  appendMany(count: number): void {
    for (let i = 0; i < count; i++) this.append()
  }

  /** One run; what it refuses is its answer. */
  async run(
    ports: (own: ProofPorts) => ProofPorts = (own) => own,
    seconds = 3600,
  ): Promise<Sealed | { readonly refused: string; readonly seq: number }> {
    const until = new Date(this.clock.at + seconds * 1000).toISOString()
    const by = { iss: 'https://lockbox.example', vendor: 'Vendor', until, piece: this.piece }
    try {
      return await sealTenant(this.tenantId, by, ports({ ...this.ports, keys: this.keys }))
    } catch (error) {
      if (!(error instanceof SealRefused)) throw error
      return { refused: error.fault, seq: error.seq }
    }
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.checkpointTexts.map((jws) => claimsIn<Checkpoint>(jws))
  }

  get checkpointTexts(): readonly string[] {
    return this.store.texts(`checkpoints/${this.tenantId}/`)
  }

  get statements(): readonly Statement[] {
    return this.store.texts(`statements/${this.tenantId}/`).map((jws) => claimsIn<Statement>(jws))
  }
}
