import { describe, expect, it } from 'vitest'
import { type Kept, lookAfterClosing, lookAt, nextReminder } from '../../../functions/domain/duties.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { World } from '../../support/world.ts'

const plan = { first: 14_400, every: 86_400, beforeEnd: 14_400 }
const start = '2026-11-23T09:00:00.000Z'
const later = (seconds: number) => plusSeconds(start, seconds)
const hour = 3600

const request = await new World().open()
const mailed = { ada: { status: 'sent', at: start, attempts: 1 } }
const parked: Kept = { request, mails: mailed, taskToken: 'token' }
const grant = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...request,
  version: 2,
  state: 'Approved',
  granted: { accessLevel: 'read', accessPeriod: 8 * hour, accessUntil: later(8 * hour) },
  decided: { by: request.started.by, at: start },
  ...changes,
})
const settled = (changes: Partial<AccessRequest> = {}): Kept => ({ request: grant(changes), mails: mailed, settled: 2 })

describe('reminders', () => {
  const { expiresAt } = request
  it.each([
    ['after four hours', start, later(4 * hour)],
    ['after a day', later(4 * hour), later(24 * hour)],
    ['after each day', later(24 * hour), later(48 * hour)],
    ['four hours before the end', later(72 * hour), later(92 * hour)],
    ['never again after that', later(92 * hour), undefined],
    ['one for all that were missed', later(3 * hour), later(4 * hour)],
    ['not within an hour of another', later(23.5 * hour), later(48 * hour)],
  ])('%s', (_, last, at) => {
    expect(nextReminder(request, last, plan)).toBe(at)
  })

  it('what does not lie within the window is left out', () => {
    const short = { requestedAt: start, expiresAt: later(hour) }
    expect(nextReminder(short, start, plan)).toBeUndefined()
    expect(nextReminder({ requestedAt: start, expiresAt: later(6 * hour) }, start, plan)).toBe(later(2 * hour))
    expect(nextReminder({ requestedAt: start, expiresAt }, start, { ...plan, first: 900 })).toBe(later(900))
  })
})

describe('a request that waits', () => {
  it('has nothing due while all goes well, until its first reminder', () => {
    expect(lookAt(parked, plan, later(600))).toEqual({ due: [], next: later(4 * hour) })
  })
  it('is to be run while it is not parked, and again at a slower pace', () => {
    const { taskToken: _, ...unparked } = parked
    expect(lookAt(unparked, plan, later(119)).due).toEqual([])
    const first = lookAt(unparked, plan, later(120))
    expect(first).toEqual({
      due: ['run'],
      handed: { version: 1, duties: { run: { at: later(120), tries: 1 } } },
      next: later(240),
    })
    const handed = first.handed as NonNullable<typeof first.handed>
    expect(lookAt({ ...unparked, handed }, plan, later(239)).due).toEqual([])
    const second = lookAt({ ...unparked, handed }, plan, later(240))
    expect(second).toMatchObject({ due: ['run'], next: later(480) })
    const many = { version: 1, duties: { run: { at: later(240), tries: 40 } } }
    expect(lookAt({ ...unparked, handed: many }, plan, later(240)).next).toBe(later(240 + hour))
  })
  it('forgets what it handed over once that is done', () => {
    const handed = { version: 1, duties: { run: { at: later(120), tries: 1 } } }
    expect(lookAt({ ...parked, handed }, plan, later(400))).not.toHaveProperty('handed')
  })
  it.each<[string, Kept['mails'], number, boolean]>([
    ['nobody was mailed', {}, 120, true],
    ['a mail was begun', { ada: { status: 'preparing', at: start, attempts: 1 } }, 120, true],
    ['a mail failed', { ...mailed, bob: { status: 'failed', at: later(60), attempts: 7 } }, 180, true],
    ['a mail failed just now', { ...mailed, bob: { status: 'failed', at: later(60), attempts: 7 } }, 179, false],
    ['a mail failed too often', { ...mailed, bob: { status: 'failed', at: start, attempts: 8 } }, 999, false],
    ['all were mailed', mailed, 999, false],
  ])('is to be mailed: %s', (_, mails, after, due) => {
    expect(lookAt({ ...parked, mails }, plan, later(after)).due).toEqual(due ? ['mail'] : [])
  })
  it('is expired two minutes after its time, and nothing else any more', () => {
    const { taskToken: _, ...unparked } = parked
    const end = Date.parse(request.expiresAt)
    const at = (seconds: number) => new Date(end + seconds * 1000).toISOString()
    expect(lookAt(unparked, plan, at(0))).toEqual({ due: [], next: at(120) })
    expect(lookAt(unparked, plan, at(120)).due).toEqual(['expire'])
  })
})

