import { describe, expect, test } from 'vitest'
import {
  type AccessFacts,
  type AccessPlace,
  allowedBases,
  type Grant,
  judgeAccess,
  type RequestStanding,
  refusedBases,
} from '../../../functions/domain/access-check.ts'

const now = '2026-11-23T09:00:00.000Z'
const later = '2026-11-23T10:00:00.000Z'
const earlier = '2026-11-23T08:00:00.000Z'
const ulid = '01J00000000000000000000000'
const other = '01J00000000000000000000001'

const ask = {
  tenantId: 'acme',
  environmentId: 'production',
  operatorId: 'olga@vendor.example',
  service: 'crm',
  accessLevel: 'write',
} as const

const grant = (changes: Partial<Grant> = {}): Grant => ({
  request: { tenantId: 'acme', ulid },
  service: 'crm',
  basis: 'Approved',
  accessLevel: 'write',
  accessUntil: later,
  recordedSeq: 7,
  ...changes,
})
const place = (changes: Partial<AccessPlace> = {}): AccessPlace => ({
  settings: { policy: 'on' },
  environment: {},
  unmanaged: false,
  latestUlid: ulid,
  ...changes,
})
const off = place({ settings: { policy: 'off' } })
const { latestUlid: _, ...nothingAsked } = place()
const newest = (state: RequestStanding['state'], changes: Partial<RequestStanding> = {}): RequestStanding => ({
  state,
  expiresAt: later,
  ...changes,
})
const waits = newest('ActionNeeded')
const granted = (accessUntil: string) => ({ accessLevel: 'write', accessPeriod: 3600, accessUntil }) as const
const unrecorded = (({ recordedSeq: _seq, ...rest }) => rest)(grant())

/** What was read, and what comes of it: `yes` or `no` with the basis, and the request that is named. */
const table: readonly [string, string, AccessFacts, boolean?][] = [
  ['an open grant', 'yes Approved', { grants: [grant()] }],
  ['an open emergency', 'yes Emergency', { grants: [grant({ basis: 'Emergency' })] }],
  [
    'a grant beside one that is over',
    'yes Approved',
    { grants: [grant({ accessUntil: earlier, basis: 'Emergency' }), grant()] },
  ],
  ['a grant while another request waits', 'yes Approved', { grants: [grant()], place: place(), newest: waits }],
  ['a grant for a service that is not covered any more', 'yes Approved', { grants: [grant()], place: place() }, false],
  ['no tenant', 'no UnknownTenant -', { grants: [], place: { environment: {}, unmanaged: false } }],
  [
    'no environment',
    'no UnknownEnvironment -',
    { grants: [], place: { settings: { policy: 'off' }, unmanaged: true } },
  ],
  [
    'an environment that was moved',
    'no EnvironmentMoved -',
    { grants: [], place: { ...off, environment: { movedTo: 'x' } } },
  ],
  ['a service that is not covered', 'yes ServiceNotCovered -', { grants: [], place: place(), newest: 'none' }, false],
  [
    'a service that is not covered any more, while its request waits',
    'no AwaitingApproval',
    { grants: [], place: place(), newest: waits },
    false,
  ],
  [
    'a service that is not covered, in no tenant',
    'no UnknownTenant -',
    { grants: [], place: { unmanaged: true } },
    false,
  ],
  ['the newest request waits', 'no AwaitingApproval', { grants: [], place: place(), newest: waits }],
  ['it waits, and the policy is off by now', 'no AwaitingApproval', { grants: [], place: off, newest: waits }],
  [
    'it waits, and the environment is not managed by now',
    'no AwaitingApproval',
    { grants: [], place: place({ unmanaged: true }), newest: waits },
  ],
  [
    'it waits, for more than what an open grant allows',
    'no AwaitingApproval',
    { grants: [grant({ accessLevel: 'read' })], place: place(), newest: waits },
  ],
  [
    'a grant that is not in the ledger',
    'no NotYetRecorded',
    { grants: [unrecorded], place: place(), newest: newest('Approved') },
  ],
  [
    'such a grant with the policy off by now',
    'no NotYetRecorded',
    { grants: [unrecorded], place: off, newest: newest('Approved') },
  ],
  ['a grant to read', 'no LevelTooLow', { grants: [grant({ accessLevel: 'read' })], place: place(), newest: 'none' }],
  [
    'a grant to read, with the policy off by now',
    'no LevelTooLow',
    { grants: [grant({ accessLevel: 'read' })], place: off, newest: 'none' },
  ],
  ['the policy is off', 'yes PolicyOff -', { grants: [], place: off, newest: 'none' }],
  [
    'the policy is off, and the last request was denied',
    'yes PolicyOff -',
    { grants: [], place: off, newest: newest('Denied') },
  ],
  [
    'the environment is not managed',
    'yes EnvironmentNotManaged -',
    { grants: [], place: place({ unmanaged: true }), newest: 'none' },
  ],
  ['a denial', 'no Denied', { grants: [], place: place(), newest: newest('Denied') }],
  ['an expiry', 'no Expired', { grants: [], place: place(), newest: newest('Expired') }],
  [
    'an expiry that the clock has not closed',
    'no Expired',
    { grants: [], place: place(), newest: newest('ActionNeeded', { expiresAt: now }) },
  ],
  ['taken back', 'no Canceled', { grants: [], place: place(), newest: newest('Canceled') }],
  ['a revocation', 'no Revoked', { grants: [], place: place(), newest: newest('Revoked') }],
  ['an end', 'no Ended', { grants: [], place: place(), newest: newest('Ended') }],
  [
    'an end that the clock has not closed',
    'no Ended',
    { grants: [grant({ accessUntil: now })], place: place(), newest: newest('Approved', { granted: granted(now) }) },
  ],
  [
    'an approval whose door is closed',
    'no NoGrant -',
    { grants: [], place: place(), newest: newest('Approved', { granted: granted(later) }) },
  ],
  ['a request that is gone', 'no NoGrant -', { grants: [], place: place(), newest: 'none' }],
  ['nothing was ever asked', 'no NoGrant -', { grants: [], place: nothingAsked }],
  ["another service's grant", 'no NoGrant -', { grants: [grant({ service: 'files' })], place: nothingAsked }],
]

