/** What a finding means for the whole: each is an exit code of `lockbox audit verify`. */
export type Verdict =
  /** The export, or what is signed about it, does not hold in itself, or something of it is missing. */
  | 'tampered'
  /** It holds in itself, but what is signed or witnessed tells another history. */
  | 'forked'
  /** Nothing that is new enough vouches for it. */
  | 'stale'

/** What can be wrong with a line, or with its place among the others. */
export type ChainCode =
  /** The line is not an entry: no JSON, or written with what JSON could do without (spaces, a member twice). */
  | 'Form'
  /** A member is missing, or is there and has no place in the format, or its value is of another kind. */
  | 'Members'
  /** It does not begin with entry 1, and nobody said that it is a part. */
  | 'Beginning'
  /** Not the next number: something is missing, added or out of order. */
  | 'Sequence'
  /** Of another tenant. */
  | 'Tenant'
  /** `seq` or `recordedAt` beside the event differ from those that were hashed. */
  | 'Envelope'
  /** Does not follow the entry before it. */
  | 'Link'
  /** Of a type that the domain it came from may not make, or that nobody makes. */
  | 'Domain'
  /** The content is not what was hashed. */
  | 'Hash'
  /** Recorded before its predecessor. */
  | 'Time'
  /** A personal value is not the one that was hashed, or was never part of the event. */
  | 'Personal'
  /** The id occurred before. */
  | 'RepeatedId'
  /** `subject` and `requestId` do not belong together, or the id is not the one of this transition. */
  | 'Subject'
  /** A request's versions have a gap, or its states do not follow each other. */
  | 'Transition'

/** What can be wrong with what vouches for the entries. */
export type ProofCode =
  /** Not a compact JWS of the kind that stands there, or its claims are not those of its kind. */
  | 'ProofForm'
  /** The signature is not of the key that it names. */
  | 'Signature'
  /** Signed with a key that the set of keys does not have, or not for this. */
  | 'UnknownKey'
  /** Signed with a key that nothing vouches for. */
  | 'UntrustedKey'
  /** Signed outside of the interval in which the key counts. */
  | 'KeyInterval'
  /** The set of keys is none, or a key in it does not have the thumbprint that it is named by. */
  | 'Keys'
  /** Of another tenant. */
  | 'ProofTenant'
  /** It names an entry behind the end of the export. */
  | 'CutOff'
  /** It names another hash at its number than the export has. */
  | 'OtherHistory'
  /** It says something else of its entry than the entry. */
  | 'OtherFacts'
  /** Two checkpoints that cannot both be of one ledger. */
  | 'Contradiction'
  /** The newest checkpoint is older than asked for. */
  | 'Stale'
  /** Checkpoints were asked for, and none that counts is of an entry of the export. */
  | 'Unsealed'

export type FindingCode = ChainCode | ProofCode

export interface Finding {
  readonly code: FindingCode
  readonly verdict: Verdict
  /** Number of the entry; of a line that has none, the number that was expected there. */
  readonly seq?: number
  /** Line of the export, from 1. */
  readonly line?: number
  /** What the finding is about, where it is no line: `checkpoint 20000`, `mail approved.eml`. */
  readonly about?: string
  readonly expected: string
  readonly found: string
  /** What to do, where the reader can do something. */
  readonly advice?: string
}

/** What to do about a finding, where it says nothing of its own. */
const advice: Partial<Readonly<Record<FindingCode, string>>> = {
  Keys: 'Fetch the keys again, and compare each pin with the thumbprint in your mails.',
  UnknownKey:
    'Fetch the keys again: lockbox audit keys. A key that the set does not have then either is not the one of this deployment.',
  ProofTenant: "Take away what is another organisation's, and look how it came here.",
  Stale:
    'Fetch the checkpoints again, then export again. If there is no newer one, ask the vendor why nothing was signed.',
}

/** As many findings are kept; of the others there is only the number. A file may have a million wrong lines. */
const kept = 100

/** Findings in the order in which they come. */
export class Findings {
  readonly list: Finding[] = []
  more = 0
  readonly #verdicts = new Set<Verdict>()

  add(finding: Finding): void {
    this.#verdicts.add(finding.verdict)
    const toDo = finding.advice ?? advice[finding.code]
    if (this.list.length < kept) this.list.push(toDo ? { ...finding, advice: toDo } : finding)
    else this.more++
  }

  /** The gravest of all. */
  get verdict(): Verdict | undefined {
    return (['tampered', 'forked', 'stale'] as const).find((verdict) => this.#verdicts.has(verdict))
  }
}

/** The file cannot be verified at all: nothing is said about what is in it. */
export class NotVerifiable extends Error {
  readonly code: 'Empty' | 'NotAnExport' | 'NewestFirst' | 'NoWitness'
  /** What to do about it. */
  readonly advice: string

  constructor(code: NotVerifiable['code'], message: string, advice: string) {
    super(message)
    this.name = 'NotVerifiable'
    this.code = code
    this.advice = advice
  }
}

/** Where it is: the place of an entry, or what is not about one. */
export const placeOf = ({ seq, line, about }: Finding): string =>
  [
    ...(about ? [about] : []),
    ...(seq === undefined ? [] : [`entry ${seq}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
  ].join(', ') || 'the whole'
