import { Chain } from './chain.ts'
import { type Checked, type Context, checkChunk, type Sought } from './chunk.ts'
import type { Line } from './entry.ts'
import { type Findings, NotVerifiable } from './findings.ts'
import { type Chunk, chunksOf, linesOf } from './lines.ts'
import { isEntryLike } from './shape.ts'

/** How far it is. */
export interface Progress {
  /** Bytes of the export. */
  readonly bytes: number
  readonly entries: number
  /** Number of the newest entry so far. */
  readonly seq: number | undefined
}

/** Checks chunks, in whatever order; `close` when no more come, whatever happened. */
export interface Checker {
  readonly check: (chunk: Chunk) => Checked | Promise<Checked>
  /** So many chunks are given to it at a time. */
  readonly width: number
  readonly close: () => void | Promise<void>
}

export interface Reading {
  readonly lines: AsyncIterable<Uint8Array>
  readonly tenantId?: string
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
  /** @default - here, one chunk after the other */
  readonly checker?: (context: Context) => Checker
}

const here = (context: Context): Checker => ({
  check: (chunk) => checkChunk(chunk, context),
  width: 1,
  close: () => undefined,
})

/** Reads an export from its first to its last byte; undefined: it has none. */
export async function readChain(given: Reading, sought: Sought, findings: Findings): Promise<Chain | undefined> {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].join()
  let chain: Chain | undefined
  let checker: Checker | undefined
  let bytes = 0
  const waiting: { readonly checked: Promise<Checked>; readonly bytes: number }[] = []
  const join = async (into: Chain) => {
    const next = waiting.shift()
    if (!next) return
    into.add(await next.checked)
    bytes += next.bytes
    given.onProgress?.({ bytes, entries: into.entries, seq: into.last?.seq })
  }
  try {
    for await (const chunk of chunksOf(given.lines)) {
      given.signal?.throwIfAborted()
      if (!chain || !checker) {
        const tenantId = tenantOf(chunk.bytes)
        chain = new Chain(given.tenantId ?? tenantId, key, findings)
        checker = (given.checker ?? here)({ tenantId: chain.tenantId, key, sought })
      }
      const length = chunk.bytes.length
      const checked = Promise.resolve(checker.check(chunk))
      // It is waited for in its turn; until then a failure must not count as one that nobody handles.
      checked.catch(() => undefined)
      waiting.push({ checked, bytes: length })
      if (waiting.length >= checker.width) await join(chain)
    }
    while (chain && waiting.length > 0) await join(chain)
  } finally {
    await checker?.close()
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
  for (const line of linesOf(bytes)) {
    const entry = jsonOf(line)
    if (isEntryLike(entry)) entries.push(entry as Line)
    if (entries.length === looked) break
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
