import type { InferOutput } from 'valibot'
import type * as contract from '../../../functions/contract/answers.ts'
import type * as audit from '../../../functions/contract/audit-answers.ts'
import { display, type RequestState } from '../../../functions/domain/request.ts'

export type Detail = InferOutput<typeof contract.tenantRequestDetailAnswer>
export type Settings = InferOutput<typeof contract.settingsAnswer>
export type Environment = InferOutput<typeof contract.environmentAnswer>
export type Entry = InferOutput<typeof audit.auditPageAnswer>['items'][number]
export type Proposal = NonNullable<InferOutput<typeof contract.proposalAnswer>['proposal']>

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Minutes from now as an instant; negative is the past. */
export const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * minute).toISOString()

const longDetail =
  'The nightly export of settlement files stops after 3 of 40 files since the update of last Thursday.\nWe want to read the job table and the last 200 log lines, and nothing else.\n\nSee https://status.vendor.example/incidents/4711 for what we know so far.'

interface Sketch {
  readonly n: number
  readonly state: RequestState
  readonly operator?: readonly [name: string, email: string]
  readonly environment?: readonly [id: string, name: string]
  readonly service?: string
  readonly level?: 'read' | 'write'
  readonly ticket?: string | undefined
  readonly startedHoursAgo: number
  readonly detail?: string
  /** Of an emergency. */
  readonly incident?: string
  readonly acknowledged?: true
  readonly uses?: Detail['uses']
}

const olivia = ['Olivia Meier', 'olivia@vendor.example'] as const
const bea = ['Bea Brand', 'bea.brand@vendor.example'] as const
const production = ['production', 'Production'] as const
const minutes = (hours: number): number => (hours * hour) / minute

