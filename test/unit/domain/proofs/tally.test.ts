import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EventType, eventDomains } from '../../../../functions/domain/events.ts'
import type { LedgerEntry } from '../../../../functions/domain/ledger.ts'
import { boundsOf, monthsFrom } from '../../../../functions/domain/proofs/months.ts'
import { monthInWords, statementText } from '../../../../functions/domain/proofs/statement-text.ts'
import { type MonthTally, readFrom, Tally } from '../../../../functions/domain/proofs/tally.ts'

const entry = (seq: number, recordedAt: string, type: EventType, drill = false) =>
  ({
    seq,
    recordedAt,
    hash: String(seq).padStart(64, '0'),
    event: { type, data: { details: drill ? { drill: true } : {} } },
  }) as unknown as LedgerEntry

const tallied = (months: readonly string[], entries: readonly LedgerEntry[]): readonly MonthTally[] => {
  const tally = new Tally(months)
  for (const one of entries) tally.add(one)
  return tally.months
}
const inOctober = (...types: [EventType, boolean?][]) =>
  tallied(
    ['2026-10'],
    types.map(([type, drill], i) => entry(i + 1, '2026-10-05T00:00:00.000Z', type, drill)),
  )[0]!

describe('a month', () => {
  test('counts requests, outcomes, emergencies and uses', () => {
    const { counts } = inOctober(
      ['lockbox.request.started'],
      ['lockbox.request.started'],
      ['lockbox.request.approved'],
      ['lockbox.request.denied'],
      ['lockbox.request.expired'],
      ['lockbox.request.canceled'],
      ['lockbox.request.emergency'],
      ['lockbox.request.revoked'],
      ['lockbox.request.ended'],
      ['lockbox.access.used'],
      ['lockbox.access.tokenIssued'],
      ['lockbox.access.credentialsIssued'],
      ['lockbox.access.notRequired'],
      ['lockbox.mail.sent'],
    )
    expect(counts).toEqual({
      openAtStart: 0,
      ...{ requests: 2, approved: 1, denied: 1, expired: 1, canceled: 1, revoked: 1, ended: 1 },
      ...{ emergencies: 1, uses: 3, notGoverned: 1, drills: 0 },
    })
  })
  test('counts a fire drill once, and in no other count', () => {
    const { counts } = inOctober(
      ['lockbox.request.started', true],
      ['lockbox.request.approved', true],
      ['lockbox.request.ended', true],
    )
    expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([['drills', 1]])
  })
  test('has the range of its entries, and the head before its end', () => {
    const months = tallied(
      ['2026-09', '2026-10', '2026-11'],
      [
        entry(4, '2026-08-31T23:59:59.999Z', 'lockbox.mail.sent'),
        entry(5, '2026-10-01T00:00:00.000Z', 'lockbox.mail.sent'),
        entry(6, '2026-10-31T23:59:59.999Z', 'lockbox.mail.sent'),
        entry(7, '2026-12-01T00:00:00.000Z', 'lockbox.mail.sent'),
      ],
    )
    expect(months.map(({ month, entries, head }) => [month, entries, head?.seq])).toEqual([
      ['2026-09', null, 4],
      ['2026-10', { first: 5, last: 6 }, 6],
      ['2026-11', null, 6],
    ])
  })
  test('of a ledger that had nothing yet has no head', () => {
    expect(tallied(['2026-09'], [])).toMatchObject([{ entries: null, head: null }])
    expect(tallied(['2026-09'], [entry(1, '2026-10-01T00:00:00.000Z', 'lockbox.mail.sent')])[0]?.head).toBeNull()
  })
  test('however entries fall, every one is counted in exactly the month it lies in', () => {
    const months = monthsFrom('2026-09', '2026-12')
    const time = fc.integer({ min: Date.parse('2026-08-25'), max: Date.parse('2027-01-05') })
    fc.assert(
      fc.property(fc.array(time), fc.constantFrom(...(Object.keys(eventDomains) as EventType[])), (times, type) => {
        const entries = [...times].sort((a, b) => a - b).map((ms, i) => entry(i + 1, new Date(ms).toISOString(), type))
        for (const { month, entries: range, head } of tallied(months, entries)) {
          const { from, to } = boundsOf(month)
          const within = entries.filter(({ recordedAt }) => recordedAt >= from && recordedAt < to)
          expect(range).toEqual(within[0] ? { first: within[0].seq, last: within.at(-1)?.seq } : null)
          expect(head?.seq).toBe(entries.filter(({ recordedAt }) => recordedAt < to).at(-1)?.seq)
        }
      }),
    )
  })
})

const move = (
  seq: number,
  recordedAt: string,
  type: EventType,
  requestId: string,
  details: Readonly<Record<string, unknown>> = {},
) =>
  ({
    seq,
    recordedAt,
    hash: String(seq).padStart(64, '0'),
    event: { type, data: { requestId, details } },
  }) as unknown as LedgerEntry

