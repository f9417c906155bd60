import type { Finding, Findings } from './findings.ts'
import type { Keys } from './keys.ts'
import { isProof, kindOf, type Proof, type ProofKind, readProof } from './proof.ts'
import type { Witness } from './witnesses.ts'

/** A file's content, with its name for the report. */
export interface Named<T> {
  readonly name: string
  readonly content: T
}

const isNamed = <T extends string | Uint8Array>(one: T | Named<T>): one is Named<T> =>
  typeof one === 'object' && 'content' in one

/** Each with a name: its own, or what it is and the number that it was given as. */
export const named = <T extends string | Uint8Array>(
  given: readonly (T | Named<T>)[] | undefined,
  what: string,
): readonly Named<T>[] =>
  (given ?? []).map((one, index) => (isNamed(one) ? one : { name: `${what} ${index + 1}`, content: one }))

/** What was given as proof, by its kind; its signatures hold, whoever may trust the keys. */
export interface Proofs {
  readonly checkpoint: Proof<'checkpoint'>[]
  readonly receipt: Proof<'receipt'>[]
  readonly statement: Proof<'statement'>[]
  /** Endorsements of keys that were given beside the ledger's own. */
  readonly key: Proof<'key'>[]
}

interface Given {
  readonly checkpoints?: string
  readonly receipts?: readonly (string | Named<string>)[]
  readonly statements?: readonly (string | Named<string>)[]
}

/** The lines of a file of proofs, numbered from 1. */
export const linesOf = (content: string): readonly { readonly line: number; readonly jws: string }[] =>
  content
    .split('\n')
    .map((text, index) => ({ line: index + 1, jws: text.trim() }))
    .filter(({ jws }) => jws !== '')

/** Reads all proofs that were given as files. */
export async function readProofs(given: Given, keys: Keys, findings: Findings): Promise<Proofs> {
  const proofs: Proofs = { checkpoint: [], receipt: [], statement: [], key: [] }
  const read = async <K extends keyof Proofs>(kind: K, jws: string, about: string) => {
    const one = await readProof(kind, jws, keys, about)
    if (isProof(one)) (proofs[kind] as Proof<K>[]).push(one)
    else findings.add(one)
  }
  for (const { line, jws } of linesOf(given.checkpoints ?? ''))
    if (kindOf(jws) === 'key') await read('key', jws, `endorsement in line ${line}`)
    else await read('checkpoint', jws, `checkpoint in line ${line}`)
  for (const kind of ['receipt', 'statement'] as const)
    for (const { name, content } of named(given[`${kind}s`], kind)) {
      const [first, ...more] = linesOf(content)
      // A file without a line is none either.
      if (more.length === 0) await read(kind, first?.jws ?? '', name)
      else
        for (const { line, jws } of [first, ...more].flatMap((one) => one ?? []))
          await read(kind, jws, `${name}, line ${line}`)
    }
  return proofs
}

/** What a mail carries beside its lines. */
export async function readCarried({ about, proofs }: Witness, keys: Keys): Promise<readonly (Proof | Finding)[]> {
  // Without keys a mail still witnesses with its lines.
  if (keys.size === 0) return []
  const read = proofs.map((jws) => {
    const kind = kindOf(jws)
    return kind && kind !== 'key' ? [readProof<ProofKind>(kind, jws, keys, `${kind} in ${about}`)] : []
  })
  return Promise.all(read.flat())
}

/** Proofs, and what of a mail are more of them; of what is none there is a finding. */
export function together(proofs: Proofs, carried: readonly (Proof | Finding)[], findings: Findings): Proofs {
  const of = <K extends ProofKind>(kind: K) =>
    carried.filter((one): one is Proof<K> => isProof(one) && one.kind === kind)
  for (const one of carried) if (!isProof(one)) findings.add(one)
  return {
    checkpoint: [...proofs.checkpoint, ...of('checkpoint')],
    receipt: [...proofs.receipt, ...of('receipt')],
    statement: [...proofs.statement, ...of('statement')],
    key: proofs.key,
  }
}
