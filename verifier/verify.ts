import { parseDuration, secondsBetween } from '../functions/domain/time.ts'
import { Agreement } from './agreement.ts'
import type { Chain } from './chain.ts'
import type { Sought } from './checked.ts'
import { compareTimes } from './checkpoint-times.ts'
import { compareCheckpoints, inOrder } from './checkpoints.ts'
import { Findings, NotVerifiable } from './findings.ts'
import { type Keys, keysOf } from './keys.ts'
import { notesOn } from './notes.ts'
import { isProof, type Proof, type ProofKind } from './proof.ts'
import { type Named, named, type Proofs, readCarried, readProofs, together } from './proofs.ts'
import { compareFacts } from './receipt-facts.ts'
import { compareReceipt, entriesOf } from './receipts.ts'
import { doesNotProve, type Report } from './report.ts'
import { compareStatements, Recount } from './statements.ts'
import { type Reading, readChain } from './stream.ts'
import { endorsementsIn, otherTenant, spreadTrust, withoutTrust } from './trust.ts'
import { isAbout, readWitness, type Witness } from './witnesses.ts'

/** An export, and all that may vouch for it. `lines` are its bytes, in pieces that may be cut anywhere. */
export interface Verification extends Reading {
  /** Compact JWS, one a line; endorsements of keys may be among them, from events that a part does not have. */
  readonly checkpoints?: string
  /** Parsed JSON of the set of keys. */
  readonly keys?: unknown
  /** Thumbprints that the auditor has from elsewhere. @default - all keys of the set count, and the report says so */
  readonly pins?: readonly string[]
  /** Files of compact JWS, one a line. */
  readonly receipts?: readonly (string | Named<string>)[]
  readonly statements?: readonly (string | Named<string>)[]
  /** Mails as they lie in a mailbox (`.eml`). */
  readonly witnesses?: readonly (string | Uint8Array | Named<string | Uint8Array>)[]
  /** How old the newest checkpoint may be at `asOf`, ISO 8601. */
  readonly maxAge?: string
  readonly asOf?: string
}

/**
 * Verifies an export against itself and against what vouches for it, without a network. Throws `NotVerifiable` when there
 * is nothing to verify; whatever is wrong with what there is, the report says.
 */
