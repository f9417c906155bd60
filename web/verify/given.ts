import { kindOf, type ProofKind } from '../../verifier/proof.ts'
import type { Named } from '../../verifier/proofs.ts'

/** What a file is for a verification. */
type Kind = 'export' | 'keys' | 'mail' | Exclude<ProofKind, 'key'>

/** What the chosen files are, each by its content: names are changed on the way. */
export interface Given {
  readonly export: File
  readonly checkpoints?: string
  readonly keys?: unknown
  readonly receipts: readonly Named<string>[]
  readonly statements: readonly Named<string>[]
  readonly witnesses: readonly Named<Uint8Array>[]
}

/** Files that cannot be verified as they are, in words for people. */
export class Unusable extends Error {}

/** So much of a file says what it is. */
const beginning = 64 * 1024

/** What a file is; undefined: nothing that can be verified. */
async function kindOfFile(file: File): Promise<Kind | undefined> {
  if (/\.eml$/i.test(file.name)) return 'mail'
  const text = (await file.slice(0, beginning).text()).trimStart()
  const [first = ''] = text.split('\n', 1)
  const proof = kindOf(first.trim())
  if (proof && proof !== 'key') return proof
  if (text.startsWith('{') && isKeys(text)) return 'keys'
  // What is broken in it is for the verification to say.
  if (/\.(ndjson|jsonl)$/i.test(file.name) || first.startsWith('{"event":') || first.startsWith('{"seq":'))
    return 'export'
  if (/\.jws$/i.test(file.name)) return 'checkpoint'
  return undefined
}

const isKeys = (text: string): boolean => {
  try {
    return Array.isArray((JSON.parse(text) as { keys?: unknown }).keys)
  } catch {
    return false
  }
}

/** All files together. Throws `Unusable` when they are not one export and what vouches for it. */
export async function given(files: readonly File[]): Promise<Given> {
  const sorted = await Promise.all(files.map(async (file) => ({ file, kind: await kindOfFile(file) })))
  const of = (kind: Kind) => sorted.filter((one) => one.kind === kind).map(({ file }) => file)
  const texts = (kind: Kind) =>
    Promise.all(of(kind).map(async (file) => ({ name: file.name, content: await file.text() })))
  const [exported, second] = of('export')
  const unknown = sorted.find(({ kind }) => kind === undefined)
  if (unknown)
    throw new Unusable(
      `${unknown.file.name} is neither an export nor anything that vouches for one. Choose the files as they were downloaded: .ndjson, .jws, .json, .eml.`,
    )
  if (!exported) throw new Unusable('There is no export among the files. Choose the .ndjson file, too.')
  if (second) throw new Unusable(`${exported.name} and ${second.name} are both exports. Verify one after the other.`)
  const checkpoints = await texts('checkpoint')
  const [keys] = await texts('keys')
  return {
    export: exported,
    ...(checkpoints.length > 0 && { checkpoints: checkpoints.map(({ content }) => content).join('\n') }),
    ...(keys && { keys: JSON.parse(keys.content) }),
    receipts: await texts('receipt'),
    statements: await texts('statement'),
    witnesses: await Promise.all(
      of('mail').map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
    ),
  }
}

/** As large a piece of the export is read at a time: the page is drawn in between. */
const piece = 256 * 1024

/** A file's bytes, from its first to its last, with never more than one piece in memory. */
export async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.size; from += piece)
    yield new Uint8Array(await file.slice(from, from + piece).arrayBuffer())
}