describe('whether an operator may in, and why', () => {
  test.each(table)('%s: %s', (_name, expected, facts, covered = true) => {
    const judgement = judgeAccess(ask, facts, covered, now)
    if ('read' in judgement) throw new Error(`it wants to read ${judgement.read}`)
    const { allowed, basis, requestId } = judgement.answer
    expect([allowed ? 'yes' : 'no', basis, ...(requestId ? [] : ['-'])].join(' ')).toBe(expected)
    if (requestId) expect(requestId).toBe(`acme.${ulid}`)
  })

  test('the table has every basis', () => {
    const shown = new Set(table.map(([, expected]) => expected.split(' ')[1]))
    expect([...shown].sort()).toEqual([...allowedBases, ...refusedBases].sort())
  })

  test('of several grants the one that lasts longest, and until when', () => {
    const grants = [
      grant({ accessUntil: '2026-11-23T09:30:00.000Z', request: { tenantId: 'acme', ulid: other } }),
      grant(),
      grant({ accessUntil: '2026-11-23T23:00:00.000Z', accessLevel: 'read' }),
      grant({ accessUntil: '2026-11-23T23:00:00.000Z', service: 'files' }),
    ]
    expect(judgeAccess(ask, { grants }, true, now)).toMatchObject({
      answer: { allowed: true, requestId: `acme.${ulid}`, until: later },
    })
  })

  test('a grant is over at the very millisecond', () => {
    const at = (time: string) => judgeAccess(ask, { grants: [grant()] }, true, time)
    expect(at('2026-11-23T09:59:59.999Z')).toMatchObject({ answer: { allowed: true } })
    expect(at(later)).toEqual({ read: 'place' })
  })
})

describe('no more is read than it takes', () => {
  test('the place, where no grant opens', () => {
    expect(judgeAccess(ask, { grants: [unrecorded] }, true, now)).toEqual({ read: 'place' })
  })
  test('the newest request, where there is one that may say more', () => {
    const read = { read: 'newest', request: { tenantId: 'acme', ulid } }
    expect(judgeAccess(ask, { grants: [], place: place() }, true, now)).toEqual(read)
    expect(judgeAccess(ask, { grants: [], place: off }, true, now)).toEqual(read)
  })
})
