import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const vectorsFolder = join(import.meta.dirname, '..', '..', 'docs', 'vectors')

/** A change of a file's text. Lines count from 1. */
export type Edit = { readonly file: string } & (
  | { readonly replace: string; readonly by: string; readonly line?: number }
  | { readonly drop: number }
  | { readonly swap: readonly [number, number] }
  | { readonly repeat: number }
  | { readonly keep: number }
  | { readonly insert: string; readonly before: number }
)

/** What a verifier is given, by the names of files. */
export interface Files {
  readonly export: string
  /** Empty: a list of none. Null: no list was given. */
  readonly checkpoints?: string | null
  readonly keys?: string
  readonly receipts: readonly string[]
  readonly statements: readonly string[]
  readonly mails: readonly string[]
  readonly pins: readonly string[]
  readonly part?: boolean
  /** Whose ledger it has to be. */
  readonly tenant?: string
  readonly maxAge?: string
  readonly asOf?: string
}

export interface Expected {
  readonly verdict: 'tampered' | 'forked' | 'stale'
  readonly code: string
  readonly seq?: number
}

export interface Variant {
  readonly name: string
  readonly what: string
  /** What differs from the files that all variants begin with. */
  readonly files?: Partial<Files>
  readonly edits?: readonly Edit[]
  /** What has to be found, maybe among others; null: nothing is wrong. */
  readonly expected: Expected | null
  /** How many of the newest entries nothing seals, where a verifier has to say that. */
  readonly unsealed?: number
}

export interface Variants {
  readonly files: Files
  readonly variants: readonly Variant[]
}

/** The same with contents in place of names. */
export interface Case extends Omit<Files, 'checkpoints'> {
  readonly checkpoints?: string
}

export function edited(text: string, edit: Edit): string {
  if ('replace' in edit && edit.line === undefined) return replaced(text, edit.replace, edit.by)
  const lines = text.split('\n')
  const line = (n: number): string => {
    const found = lines[n - 1]
    if (found === undefined) throw new Error(`there is no line ${n}`)
    return found
  }
  if ('replace' in edit && edit.line !== undefined)
    lines[edit.line - 1] = replaced(line(edit.line), edit.replace, edit.by)
  if ('drop' in edit) lines.splice(edit.drop - 1, 1)
  if ('swap' in edit) {
    const [a, b] = edit.swap
    const first = line(a)
    lines[a - 1] = line(b)
    lines[b - 1] = first
  }
  if ('repeat' in edit) lines.splice(edit.repeat, 0, line(edit.repeat))
  if ('keep' in edit) lines.splice(edit.keep, lines.length - edit.keep - 1)
  if ('insert' in edit) lines.splice(edit.before - 1, 0, edit.insert)
  return lines.join('\n')
}

/** A change that changes nothing would be a variant that says nothing. */
function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no ${from}`)
  return text.replace(from, () => to)
}

/** What a variant's verifier is given. */
export function caseOf(all: Variants, variant: Variant, read: (name: string) => string = fromFolder): Case {
  const files: Files = { ...all.files, ...variant.files }
  const text = (name: string) =>
    (variant.edits ?? []).reduce((so, edit) => (edit.file === name ? edited(so, edit) : so), read(name))
  return {
    export: text(files.export),
    ...(typeof files.checkpoints === 'string' && { checkpoints: files.checkpoints && text(files.checkpoints) }),
    ...(files.keys && { keys: text(files.keys) }),
    receipts: files.receipts.map(text),
    statements: files.statements.map(text),
    mails: files.mails.map(text),
    pins: files.pins,
    ...(files.part && { part: files.part }),
    ...(files.tenant && { tenant: files.tenant }),
    ...(files.maxAge && { maxAge: files.maxAge }),
    ...(files.asOf && { asOf: files.asOf }),
  }
}

const fromFolder = (name: string): string => readFileSync(join(vectorsFolder, name), 'utf8')

export const readVariants = (): Variants => JSON.parse(fromFolder('variants.json')) as Variants