export async function verify(given: Verification): Promise<Report> {
  const { pins = [] } = given
  const findings = new Findings()
  const keys = await keysOf(given.keys, pins, findings)
  const mails = await Promise.all(named(given.witnesses, 'mail').map(({ name, content }) => readWitness(content, name)))
  const filed = await readProofs(given, keys, findings)
  const carried = await Promise.all(mails.map((mail) => readCarried(mail, keys)))
  // Whose ledger it is shows in the export: only then is known which mails are about it.
  const all = together(filed, carried.flat(), new Findings())
  const wanted = sought(all, mails)
  const recount = new Recount(all.statement.map(({ claims }) => claims.month))
  const chain = await readChain(given, wanted, findings, recount)
  const { part = false } = given
  if (!chain && (part || wanted.places.size === 0))
    throw new NotVerifiable(
      'Empty',
      'The export is empty.',
      'Export it again; a ledger has entries from its first day on.',
    )
  const tenantId = chain?.tenantId ?? given.tenantId
  const own = mails.map((mail) => isAbout(mail, tenantId))
  const ofOwn = carried.filter((_, index) => own[index]).flat()
  const proofs = together(filed, ofOwn, findings)
  const counting = await trustedProofs(proofs, chain, tenantId, keys, findings)
  const { gaps } = compareCheckpoints(counting.checkpoint, findings)
  const agreement = new Agreement(chain, part, findings)
  compareTimes(counting.checkpoint, chain, agreement, findings)
  const sealing = counting.checkpoint.filter(
    ({ claims, about }) => agreement.of({ seq: claims.seq, hash: claims.head }, about) === true,
  )
  checkReceipts(counting.receipt, chain, agreement, findings)
  const statements = compareStatements(counting.statement, recount, chain, agreement, findings)
  const { witnesses, before } = checkWitnesses(
    mails.filter((_, index) => own[index]),
    chain,
    agreement,
    findings,
  )
  const foreign = mails
    .filter((_, index) => !own[index])
    .map(({ about, tenants }) => ({ about, of: [...tenants].join(', ') }))
  if (given.tenantId !== undefined)
    for (const { about, of } of foreign)
      findings.add({
        code: 'ProofTenant',
        verdict: 'tampered',
        about,
        expected: `tenant ${given.tenantId}`,
        found: `tenant ${of}`,
      })
  const elsewhere = foreign.map(({ about, of }) => `${about} is about ${of}, and says nothing of this ledger.`)
  checkAge(given, counting.checkpoint, findings)

  checkSeal(given, sealing, chain, findings)

  const { first, last, entries: count = 0 } = chain ?? {}
  const sealed = sealing.at(-1)
  const anchored = sealing.some(({ claims }) => first && claims.seq === first.seq - 1)
  const signed = (kid: string) =>
    Object.values(proofs)
      .flat()
      .filter((one: Proof) => one.key.published.kid === kid).length
  const isOutside = (seq: number) => first && last && (seq < first.seq || (part && seq > last.seq))
  const notCompared = {
    receipts: counting.receipt.filter(({ claims }) => entriesOf(claims).some(isOutside)).length,
    statements,
    witnesses: before,
  }
  const report = {
    outcome: findings.verdict ?? ('holds' as const),
    tenantId,
    part,
    entries: {
      count,
      first: first && { seq: first.seq, recordedAt: first.recordedAt, previousHash: first.previousHash },
      last: last && { seq: last.seq, recordedAt: last.recordedAt, hash: last.hash },
    },
    begins: !first || first.seq === 1 ? ('genesis' as const) : anchored ? ('sealed' as const) : ('unproven' as const),
    sealed: sealed && {
      seq: sealed.claims.seq,
      head: sealed.claims.head,
      time: sealed.claims.time,
      keyId: sealed.key.published.kid,
    },
    unsealed: sealed && last ? Math.max(0, last.seq - sealed.claims.seq) : count,
    checkpoints: {
      count: counting.checkpoint.length,
      gaps,
      before: counting.checkpoint.filter(({ claims }) => first && claims.seq < first.seq - 1).length,
      after: part ? counting.checkpoint.filter(({ claims }) => last && claims.seq > last.seq).length : 0,
      unvouched: counting.unvouched,
    },
    outside: agreement.outside.size,
    keys: [...keys.values()].map(({ published: { kid, purpose, validFrom, validUntil }, trust }) => ({
      keyId: kid,
      purpose,
      trust,
      ...(validFrom && { validFrom }),
      ...(validUntil && { validUntil }),
      signed: signed(kid),
    })),
    pinned: pins.length > 0,
    receipts: counting.receipt.length - notCompared.receipts,
    statements: counting.statement.length - notCompared.statements,
    witnesses: witnesses - notCompared.witnesses,
    notCompared,
    erased: { count: chain?.erasedValues ?? 0, first: chain?.erased ?? [] },
    findings: findings.list,
    moreFindings: findings.more,
  }
  return { ...report, notes: [...elsewhere, ...notesOn(report)], doesNotProve }
}

/** The numbers that proofs and witnesses speak of. */
function sought({ checkpoint, receipt, statement }: Proofs, mails: readonly Witness[]): Sought {
  const entries = new Set([
    ...receipt.flatMap(({ claims }) => entriesOf(claims)),
    ...mails.flatMap((mail) => mail.entries.map(({ seq }) => seq)),
  ])
  const places = new Set([
    ...entries,
    ...checkpoint.map(({ claims }) => claims.seq),
    ...statement.flatMap(({ claims }) => (claims.head ? [claims.head.seq] : [])),
  ])
  return { places, entries }
}