/** A request in full, from a few facts about it. */
export function requestOf(tenantId: string, sketch: Sketch): Detail {
  const { n, state, operator = olivia, environment = production, service = 'database', level = 'read' } = sketch
  const id = `${tenantId}.01KAQ4W2Z0HJ6T9Q5R3N8X${String(n).padStart(4, '0')}`
  const requestedAt = minutesFromNow(-minutes(sketch.startedHoursAgo))
  const decidedAt = minutesFromNow(-minutes(sketch.startedHoursAgo) + 25)
  const by = { kind: 'approver', name: 'Bruno Frei', email: 'bruno.frei@acme-bank.example' }
  const { incident } = sketch
  const granted = state === 'Approved' || state === 'Emergency' || state === 'Ended' || state === 'Revoked'
  const decided = incident === undefined && (granted || state === 'Denied')
  const closer = { Ended: 'system', Revoked: 'approver', Expired: 'system', Canceled: 'operator' } as const
  const closedBy = state in closer ? closer[state as keyof typeof closer] : undefined
  return {
    id,
    tenantId,
    environmentId: environment[0],
    environmentName: environment[1],
    service,
    state,
    display: display[state],
    version: decided ? 2 : 1,
    operator: { id: operator[1], name: operator[0], email: operator[1], employer: 'Example Vendor AG', country: 'CH' },
    reason: {
      type:
        incident !== undefined
          ? 'ProductionAlert'
          : sketch.ticket === undefined
            ? 'VendorInitiatedService'
            : 'CustomerInitiatedSupport',
      detail: sketch.detail ?? longDetail,
    },
    ...(sketch.ticket !== undefined && { supportTicket: sketch.ticket }),
    accessLevel: level,
    accessPeriod: 'PT8H',
    requestedAt,
    expiresAt: new Date(Date.parse(requestedAt) + 4 * day).toISOString(),
    ...(granted && {
      granted: {
        accessLevel: 'read',
        accessPeriod: 'PT4H',
        accessUntil: new Date(Date.parse(decidedAt) + 4 * hour).toISOString(),
      },
    }),
    ...(decided && {
      decided: { at: decidedAt, by, method: 'link-and-code', reason: 'Agreed with the service desk.' },
    }),
    ...(closedBy && {
      closed: {
        at: minutesFromNow(-minutes(sketch.startedHoursAgo) + 90),
        by:
          closedBy === 'approver'
            ? by
            : closedBy === 'system'
              ? { kind: 'system' }
              : { kind: 'operator', name: operator[0] },
        method: closedBy === 'system' ? 'clock' : 'signed-in',
      },
    }),
    ...(incident !== undefined && { incident }),
    ...(sketch.acknowledged && { acknowledged: { at: decidedAt, by, method: 'signed-in' } }),
    ...(granted && { uses: sketch.uses ?? {} }),
    open: state === 'Approved' || state === 'Emergency',
    digest: `digest-${n}`,
    atMost: { accessLevel: level, accessPeriod: 'PT8H' },
    refusals: {},
    mails: [
      {
        id: 'A1',
        name: 'Anna Keller',
        email: 'anna.keller@acme-bank.example',
        role: 'approver',
        status: 'sent',
        at: requestedAt,
        attempts: 1,
        delivery: { status: 'delivered', at: requestedAt },
      },
      {
        id: 'A2',
        name: 'Bruno Frei',
        email: 'bruno.frei@acme-bank.example',
        role: 'approver',
        status: 'failed',
        at: requestedAt,
        attempts: 3,
        error: 'The mailbox is full',
      },
      {
        id: 'O1',
        name: 'Security desk',
        email: 'soc@acme-bank.example',
        role: 'observer',
        status: 'sent',
        at: requestedAt,
        attempts: 1,
        delivery: { status: 'bounced', at: requestedAt, detail: '550 5.1.1 user unknown' },
      },
    ],
    comments: [
      {
        id: `C${n}1`,
        at: minutesFromNow(-minutes(sketch.startedHoursAgo) + 5),
        by: { kind: 'approver', name: 'Anna Keller', email: 'anna.keller@acme-bank.example' },
        text: 'Which job table exactly?',
      },
      {
        id: `C${n}2`,
        at: minutesFromNow(-minutes(sketch.startedHoursAgo) + 12),
        by: { kind: 'operator', name: operator[0] },
        text: 'settlement.jobs, rows of the last two nights.',
      },
    ],
    events: [
      {
        seq: 100 + n,
        at: requestedAt,
        type: incident === undefined ? ('lockbox.request.started' as const) : ('lockbox.request.emergency' as const),
        by: { kind: 'operator', name: operator[0], email: operator[1] },
        method: 'access-token',
        details: incident === undefined ? {} : { incident },
      },
      {
        seq: 101 + n,
        at: minutesFromNow(-minutes(sketch.startedHoursAgo) + 1),
        type: 'lockbox.mail.sent',
        by: { kind: 'system' },
        method: 'system',
        details: { approver: 'A1' },
      },
      ...(decided
        ? [
            {
              seq: 102 + n,
              at: decidedAt,
              type: state === 'Denied' ? ('lockbox.request.denied' as const) : ('lockbox.request.approved' as const),
              by,
              method: 'link-and-code',
              details: { accessLevel: 'read' },
            },
          ]
        : []),
    ],
    alsoOpen: [],
  }
}

const long = [
  'Maximiliane-Antoinette von Hohenstein-Wollenberger',
  'maximiliane-antoinette.von.hohenstein-wollenberger@support.vendor.example',
] as const
const longPlace = [
  'eu-central-1-regulatory-reporting-archive-2019',
  'EU Central 1: regulatory reporting archive 2019–2024 (read replica)',
] as const