describe('a grant', () => {
  it('is run until its execution has read it; then it is warned of its end, and ended', () => {
    expect(lookAt({ request: grant(), mails: mailed, taskToken: 't' }, plan, later(120)).due).toEqual(['run'])
    expect(lookAt(settled(), plan, later(120))).toEqual({ due: [], next: later(7.5 * hour) })
    expect(lookAt(settled(), plan, later(7.5 * hour)).due).toEqual(['warn'])
    const warned = { ...settled(), warned: later(7.5 * hour) }
    expect(lookAt(warned, plan, later(7.6 * hour))).toEqual({ due: [], next: later(8 * hour + 120) })
    expect(lookAt(warned, plan, later(8 * hour + 119)).due).toEqual([])
    expect(lookAt(warned, plan, later(8 * hour + 120)).due).toEqual(['end'])
  })
  it.each([
    ['of half an hour', { granted: { accessLevel: 'read', accessPeriod: 1800, accessUntil: later(1800) } }],
    ['of a fire drill', { drill: true }],
  ] as const)('%s ends without a warning', (_, changes) => {
    const kept = settled(changes)
    const until = kept.request.granted?.accessUntil ?? ''
    expect(lookAt(kept, plan, start)).toEqual({ due: [], next: plusSeconds(until, 120) })
  })
})

describe('what is over', () => {
  it('is woken once where it still sleeps, then leaves the index', () => {
    const denied = { ...grant({ state: 'Denied' }), granted: undefined } as unknown as AccessRequest
    const look = lookAt({ request: denied, mails: mailed, taskToken: 't' }, plan, later(120))
    expect(look).toMatchObject({ due: ['run'] })
    const handed = look.handed as NonNullable<typeof look.handed>
    expect(lookAt({ request: denied, mails: mailed, taskToken: 't', handed }, plan, later(999))).toEqual({ due: [] })
    expect(lookAt({ request: denied, mails: mailed }, plan, later(999))).toEqual({ due: [] })
  })
})

describe('an emergency', () => {
  const emergency = (changes: Partial<AccessRequest> = {}) =>
    grant({ version: 1, state: 'Emergency', incident: 'INC-1', ...changes })
  const closed = { by: request.started.by, at: later(hour) }

  it('asks for somebody who takes note of it each day, also once it is over, until somebody does', () => {
    const over = { request: emergency({ state: 'Ended', version: 2, closed }), mails: mailed }
    expect(lookAt(over, plan, later(24 * hour - 1))).toEqual({ due: [], next: later(24 * hour) })
    expect(lookAt(over, plan, later(24 * hour)).due).toEqual(['acknowledge'])
    const asked = { ...over, acknowledgeAsked: later(24 * hour) }
    expect(lookAt(asked, plan, later(25 * hour)).next).toBe(later(48 * hour))
    const acknowledged = { ...over, request: { ...over.request, acknowledged: closed } }
    expect(lookAt(acknowledged, plan, later(25 * hour))).toEqual({ due: [] })
  })
  it('stays in the index when it is closed, and nothing else does', () => {
    expect(lookAfterClosing(emergency())).toBeUndefined()
    expect(lookAfterClosing(emergency({ closed }))).toBe(later(hour + 120))
    expect(lookAfterClosing(grant({ closed }))).toBeUndefined()
  })
  it('has its mails sent', () => {
    const kept = { request: emergency(), mails: {}, settled: 1 }
    expect(lookAt(kept, plan, later(120)).due).toEqual(['mail'])
    // By its execution first, then without one; also when it was ended at once.
    const unsettled = { request: emergency(), mails: {} }
    expect(lookAt(unsettled, plan, later(120)).due).toEqual(['run'])
    const handed = { version: 1, duties: { run: { at: later(120), tries: 1 } } }
    expect(lookAt({ ...unsettled, handed }, plan, later(240)).due).toEqual(['run', 'mail'])
    const ended = { request: emergency({ state: 'Ended', version: 2, closed }), mails: {} }
    expect(lookAt(ended, plan, later(120)).due).toEqual(['mail'])
    expect(lookAt(ended, plan, later(25 * hour)).due).toEqual(['acknowledge'])
  })
  it('has them also when it was put without its incident', () => {
    const { incident: _, ...bare } = emergency()
    const kept = { request: bare, mails: {}, settled: 1 }
    expect(lookAt(kept, plan, later(120)).due).toEqual(['mail'])
    expect(lookAt({ ...kept, mails: mailed }, plan, later(24 * hour)).due).toContain('acknowledge')
  })
})
