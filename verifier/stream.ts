import { Chain } from './chain.ts'
import type { Checked, Context, Sought } from './checked.ts'
import { checkChunk } from './chunk.ts'
import type { Line } from './entry.ts'
import { type Findings, NotVerifiable } from './findings.ts'
import { fingerprintKey } from './fingerprints.ts'
import { chunksOf, endOfLine } from './lines.ts'
import { isEntryLike } from './shape.ts'
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
  /** @default - every chunk is checked here */
  readonly helper?: (context: Context) => Helper
}

/** Checks chunks beside this thread. */
export interface Helper {
  /** Undefined: it is busy. The bytes are copied before it returns. */
  readonly check: (bytes: Uint8Array) => Promise<Checked> | undefined
  /** So many chunks, checked there or here, may wait for one before them. */
  readonly most: number
  readonly end: () => Promise<void>
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
  let helper: Helper | undefined
  let bytes = 0
  const waiting: { readonly checked: Checked | Promise<Checked>; readonly bytes: number }[] = []
  const joinUpTo = async (left: number) => {
    while (chain && waiting.length > left) {
      const next = waiting.shift()
      if (!next) return
      const checked = await next.checked
      chain.add(checked)
      for (const entry of checked.counted) recount.add(entry)
      bytes += next.bytes
      given.onProgress?.({ bytes, entries: chain.entries, seq: chain.last?.seq })
    }
  }
  try {
    for await (const chunk of chunksOf(given.lines)) {
      given.signal?.throwIfAborted()
      chain ??= new Chain(given.tenantId ?? tenantOf(chunk), key, findings, given.part)
      const context = { tenantId: chain.tenantId, key, sought, countUntil: recount.until }
      helper ??= given.helper?.(context)
      waiting.push({ checked: helper?.check(chunk) ?? checkChunk(chunk, context), bytes: chunk.length })
      await joinUpTo(helper?.most ?? 0)
    }
    await joinUpTo(0)
  } finally {
    await helper?.end()
  }
  return chain
}

/** Whose ledger it seems to be, by its first entry. Throws when it is none, or lies the other way round. */
function tenantOf(bytes: Uint8Array): string {
  const entries = firstEntries(bytes)
  const [first] = entries
  if (!first)
    throw new NotVerifiable(
      'NotAnExport',
      'This is not an export of a ledger: no line at its beginning is an entry.',
      'Give the file that lockbox audit export wrote: one JSON object a line, the oldest entry first.',
    )
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
  return first.event.data.tenantId
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
