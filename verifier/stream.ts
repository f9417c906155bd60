import { Chain } from './chain.ts'
import type { Sought } from './checked.ts'
import { checkChunk } from './chunk.ts'
import type { Line } from './entry.ts'
import { type Findings, NotVerifiable } from './findings.ts'
import { fingerprintKey } from './fingerprints.ts'
import { chunksOf, endOfLine } from './lines.ts'
import { faultOfEntry, isEntryLike } from './shape.ts'
import type { Recount } from './statements.ts'

/** How far it is. */
export interface Progress {
  /** Bytes of the export. */
  readonly bytes: number
  readonly entries: number
  /** Number of the newest entry so far. */
  readonly seq: number | undefined
}

export interface Reading {
  readonly lines: AsyncIterable<Uint8Array>
  readonly tenantId?: string
  /** The export is of some time only: it need not begin with entry 1, nor reach what is newer. @default false */
  readonly part?: boolean
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

/** Reads an export from its first to its last byte; undefined: it has none. */
export async function readChain(
  given: Reading,
  sought: Sought,
  findings: Findings,
  recount: Recount,
): Promise<Chain | undefined> {
  const key = fingerprintKey()
  let chain: Chain | undefined
  let bytes = 0
  for await (const chunk of chunksOf(given.lines)) {
    given.signal?.throwIfAborted()
    chain ??= new Chain(given.tenantId ?? tenantOf(chunk), key, findings, given.part)
    const checked = checkChunk(chunk, { tenantId: chain.tenantId, key, sought, countUntil: recount.until })
    chain.add(checked)
    for (const entry of checked.counted) recount.add(entry)
    bytes += chunk.length
    given.onProgress?.({ bytes, entries: chain.entries, seq: chain.last?.seq })
  }
  return chain
}

/** Whose ledger it seems to be, by its first entry. Throws when it is none, or lies the other way round. */
function tenantOf(bytes: Uint8Array): string {
  const like = firstEntries(bytes)
  const [first] = like
  if (!first)
    throw new NotVerifiable(
      'NotAnExport',
      'This is not an export of a ledger: no line at its beginning is an entry.',
      'Give the file that lockbox audit export wrote: one JSON object a line, the oldest entry first.',
    )
  // What is not exactly an entry is for the chain to find; here it must only not be believed.
  const entries = like.filter((one) => faultOfEntry(one as unknown as Record<string, unknown>) === undefined)
  const descends = entries.every((entry, i) => {
    const next = entries[i + 1]
    return !next || (next.seq === entry.seq - 1 && next.hash === entry.previousHash)
  })
  if (descends && entries.length > 1)
    throw new NotVerifiable(
      'NewestFirst',
      'The newest entry comes first in this file; a ledger is verified from its oldest one.',
      'Turn it round, for example with: tac audit.ndjson > ascending.ndjson',
    )
  return entries[0]?.event.data.tenantId ?? ''
}

/** The order is told by so many entries. */
const looked = 16

function firstEntries(bytes: Uint8Array): readonly Line[] {
  const entries: Line[] = []
  for (let from = 0; from < bytes.length && entries.length < looked; ) {
    const to = endOfLine(bytes, from)
    const entry = jsonOf(bytes.subarray(from, to))
    if (isEntryLike(entry)) entries.push(entry as Line)
    from = to + 1
  }
  return entries
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
