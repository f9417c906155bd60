import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type EventType, eventDomains, seal } from '../../../functions/domain/events.ts'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { csvCell, csvColumns, csvHead, toCsv } from '../../../verifier/mappings/csv.ts'
import type { Exported } from '../../../verifier/mappings/exported.ts'
import { microsoftKeys, microsoftStates, toMicrosoft } from '../../../verifier/mappings/microsoft.ts'
import { ocsfKinds, toOcsf } from '../../../verifier/mappings/ocsf.ts'
import { codeIn, pageText, sectionOf, tableOf } from '../../support/pages.ts'
import { operator, testRandom } from '../../support/world.ts'

const types = Object.keys(eventDomains) as EventType[]
const page = pageText('docs/exports.md')

/** An event of a type, about a request, by somebody with an address. */
function exported(type: EventType, details: Record<string, string | number> = {}): Exported {
  const at = '2026-06-01T23:59:15.000Z'
  const random = testRandom()
  const ulid = random.ulid(at)
  const sealed = seal(
    {
      id: `${ulid}#1`,
      type,
      tenantId: 'acme',
      at,
      actor: {
        kind: 'approver',
        id: 'ada',
        name: 'Ada',
        email: 'ada@acme.example',
        method: 'signed-in',
        ip: '203.0.113.7',
      },
      request: { tenantId: 'acme', ulid, environmentId: 'production', service: 'crm', operator },
      version: 1,
      after: 'Approved',
      details: { accessLevel: 'read', accessPeriod: 28_800, ...details },
      personal: { reason: 'Reading is enough.' },
    },
    random.bytes,
  )
  const { prevHash: previousHash, ...entry } = appendTo(undefined, eventDomains[type][0], sealed, at)
  return { ...entry, previousHash }
}
const erased = (type: EventType): Exported => ({ ...exported(type), personal: {} })
/** As a type has it that says nothing of the level. */
function bare(type: EventType): Exported {
  const entry = exported(type)
  return { ...entry, event: { ...entry.event, data: { ...entry.event.data, details: {} } } }
}

describe('CSV', () => {
  it('neutralises what a spreadsheet would run as a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (first, rest) => {
        expect(csvCell(first + rest).replace(/^"/, '')).toMatch(/^'/)
      }),
    )
  })
  it('keeps what a cell holds: a reader of RFC 4180 gets the same text back', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text)
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        expect(/^[=+\-@\t\r]/.test(text) ? read.slice(1) : read).toBe(text)
        expect(cell.startsWith('"') || !/[",\r\n]/.test(cell)).toBe(true)
      }),
    )
  })
  it.each([undefined, null])('has an empty cell for %s', (nothing) => expect(csvCell(nothing)).toBe(''))
  it('has as many cells in a row as in the head', () => {
    expect(csvHead.trimEnd().split(',')).toEqual(csvColumns.map(([name]) => name))
    const row = toCsv(exported('lockbox.request.approved'))
    expect(row).toContain('2026-06-01T23:59:15.000Z,ada@acme.example,Ada,signed-in,acme.01J')
    expect(row.endsWith('\r\n')).toBe(true)
  })
  it('is documented', () => {
    const columns = tableOf(sectionOf(page, '### CSV'), 'column', 'what it is').map(([name]) => codeIn(name)[0])
    expect(columns).toEqual(csvColumns.map(([name]) => name))
  })
})

// From the schema's own files at its tag 1.5.0: `events/base_event.json`, `events/iam/entity_management.json`,
// `events/iam/user_access.json`, `events/application/api_activity.json`, and `constraints` of the files in `objects/`.
const always = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid']
const required: Readonly<Record<number, readonly string[]>> = {
  3004: ['entity'],
  3005: ['privileges', 'user'],
  6003: ['actor', 'api', 'src_endpoint'],
}
/** Beside 99, which no type that we know has. */
const activities: Readonly<Record<number, readonly number[]>> = {
  3004: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  3005: [1, 2],
  6003: [1, 2, 3, 4],
}
/** Of each object at least one of these. */
const oneOf = {
  actor: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  entity: ['name', 'uid', 'device', 'group', 'org', 'policy', 'user'],
  src_endpoint: [
    ...['ip', 'uid', 'name', 'hostname', 'svc_name', 'instance_uid', 'interface_uid', 'interface_name', 'domain'],
  ],
  user: ['account', 'name', 'uid'],
} as const

