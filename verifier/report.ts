import type { KeyPurpose } from '../functions/domain/proofs/types.ts'
import type { Finding, Verdict } from './findings.ts'
import type { Trust } from './keys.ts'

/** What was verified, and what came of it. Plain JSON. */
export interface Report {
  /** `holds`, or the gravest finding: tampered before forked before stale. */
  readonly outcome: 'holds' | Verdict
  readonly tenantId: string | undefined
  /** Whether it was verified as a part of a ledger: nothing is said about what is before it and behind it. */
  readonly part: boolean
  readonly entries: {
    readonly count: number
    readonly first: { readonly seq: number; readonly recordedAt: string; readonly previousHash: string } | undefined
    readonly last: { readonly seq: number; readonly recordedAt: string; readonly hash: string } | undefined
  }
  /** Where the export begins: at the tenant's genesis, behind an entry that a checkpoint seals, or behind one that is only said. */
  readonly begins: 'genesis' | 'sealed' | 'unproven'
  /** The newest checkpoint that counts and agrees with the export; undefined: it is sealed by nothing. */
  readonly sealed:
    | { readonly seq: number; readonly head: string; readonly time: string; readonly keyId: string }
    | undefined
  /** Entries that are newer than that. */
  readonly unsealed: number
  readonly checkpoints: {
    readonly count: number
    /** Places where a checkpoint names one before it that is not among them. */
    readonly gaps: number
    /** Of entries before the export's first one. */
    readonly before: number
    /** Of entries behind the last one of a part. */
    readonly after: number
    /** Proofs by a retired key that nothing vouches for: they seal nothing, and accuse nobody. */
    readonly unvouched: number
  }
  /** Proofs and mails that name entries before the export or behind a part, and could not be compared there; checkpoints too. */
  readonly outside: number
  readonly keys: readonly {
    readonly keyId: string
    readonly purpose: KeyPurpose
    readonly trust: Trust | undefined
    readonly validFrom?: string
    readonly validUntil?: string
    /** How many of the proofs it signed. */
    readonly signed: number
  }[]
  readonly pinned: boolean
  readonly receipts: number
  readonly statements: number
  /** Entries that mails witness. */
  readonly witnesses: number
  /** How many of each are about entries before the export's first one, or not only about entries of it. */
  readonly notCompared: { readonly receipts: number; readonly statements: number; readonly witnesses: number }
  /** Personal values that somebody erased: no fault, the chain holds without them. */
  readonly erased: {
    readonly count: number
    readonly first: readonly { readonly seq: number; readonly name: string }[]
  }
  readonly findings: readonly Finding[]
  /** Findings beyond those. */
  readonly moreFindings: number
  /** What is no fault, and good to know. */
  readonly notes: readonly string[]
  /** Printed with every report: what nobody should take it for. */
  readonly doesNotProve: readonly string[]
}

/** Whether nothing is wrong but the keys: then nothing was said about the export itself. */
export const isAboutKeys = ({ findings, moreFindings }: Pick<Report, 'findings' | 'moreFindings'>): boolean =>
  findings.length > 0 && moreFindings === 0 && findings.every(({ code }) => code === 'Keys')

/** Whether it was to be sealed, and is sealed by nothing. */
export const isUnsealed = ({ findings }: Pick<Report, 'findings'>): boolean =>
  findings.some(({ code }) => code === 'Unsealed')

/** What an auditor must not read into it (`docs/ledger.md`, What it does not prove). */
export const doesNotProve: readonly string[] = [
  "That the vendor's code recorded the truth, or recorded everything: it shows that nothing was changed since it was recorded.",
  'That there is no other history, beyond what the checkpoints, receipts and mails given here cover.',
  'Who a person is: a mailbox has more readers than its owner, and a sign-in is as good as its issuer.',
  'When exactly: times come from clocks of AWS, the order from the chain.',
  'That a mail given as a witness is genuine: that is for its headers, and for whose mailbox it comes from.',
]
