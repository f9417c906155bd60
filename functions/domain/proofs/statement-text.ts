import type { Month } from './months.ts'
import type { MonthTally } from './tally.ts'

const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** As people write it: `October 2026`. */
export const monthInWords = (month: Month): string => {
  const [year, number] = month.split('-')
  return `${names[Number(number) - 1]} ${year}`
}

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

const limits =
  'It proves that the vendor signed these counts over exactly these entries, whose chain leads to the hash above: none of ' +
  'them can be changed, dropped or added since without a contradiction. It does not prove that the vendor recorded ' +
  'everything that happened, or that what was recorded is true; and what was accessed on ways that never ask the lockbox ' +
  'is in no ledger.'

/** What a statement says to people: what there was, where it stands, and what it does and does not prove. */
export function statementText(vendor: string, { month, entries, head, counts }: MonthTally): string {
  const name = monthInWords(month)
  const grants = counts.approved + counts.emergencies
  // What was opened before may have been used without asking anybody: it was access in every month in which it was open.
  const governed = counts.openAtStart + grants + counts.uses > 0
  const before =
    counts.openAtStart > 0
      ? [
          `${many(counts.openAtStart, 'access that was opened before was', 'accesses that were opened before were')} ` +
            'open when the month began.',
        ]
      : []
  const what = governed
    ? [
        `Governed access by ${vendor} in ${name}: ${many(counts.approved, 'approval', 'approvals')}, ` +
          `${many(counts.emergencies, 'emergency access', 'emergency accesses')}, ` +
          `${many(counts.uses, 'recorded use', 'recorded uses')}.`,
        ...before,
      ]
    : [`No governed access by ${vendor} in ${name}.`]
  const asked =
    counts.requests > 0
      ? [
          `${many(counts.requests, 'request was', 'requests were')} made; ${counts.denied} denied, ${counts.expired} expired, ` +
            `${counts.canceled} canceled.`,
        ]
      : []
  const closed = counts.revoked + counts.ended
  const ended =
    closed === 0
      ? []
      : governed
        ? [`${counts.revoked} revoked, ${counts.ended} ended.`]
        : [`${many(closed, 'access', 'accesses')} had been over before the month began; that was recorded in it.`]
  const free =
    counts.notGoverned > 0
      ? [
          `${many(counts.notGoverned, 'access', 'accesses')} needed no approval (policy off, environment not managed, or service not covered).`,
        ]
      : []
  const drills = counts.drills > 0 ? [`${many(counts.drills, 'fire drill', 'fire drills')}, in no other count.`] : []
  const range = entries
    ? `Entries ${entries.first} to ${entries.last} of the ledger.`
    : 'The ledger got no entry in this month.'
  const at = head
    ? `At its end the ledger stood at entry ${head.seq}, hash ${head.hash}.`
    : 'The ledger had no entry yet.'
  return [[...what, ...asked, ...ended, ...free, ...drills].join(' '), `${range} ${at}`, limits].join('\n\n')
}