describe('OCSF', () => {
  describe.each([
    ['with personal values', exported],
    ['with all personal values erased', erased],
    ['without details', bare],
  ] as const)('%s', (_, make) => {
    test.each(types)('%s has all that its class requires', (type) => {
      const event = toOcsf(make(type))
      const uid = event.class_uid as number
      for (const name of [...always, ...(required[uid] ?? [])]) expect(event[name], name).toBeDefined()
      for (const [name, members] of Object.entries(oneOf))
        if (event[name])
          expect(Object.keys(event[name]).some((member) => (members as readonly string[]).includes(member))).toBe(true)
      if (event.privileges) expect(event.privileges).toEqual([expect.stringMatching(/./)])
      for (const resource of (event.resources ?? []) as readonly object[])
        expect(resource).toHaveProperty('uid', expect.stringMatching(/./))
      expect(event).toMatchObject({
        category_uid: Math.floor(uid / 1000),
        type_uid: uid * 100 + (event.activity_id as number),
        time: Date.parse('2026-06-01T23:59:15.000Z'),
        metadata: { version: '1.5.0', product: { name: expect.any(String) }, event_code: type, sequence: 1 },
        actor: { user: { uid: expect.stringMatching(/./) } },
        unmapped: { domain: eventDomains[type][0] },
      })
      expect(activities[uid]).toContain(event.activity_id)
      if (uid === 3004)
        expect(event.entity).toMatchObject({ uid: expect.stringMatching(/./), type: expect.any(String) })
      if (uid === 6003) expect(event.api).toMatchObject({ operation: expect.stringMatching(/./) })
    })
  })
  it('says who got which privilege on what, and keeps no salt', () => {
    const event = toOcsf(exported('lockbox.request.approved'))
    expect(event).toMatchObject({
      class_uid: 3005,
      activity_id: 1,
      user: { uid: operator.id, email_addr: operator.id },
      privileges: ['read'],
      resources: [
        { uid: 'production', type: 'environment' },
        { uid: 'crm', type: 'service' },
      ],
      src_endpoint: { ip: '203.0.113.7' },
    })
    expect(JSON.stringify(event)).not.toContain('salt')
  })
  it('takes a type that it does not know as some activity', () => {
    const entry = exported('lockbox.mail.sent')
    const later = { ...entry, event: { ...entry.event, type: 'lockbox.later.happened' as EventType } }
    expect(toOcsf(later)).toMatchObject({ class_uid: 6003, activity_id: 99, type_uid: 600_399 })
  })
  it('is documented, type by type', () => {
    const shown = tableOf(sectionOf(page, '### OCSF'), 'type', 'class', 'activity', 'severity', 'status')
    const told = Object.fromEntries(shown.map(([type, ...rest]) => [codeIn(type)[0], rest]))
    for (const type of types) {
      const kind: { class: number; activity: number; severity?: string; failed?: true } = ocsfKinds[type]
      const [uid, activity = '', severity, status] = told[type] ?? []
      expect([uid, Number(activity.split(' ')[0]), severity, status], type).toEqual([
        String(kind.class),
        kind.activity,
        kind.severity ?? 'informational',
        kind.failed ? 'failure' : 'success',
      ])
    }
  })
})

describe('Microsoft’s keys', () => {
  it('are those of its example, with our values', () => {
    const entry = exported('lockbox.request.started', { expiresAt: '2024-06-01T23:59:15.000Z' })
    const { PropertyCollection, ...common } = toMicrosoft(entry) ?? {}
    expect(common).toEqual({
      CreationTime: '2026-06-01T23:59:15',
      Id: entry.event.id,
      Operation: 'LockboxRequestOperation',
      OrganizationId: 'acme',
      UserId: 'ada@acme.example',
    })
    const properties = PropertyCollection as readonly { Name: string; Value: string }[]
    expect(Object.fromEntries(properties.map(({ Name, Value }) => [Name, Value]))).toEqual({
      'powerplatform.analytics.resource.tenant.lockbox.data_access.duration': '8',
      'powerplatform.analytics.resource.tenant.lockbox.support_ticket.id': 'vendor initiated',
      'powerplatform.analytics.resource.tenant.lockbox.request.state': 'Created',
      'powerplatform.analytics.resource.tenant.lockbox.request.expiration_time': '6/1/2024 11:59:15 PM +00:00',
      'powerplatform.analytics.resource.tenant.lockbox.request.id': entry.event.data.requestId,
      version: '1.0',
      type: 'PowerPlatformAdministratorActivityRecord',
      'powerplatform.analytics.activity.name': 'LockboxRequestOperation',
      'powerplatform.analytics.activity.id': entry.event.id,
      'powerplatform.analytics.resource.environment.id': 'production',
      'enduser.id': 'ada',
      'enduser.principal_name': 'ada@acme.example',
      'enduser.role': 'approver',
      'powerplatform.analytics.resource.tenant.id': 'acme',
    })
  })
  it.each([
    ['2024-06-01T00:05:00.000Z', '6/1/2024 12:05:00 AM +00:00'],
    ['2024-12-31T12:00:00.000Z', '12/31/2024 12:00:00 PM +00:00'],
  ])('%s is %s', (expiresAt, shown) => {
    expect(JSON.stringify(toMicrosoft(exported('lockbox.request.started', { expiresAt })))).toContain(`"${shown}"`)
  })
  it('are of transitions of requests and of nothing else', () => {
    expect(types.filter((type) => toMicrosoft(exported(type)))).toEqual(
      types.filter((type) => Object.hasOwn(microsoftStates, type)),
    )
  })
  it('are documented', () => {
    const shown = tableOf(sectionOf(page, "### Microsoft's keys"), 'key', 'what it is here')
    expect(shown.map(([key]) => codeIn(key)[0])).toEqual(microsoftKeys.map(([key]) => key))
    const [, states = ''] = shown.find(([key]) => key?.includes('request.state')) ?? []
    expect(codeIn(states)).toEqual(Object.values(microsoftStates))
  })
})
