import type { Report } from './report.ts'

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** What is no fault, and what an auditor has to know of it. */
export function notesOn(report: Omit<Report, 'notes' | 'doesNotProve'>): readonly string[] {
  const { begins, entries, sealed, unsealed, checkpoints, part, pinned, keys } = report
  const notes: string[] = []
  const { first } = entries
  if (!pinned && keys.length > 0)
    notes.push(
      'NOTHING VOUCHES FOR THE KEYS: no thumbprint was given, so whoever made this export may have made the keys too. Give the thumbprint from your onboarding mail, or from any mail of the lockbox.',
    )
  if (begins === 'unproven' && first)
    notes.push(
      `The export is a part: it begins at entry ${first.seq}, and no checkpoint shows that what is before it ends with the hash that it names.`,
    )
  if (begins === 'sealed' && first)
    notes.push(`The export is a part: it begins at entry ${first.seq}, right behind a checkpoint.`)
  if (!sealed)
    notes.push(
      'SEALED BY NOTHING: no checkpoint vouches for these entries. A history that was written anew, or whose end was cut off, would look the same.',
    )
  else if (unsealed > 0)
    notes.push(
      `${many(unsealed, 'entry is', 'entries are')} newer than the newest checkpoint, of entry ${sealed.seq}: unsealed. Cutting them off would not show.`,
    )
  if (checkpoints.gaps > 0)
    notes.push(
      `${many(checkpoints.gaps, 'checkpoint names', 'checkpoints name')} one before it that is not among them: get all of them with lockbox audit checkpoints.`,
    )
  if (checkpoints.before > 0)
    notes.push(
      `${many(checkpoints.before, 'checkpoint is', 'checkpoints are')} of entries before this export, and could not be compared.`,
    )
  if (checkpoints.after > 0)
    notes.push(
      `${many(checkpoints.after, 'checkpoint is', 'checkpoints are')} of entries behind the end of this part, and could not be compared.`,
    )
  const { receipts, statements, witnesses } = report.notCompared
  const left = [
    ...(receipts > 0 ? [many(receipts, 'receipt', 'receipts')] : []),
    ...(statements > 0 ? [many(statements, 'statement', 'statements')] : []),
    ...(witnesses > 0 ? [many(witnesses, 'witness', 'witnesses')] : []),
  ]
  if (left.length > 0)
    notes.push(`Not compared, or not with all that they speak of, which is not in this export: ${left.join(', ')}.`)
  if (checkpoints.unvouched > 0)
    notes.push(
      `${many(checkpoints.unvouched, 'proof is', 'proofs are')} by a retired key, and no checkpoint that counts leads back to them: not vouched for. Pin that key too, if you have its thumbprint from elsewhere.`,
    )
  if (part)
    notes.push('It was verified as a part: whether entries are missing before it or behind it was not looked at.')
  return notes
}
