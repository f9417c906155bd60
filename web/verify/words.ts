import type { Finding } from '../../verifier/findings.ts'
import type { Trust } from '../../verifier/keys.ts'
import { isAboutKeys, isUnsealed, type Report } from '../../verifier/report.ts'

/** What a report comes to. */
export function headline(report: Report): { readonly title: string; readonly text: string } {
  const { outcome, sealed, unsealed, entries, part } = report
  if (isAboutKeys(report))
    return { title: 'Not trusted', text: 'The keys do not fit: nothing signed counts, whatever the export is.' }
  if (outcome === 'stale' && isUnsealed(report))
    return { title: 'Sealed by nothing', text: 'The export holds in itself, and nothing that you trust seals it.' }
  const it = part ? 'This part' : 'It'
  switch (outcome) {
    case 'tampered':
      return {
        title: 'Tampered',
        text: 'This export, or what is signed about it, does not hold: something was changed, or is missing.',
      }
    case 'forked':
      return {
        title: 'Forked',
        text: 'The export holds in itself, and what was signed or witnessed tells another history.',
      }
    case 'stale':
      return { title: 'Stale', text: 'The export holds, and no checkpoint is new enough to vouch for it.' }
    default:
      if (!sealed)
        return { title: `${it} holds in itself`, text: 'No checkpoint vouches for it: nothing seals these entries.' }
      return unsealed === 0
        ? { title: `${it} holds`, text: `All of it is sealed, up to entry ${entries.last?.seq}.` }
        : {
            title: `${it} holds`,
            text: `It is sealed up to entry ${sealed.seq}; ${unsealed} of the newest entries are not sealed yet.`,
          }
  }
}

export const trustWords: Readonly<Record<Trust, string>> = {
  pinned: 'pinned by you',
  endorsed: 'a trusted key vouches for it, in the ledger',
  before: 'only for the checkpoints that a trusted one leads back to',
  listed: 'a trusted checkpoint lists it',
  unvouched: 'nothing vouches for it',
}

export function beginning({ begins, entries }: Report): string {
  const at = entries.first?.seq
  if (begins === 'genesis') return 'at the beginning of the ledger'
  if (begins === 'sealed') return `at entry ${at}, behind one that a checkpoint seals`
  return `at entry ${at}: a part, and nothing vouches for what is before`
}

/** What each code means, for people who do not know the format. */
export const codeWords: Readonly<Record<Finding['code'], string>> = {
  Form: 'Not written as an entry is written',
  Members: 'Members that an entry does not have, or lacks',
  Beginning: 'The beginning is missing',
  Sequence: 'Something is missing, added, or out of order',
  Tenant: 'Of another organisation',
  Envelope: 'The number or time beside the event is not the one that was hashed',
  Link: 'Does not follow the entry before it',
  Domain: 'No function may make this kind of event there',
  Hash: 'The content is not what was hashed',
  Time: 'Recorded before the entry before it',
  Personal: 'A personal value is not the one that was hashed',
  RepeatedId: 'The same event occurred before',
  Subject: 'It names another request than it is about',
  Transition: 'The request cannot have gone this way',
  ProofForm: 'Not a proof of this kind',
  Signature: 'The signature is wrong',
  UnknownKey: 'Signed with a key that is not among the keys, or not for this',
  UntrustedKey: 'Signed with a key that nothing vouches for',
  KeyInterval: 'Signed when the key did not count',
  Keys: 'The keys are not what they say',
  ProofTenant: 'A proof of another organisation',
  CutOff: 'The export ends before what is signed or witnessed',
  OtherHistory: 'Another hash was signed or witnessed',
  OtherFacts: 'It says something else than the entry',
  Contradiction: 'Two checkpoints that cannot both be of one ledger',
  Stale: 'The newest checkpoint is too old',
  Unsealed: 'Nothing that you trust seals this export',
}