/** A customer with a history. */
export function busyRequests(tenantId: string): Detail[] {
  const past: RequestState[] = ['Approved', 'Denied', 'Expired', 'Canceled', 'Ended', 'Revoked']
  return [
    requestOf(tenantId, { n: 1, state: 'ActionNeeded', ticket: 'T-1001', startedHoursAgo: 1, level: 'write' }),
    requestOf(tenantId, {
      n: 2,
      state: 'ActionNeeded',
      ticket: undefined,
      startedHoursAgo: 95.5,
      operator: long,
      environment: longPlace,
      service: 'files',
    }),
    requestOf(tenantId, {
      n: 3,
      state: 'Approved',
      ticket: 'T-0990',
      startedHoursAgo: 2,
      uses: {
        check: { count: 3, firstAt: minutesFromNow(-60), lastAt: minutesFromNow(-22) },
        pass: { count: 1, firstAt: minutesFromNow(-61), lastAt: minutesFromNow(-61) },
      },
    }),
    requestOf(tenantId, { n: 4, state: 'Approved', ticket: 'T-0990', startedHoursAgo: 3, service: 'files' }),
    requestOf(tenantId, { n: 5, state: 'Emergency', startedHoursAgo: 1.5, operator: bea, incident: 'INC-4711' }),
    requestOf(tenantId, {
      n: 6,
      state: 'Ended',
      startedHoursAgo: 20,
      operator: bea,
      incident: 'INC-4690',
      acknowledged: true,
    }),
    ...Array.from({ length: 60 }, (_, i) =>
      requestOf(tenantId, {
        n: 10 + i,
        state: past[1 + (i % 5)] ?? 'Denied',
        ticket: i % 3 === 0 ? undefined : `T-${900 - i}`,
        startedHoursAgo: 30 + i * 7,
        ...(i % 4 === 1 && { operator: long, environment: longPlace }),
      }),
    ),
  ]
}

export const settingsOf = (tenantId: string, approvers: Settings['approvers']): Settings => ({
  tenantId,
  name: tenantId === 'acme-bank' ? 'Acme Bank' : 'North Clinic',
  version: 3,
  policy: 'on',
  approvalMode: 'email',
  approvers,
  observers: tenantId === 'acme-bank' ? [{ id: 'O1', name: 'Security desk', email: 'soc@acme-bank.example' }] : [],
  auditors:
    tenantId === 'acme-bank'
      ? [{ id: 'U1', name: 'Internal audit', email: 'audit@acme-bank.example', mails: ['checkpoints', 'statements'] }]
      : [],
  maxAccessPeriod: 'PT8H',
  maxAccessLevel: 'write',
  timeZone: tenantId === 'acme-bank' ? 'Europe/Zurich' : 'Europe/Oslo',
  denyNeedsReason: false,
  warnings: [],
  you: '',
  deploymentMaxAccessPeriod: 'PT8H',
  approvalWindow: 'P4D',
})

const types = [
  'lockbox.request.started',
  'lockbox.mail.sent',
  'lockbox.request.approved',
  'lockbox.settings.changed',
  'lockbox.request.ended',
] as const

/** A ledger of so many entries, newest first. */
export const entriesOf = (tenantId: string, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => {
    const seq = count - i
    const type = types[seq % types.length] ?? types[0]
    return {
      seq,
      recordedAt: minutesFromNow(-i * 37),
      hash: String(seq).padStart(64, 'a'),
      previousHash: String(seq - 1).padStart(64, 'a'),
      event: {
        specversion: '1.0',
        id: `01KAQ4W2Z0HJ6T9Q5R3N8X${seq}#1`,
        type,
        time: minutesFromNow(-i * 37),
        data: {
          tenantId,
          actor: { kind: type === 'lockbox.mail.sent' ? 'system' : 'approver', method: 'signed-in' },
          ...(type.startsWith('lockbox.request.') && {
            requestId: `${tenantId}.01KAQ4W2Z0HJ6T9Q5R3N8X0001`,
            environmentId: 'production',
          }),
          ...(seq % 2 === 0 && { supportTicket: 'T-1001' }),
          details: { note: seq === 2 ? '=1+1' : 'as always' },
        },
      },
      personal: {
        'actor.name': {
          salt: 'c2FsdHNhbHRzYWx0c2E',
          value: seq === 3 ? '=HYPERLINK("http://evil.example")' : 'Anna Keller',
        },
        'actor.email': { salt: 'c2FsdHNhbHRzYWx0c2E', value: 'anna.keller@acme-bank.example' },
      },
    }
  })
