import { type Finding, placeOf } from '../../verifier/findings.ts'
import type { Trust } from '../../verifier/keys.ts'
import { isAboutKeys, isUnsealed, type Report } from '../../verifier/report.ts'
import { printable } from '../words.ts'

/** What the report comes to, in a sentence. */
export function headline(report: Report): string {
  const { outcome, sealed, unsealed, entries, part } = report
  if (isAboutKeys(report)) return 'NOT TRUSTED. The keys do not fit: nothing signed counts, whatever the export is.'
  if (outcome === 'tampered') return 'TAMPERED. This export, or what is signed about it, does not hold.'
  if (outcome === 'forked')
    return 'FORKED. The export holds in itself, and what was signed or witnessed tells another history.'
  if (outcome === 'stale' && isUnsealed(report))
    return 'STALE. The export holds in itself, and nothing that you trust seals it.'
  if (outcome === 'stale') return 'STALE. The export holds, and no checkpoint is new enough to vouch for it.'
  const it = part ? 'This part' : 'It'
  if (!sealed) return `${it} holds in itself, sealed by nothing.`
  return unsealed === 0
    ? `${it} holds, and all of it is sealed, up to entry ${entries.last?.seq}.`
    : `${it} holds, and is sealed up to entry ${sealed.seq}.`
}

const trusted: Readonly<Record<Trust, string>> = {
  pinned: 'pinned',
  endorsed: 'vouched for by a trusted key, in the ledger',
  before: 'only for the checkpoints that a trusted one leads back to',
  listed: 'listed by a trusted checkpoint',
  unvouched: 'NOTHING VOUCHES FOR IT',
}

/** The report as an auditor reads it. */
export function shownReport(report: Report): string {
  const { tenantId, entries, sealed, unsealed, checkpoints, keys, receipts, statements, witnesses, erased } = report
  const { count, first, last } = entries
  const facts: (readonly [string, string])[] = [
    ['organisation', tenantId ?? 'unknown'],
    ['entries', first && last ? `${first.seq} to ${last.seq}, ${count} of them` : 'none'],
    ...(first && last ? [['recorded', `${first.recordedAt} to ${last.recordedAt}`] as const] : []),
    ['begins', begins(report)],
    ['sealed', sealed ? `up to entry ${sealed.seq}, by a checkpoint of ${sealed.time}` : 'by nothing'],
    ['unsealed', `${unsealed} of the newest entries`],
    ['newest hash', last?.hash ?? 'none'],
    ['checkpoints', `${checkpoints.count} that count, ${checkpoints.gaps} gaps between them`],
    ['receipts', `${receipts} that count`],
    ...(statements > 0 ? [['statements', `${statements} that count`] as const] : []),
    ['witnesses', `${witnesses} entries in mails`],
    ['erased', `${erased.count} personal values${erased.count > 0 ? ', without which the chain holds' : ''}`],
    ...keys.map(({ keyId, purpose, trust, signed, validFrom, validUntil }) => {
      const interval = `${validFrom ? ` from ${validFrom}` : ''}${validUntil ? ` until ${validUntil}` : ''}`
      const vouched = trust ? trusted[trust] : 'trusted by nothing given here'
      return ['key', `${keyId}, for ${purpose}s${interval}: ${vouched}; signed ${signed}`] as const
    }),
  ]
  return [
    headline(report),
    '',
    ...facts.map(([label, value]) => `  ${label.padEnd(13)} ${printable(value)}`),
    ...section('What was found', report.findings.flatMap(shownFinding)),
    ...(report.moreFindings > 0 ? [`  and ${report.moreFindings} more.`] : []),
    ...section('To know', report.notes.flatMap(item)),
    ...section('What this does not prove', report.doesNotProve.flatMap(item)),
  ].join('\n')
}

const begins = ({ begins: how, entries }: Report): string =>
  how === 'genesis'
    ? 'at the beginning of the ledger'
    : how === 'sealed'
      ? `at entry ${entries.first?.seq}, behind one that a checkpoint seals`
      : `at entry ${entries.first?.seq}: a part, whose beginning nothing vouches for`

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]

const item = (text: string): readonly string[] => [`  - ${printable(text)}`]

const shownFinding = (finding: Finding): readonly string[] => [
  `  ${printable(placeOf(finding))}: ${finding.code}`,
  `    expected  ${printable(finding.expected)}`,
  `    found     ${printable(finding.found)}`,
  ...(finding.advice ? [`    to do     ${printable(finding.advice)}`] : []),
]
