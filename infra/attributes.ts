import { shownAttributes, standingAttributes } from '../functions/runtime/tables.ts'

const key = ['pk', 'sk'] as const
const due = ['dueAt', 'dueShard'] as const
/** What every transition of a request reads or writes. */
const moved = [...key, ...due, 'version', 'state', 'stateKey', 'awaiting', 'mailWanted'] as const
/** Of an open request; whether its time is over is a condition of that. */
const movedFromOpen = [...moved, 'expiresAt'] as const

const started = [
  ...key,
  ...due,
  'tenantId',
  'ulid',
  'version',
  'state',
  'environmentId',
  'environmentName',
  'service',
  'operator',
  'reason',
  'supportTicket',
  'accessLevel',
  'accessPeriod',
  'requestedAt',
  'expiresAt',
  'started',
  'stateKey',
  'operatorKey',
  'ticketKey',
  'awaiting',
  'attempt',
  'links',
  'wrongCodes',
  'mails',
  'extends',
] as const
const notOfEmergencies: readonly string[] = ['supportTicket', 'ticketKey', 'awaiting', 'extends']

const door = [
  ...key,
  'tenantId',
  'ulid',
  'environmentId',
  'operatorId',
  'service',
  'basis',
  'client',
  'accessLevel',
  'accessFrom',
  'accessUntil',
] as const

/**
 * The attributes that each role may name when it writes (`dynamodb:Attributes`); conditions count too. What is not
 * in its list a compromised function cannot write, whatever its code does.
 */
export const requestAttributes = {
  /** Operator, a new request: not `decided`, not `granted`. The maps start empty; without the key nobody makes a MAC. */
  started,
  /** Approver, a fire drill: the same with the mark that nobody else can write, so that nothing real looks like one. */
  drill: [...started.filter((name) => name !== 'supportTicket' && name !== 'ticketKey' && name !== 'extends'), 'drill'],
  /** Approver, a page of requests: no link, no task token. */
  shown: shownAttributes,
  /** Operator: which request is the newest, and what a start was answered: nothing that would be due. */
  latest: [...key, 'ulid'],
  answered: [...key, 'bodyDigest', 'status', 'body', 'ttl', 'until'],
  /** Operator: a closing, never a decision. */
  closed: [...movedFromOpen, 'closed'],
  /** Settle: the same, and it forgets where the execution waited. */
  settled: [...movedFromOpen, 'closed', 'taskToken', 'settled'],
  /** End: the closing of a grant. */
  ended: [...moved, 'closed'],
  /**
   * Break-glass, a new emergency: granted, and not `decided`, `acknowledged` or `drill`. It never waits. Its door is of no
   * machine, and counts once the ledger has the event of the same emergency.
   */
  emergency: [...started.filter((name) => !notOfEmergencies.includes(name)), 'granted', 'incident'],
  emergencyDoor: door.filter((name) => name !== 'client'),
  /** Link: a decision or a revocation, and the counters of wrong codes; nothing of what was asked. */
  decided: [...movedFromOpen, 'decided', 'granted', 'closed', 'links', 'wrongCodes'],
  /** Approver: a decision or a revocation, an acknowledgement, and a wish for mails; no counters, no links. */
  actedOn: [...movedFromOpen, 'decided', 'granted', 'closed', 'acknowledged'],
  /** Link and approver: until when emergencies are refused. */
  brake: [...key, 'until', 'ttl'],
  /** Notify: links and mails; no state. `version` is in a condition. */
  mailed: [...key, 'version', 'mailWanted', 'links', 'mails', 'reminded', 'warned'],
  /** Sweep: an expiry or an end, which execution runs, and when to look again. */
  swept: [...movedFromOpen, 'closed', 'taskToken', 'settled', 'attempt', 'handed', 'acknowledgeAsked'],
  /** Delivery: what became of the mails, and nothing else. */
  delivered: [...key, 'mails'],
  /** A door as it is opened: without `recordedSeq`, which is the ledger's alone. */
  door,
  /** Approver: the customer's settings, as a whole. */
  settings: [
    ...key,
    'tenantId',
    'name',
    'version',
    'policy',
    'approvalMode',
    'approvers',
    'observers',
    'auditors',
    'denyNeedsReason',
    'maxAccessPeriod',
    'maxAccessLevel',
    'timeZone',
    'createdFrom',
  ],
  /** Approver: the customer's mark on an environment. */
  managed: [...key, 'tenantId', 'environmentId', 'managed', 'version'],
  /** Approver: whom tell is to mail about an event. */
  notice: [...key, 'tenantId', 'eventId', 'at', 'by', 'recipients', 'changes', 'ttl'],
  /** Approver: that a code is wanted, without `mac`. */
  codeWanted: [...key, ...due, 'tenantId', 'approverId', 'email', 'wanted', 'by', 'wrong', 'attempts'],
  /** Approver: a wrong code. */
  codeCounted: [...key, 'wanted', 'wrong'],
  /** Notify: the code, and that it was mailed. */
  codeMade: [...key, ...due, 'wanted', 'mac', 'takenAt', 'attempts', 'wrong'],
  /** Vendor's administrators: a proposal, while none waits. */
  proposed: [...key, 'tenantId', 'id', 'name', 'email', 'reason', 'proposedAt', 'effectiveAt', 'state', 'sealed'],
  /** Approver: that it was stopped, or accepted. */
  proposalClosed: [...key, 'id', 'state'],
  /** Check: how a request stands, to say why somebody may not in. */
  standing: [...key, ...standingAttributes],
  /** Auditor: an export that begins; how far it is the job alone says. */
  exportBegun: [
    ...key,
    'tenantId',
    'id',
    'version',
    'state',
    'from',
    'to',
    'startedAt',
    'movedAt',
    'nudges',
    'expiresAt',
    'restarts',
    'ttl',
  ],
  /** Auditor: that an export was asked to go on. */
  exportNudged: [...key, 'movedAt', 'nudges'],
  /** Catalogue: what tenants were told of. */
  catalogue: [...key, 'version', 'services', 'next'],
  /** Ledger: the mark, and nothing else. */
  mark: [...key, 'recordedSeq'],
  /** Ledger: until when emergencies are refused. */
  brakeSeen: [...key, 'until'],
} as const