describe('grants that are open when a month begins', () => {
  const openIn = (...entries: readonly LedgerEntry[]) => tallied(['2026-10'], entries)[0]?.counts.openAtStart
  const until = (accessUntil: string) => ({ accessUntil })
  const from = '2026-10-01T00:00:00.000Z'
  const opened = (accessUntil: string, at = '2026-09-28T00:00:00.000Z') =>
    move(1, at, 'lockbox.request.approved', 'acme.a', until(accessUntil))
  test.each([
    ['an access that goes on', [opened('2026-10-01T00:00:00.001Z')], 1],
    ['an access that is over by then', [opened(from)], 0],
    ['an access that begins with the month', [opened('2026-10-03T00:00:00.000Z', from)], 0],
    [
      'an emergency access',
      [move(1, '2026-09-30T23:00:00.000Z', 'lockbox.request.emergency', 'acme.a', until('2026-10-01T01:00:00.000Z'))],
      1,
    ],
    [
      'a fire drill',
      [
        move(1, '2026-09-30T23:00:00.000Z', 'lockbox.request.approved', 'acme.a', {
          ...until('2026-10-01T01:00:00.000Z'),
          drill: true,
        }),
      ],
      0,
    ],
    [
      'an access that was revoked before',
      [opened('2026-10-09T00:00:00.000Z'), move(2, '2026-09-30T23:59:59.999Z', 'lockbox.request.revoked', 'acme.a')],
      0,
    ],
    [
      'an access that was given back in the month',
      [opened('2026-10-09T00:00:00.000Z'), move(2, from, 'lockbox.request.ended', 'acme.a')],
      1,
    ],
  ] as const)('%s', (_, entries, count) => expect(openIn(...entries)).toBe(count))

  /** Requests of which each is opened, and closed or not, at random times. */
  const histories = fc
    .array(
      fc.record({
        openedAt: fc.integer({ min: Date.parse('2026-07-20'), max: Date.parse('2026-12-10') }),
        hours: fc.integer({ min: 1, max: 720 }),
        closedAfter: fc.option(fc.integer({ min: 0, max: 800 })),
        type: fc.constantFrom<EventType>('lockbox.request.approved', 'lockbox.request.emergency'),
        ending: fc.constantFrom<EventType>('lockbox.request.revoked', 'lockbox.request.ended'),
      }),
      { maxLength: 12 },
    )
    .map((grants) =>
      grants
        .flatMap(({ openedAt, hours, closedAfter, type, ending }, i) => {
          const late = (by: number) => new Date(openedAt + by * 3_600_000).toISOString()
          const id = `acme.${i}`
          const end = closedAfter === null ? [] : [move(0, late(closedAfter), ending, id)]
          return [move(0, late(0), type, id, until(late(hours))), ...end]
        })
        .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
        .map((one, i) => ({ ...one, seq: i + 1 })),
    )
  test('are all found, also of months that were counted before, by whoever begins to read at the time that is said', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom('2026-08', '2026-09', '2026-10', '2026-11'), (entries, first) => {
        const months = monthsFrom(first, '2026-12')
        const read = entries.filter(({ recordedAt }) => recordedAt >= readFrom(boundsOf(first).from))
        for (const { month, counts } of tallied(months, read)) {
          const start = boundsOf(month).from
          const before = entries.filter(({ recordedAt }) => recordedAt < start)
          const open = before.filter(
            ({ event: { type, data } }, i) =>
              (type === 'lockbox.request.approved' || type === 'lockbox.request.emergency') &&
              String(data.details.accessUntil) > start &&
              !before.slice(i + 1).some((later) => later.event.data.requestId === data.requestId),
          )
          expect(counts.openAtStart).toBe(open.length)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('what it says to people', () => {
  const limits = /does not prove that the vendor recorded everything/
  test('says plainly that there was nothing', () => {
    const [empty] = tallied(['2026-10'], [entry(7, '2026-09-30T00:00:00.000Z', 'lockbox.mail.sent')])
    const text = statementText('Vendor', empty!)
    expect(text).toMatch(/^No governed access by Vendor in October 2026\.\n\nThe ledger got no entry in this month\./)
    expect(text).toContain(`entry 7, hash ${'7'.padStart(64, '0')}`)
    expect(text).toMatch(limits)
  })
  test('says what there was, and what needed no approval apart', () => {
    const text = statementText(
      'Vendor',
      inOctober(
        ['lockbox.request.started'],
        ['lockbox.request.started', true],
        ['lockbox.request.approved'],
        ['lockbox.access.used'],
        ['lockbox.access.used'],
        ['lockbox.request.ended'],
        ['lockbox.access.notRequired'],
      ),
    )
    expect(text).toContain(
      'Governed access by Vendor in October 2026: 1 approval, 0 emergency accesses, 2 recorded uses.',
    )
    expect(text).toContain('1 request was made; 0 denied, 0 expired, 0 canceled.')
    expect(text).toContain('1 access needed no approval')
    expect(text).toContain('1 fire drill, in no other count.')
    expect(text).toContain('Entries 1 to 7 of the ledger.')
    expect(text).toMatch(limits)
  })
  test.each([
    ['an emergency', 'lockbox.request.emergency'],
    ['a use of what was given out before', 'lockbox.access.used'],
    ['an approval', 'lockbox.request.approved'],
  ] as const)('never says that there was nothing when there was %s', (_, type) => {
    expect(statementText('Vendor', inOctober([type]))).not.toContain('No governed access')
  })
  test.each([
    ['and ended in it', [move(2, '2026-10-05T00:00:00.000Z', 'lockbox.request.ended', 'acme.a')]],
    ['and was open all of it', []],
  ])('never says that there was nothing when an access was open before %s', (_, more) => {
    const [month] = tallied(
      ['2026-10'],
      [
        move(1, '2026-09-28T00:00:00.000Z', 'lockbox.request.approved', 'acme.a', {
          accessUntil: '2026-11-01T00:00:00.000Z',
        }),
        ...more,
      ],
    )
    const text = statementText('Vendor', month!)
    expect(text).not.toContain('No governed access')
    expect(text).toContain('1 access that was opened before was open when the month began.')
  })
  test('says of the end of what was over before that it was over', () => {
    expect(statementText('Vendor', inOctober(['lockbox.request.ended']))).toContain(
      'No governed access by Vendor in October 2026. 1 access had been over before the month began; that was recorded in it.',
    )
  })
  test('names months as people do', () => {
    expect(monthsFrom('2026-01', '2026-12').map(monthInWords)).toMatchObject({ 0: 'January 2026', 11: 'December 2026' })
  })
})