/** The proofs that count: of this tenant, by keys that are trusted. Of each other one there is a finding. */
async function trustedProofs(
  proofs: Proofs,
  chain: Chain | undefined,
  tenantId: string | undefined,
  keys: Keys,
  findings: Findings,
) {
  const seen = new Set<string>()
  const ofTenant = <K extends ProofKind>(list: readonly Proof<K>[]) =>
    list.filter((one) => {
      const own = tenantId === undefined || one.claims.tenantId === tenantId
      if (!own) findings.add(otherTenant(one, tenantId))
      const again = seen.has(one.sha256)
      seen.add(one.sha256)
      return own && !again
    })
  let unvouched = 0
  const trusted = <K extends ProofKind>(list: readonly Proof<K>[]) =>
    list.filter((one) => {
      const unreached = one.key.trust === 'before' && !reached.has(one)
      if (unreached) unvouched++
      return one.key.trust !== undefined && !unreached
    })
  const endorsements = ofTenant(proofs.key)
  for (const one of await endorsementsIn(chain?.found.values() ?? [], tenantId ?? '', keys))
    if (isProof(one)) endorsements.push(one)
    else findings.add(one)
  const checkpoints = inOrder(ofTenant(proofs.checkpoint))
  const reached = spreadTrust(keys, checkpoints, endorsements)
  const [receipts, statements] = [ofTenant(proofs.receipt), ofTenant(proofs.statement)]
  for (const finding of withoutTrust([...checkpoints, ...receipts, ...statements], keys, endorsements))
    findings.add(finding)
  const counting = { checkpoint: trusted(checkpoints), receipt: trusted(receipts), statement: trusted(statements) }
  return { ...counting, unvouched }
}

function checkReceipts(
  receipts: readonly Proof<'receipt'>[],
  chain: Chain | undefined,
  agreement: Agreement,
  findings: Findings,
): void {
  for (const { claims, about } of receipts) {
    const places = new Map([claims, ...claims.history].map(({ seq, hash }) => [`${seq} ${hash}`, { seq, hash }]))
    const agrees = [...places.values()].map((place) => agreement.of(place, about))
    // Of another history the facts are others too: that was said.
    if (agrees.includes(false)) continue
    const entries = chain?.found ?? new Map()
    const differences = compareReceipt(claims, entries)
    for (const { what, expected, found } of differences.length > 0 ? differences : compareFacts(claims, entries))
      findings.add({
        code: 'OtherFacts',
        verdict: agreement.verdictAt(claims.seq),
        seq: claims.seq,
        about,
        expected: `${what}: ${expected}`,
        found,
      })
  }
}

function checkWitnesses(mails: readonly Witness[], chain: Chain | undefined, agreement: Agreement, findings: Findings) {
  let witnesses = 0
  let before = 0
  for (const { about, entries } of mails) {
    for (const entry of entries) {
      witnesses++
      const agrees = agreement.of(entry, about)
      if (agrees === undefined) before++
      if (agrees !== true) continue
      const type = chain?.found.get(entry.seq)?.event.type
      if (type !== undefined && entry.type !== undefined && entry.type !== type)
        findings.add({
          code: 'OtherFacts',
          verdict: agreement.verdictAt(entry.seq),
          seq: entry.seq,
          about,
          expected: type,
          found: entry.type,
        })
    }
  }
  return { witnesses, before }
}

/** Whether anything seals the export, where that was asked for: an empty list of checkpoints is what a forger would give. */
function checkSeal(
  { checkpoints, pins = [] }: Verification,
  sealing: readonly Proof<'checkpoint'>[],
  chain: Chain | undefined,
  findings: Findings,
): void {
  const from = chain?.first?.seq ?? 1
  // Whatever else was found is graver, or says the same.
  if ((checkpoints === undefined && pins.length === 0) || findings.verdict) return
  if (sealing.some(({ claims }) => claims.seq >= from)) return
  findings.add({
    code: 'Unsealed',
    verdict: 'stale',
    expected: 'a checkpoint by a key that you trust, of an entry of this export',
    found: 'none: nothing that you trust seals this export',
  })
}

/** Whether a checkpoint is new enough. Those that are later than `asOf` say nothing of it. */
function checkAge(
  { maxAge, asOf }: Verification,
  checkpoints: readonly Proof<'checkpoint'>[],
  findings: Findings,
): void {
  if (maxAge === undefined) return
  const most = parseDuration(maxAge)
  if (most === undefined || asOf === undefined) throw new TypeError('an age is an ISO 8601 duration, at some time')
  const times = checkpoints.map(({ claims }) => claims.time).filter((time) => time <= asOf)
  const newest = times.sort().at(-1)
  if (newest !== undefined && secondsBetween(newest, asOf) <= most) return
  findings.add({
    code: 'Stale',
    verdict: 'stale',
    expected: `a checkpoint of at most ${maxAge} before ${asOf}`,
    found: newest === undefined ? 'none of before then' : `the newest one of ${newest}`,
  })
}
