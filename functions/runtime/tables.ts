/**
 * Names of the tables' indexes and of their key attributes, shared by the constructs that declare them and the
 * adapters that write and read them. An index never decides: it lists, and whoever acts re-reads by key.
 */

/** Indexes of `State`. An item is in one only while it carries the index's partition attribute. */
export const stateIndexes = {
  /** What must happen by when; sparse, spread over shards. `due#<shard>`, `dueAt` as an instant. */
  due: { name: 'due', pk: 'dueShard', sk: 'dueAt' },
  /** `state#<tenant>#<state>`. */
  byState: { name: 'byState', pk: 'stateKey', sk: 'requestedAt' },
  /** `ticket#<tenant>#<ticket>`. */
  byTicket: { name: 'byTicket', pk: 'ticketKey', sk: 'requestedAt' },
  /** `operator#<operator id>`. */
  byOperator: { name: 'byOperator', pk: 'operatorKey', sk: 'requestedAt' },
} as const

/** What a list shows of a request: the whole of it, but no link, code or task token. */
export const listedAttributes = [
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
  'expiresAt',
  'started',
  'granted',
  'decided',
  'closed',
  'extends',
  'incident',
  'acknowledged',
] as const

/** The same of the table itself, for the tenant's own approvers. An index has its keys without asking. */
export const shownAttributes = ['pk', 'sk', ...listedAttributes, 'requestedAt', 'drill'] as const

/** What the check reads of a request: how it stands, and nothing of what was asked. */
export const standingAttributes = ['state', 'expiresAt', 'granted'] as const

/** Indexes of `Ledger`, each within one tenant; sorted by `timeKey` = `<recordedAt>#<zero-padded seq>`. */
export const ledgerIndexes = {
  byTime: { name: 'byTime', pk: 'pk', sk: 'timeKey' },
  /** `actor#<tenant>#<address or id>`. */
  byActor: { name: 'byActor', pk: 'actorKey', sk: 'timeKey' },
  /** `request#<request id>`. */
  byRequest: { name: 'byRequest', pk: 'requestKey', sk: 'timeKey' },
  /** `environment#<tenant>#<environment>`. */
  byEnvironment: { name: 'byEnvironment', pk: 'environmentKey', sk: 'timeKey' },
} as const

/** Prefixes of the partition keys of the ledger's indexes: the auditor's role is held to them. */
export const ledgerIndexPrefix = { actor: 'actor#', request: 'request#', environment: 'environment#' } as const

/** Epoch seconds after which DynamoDB may drop an item of `State` (counters, stored answers). Never decides. */
export const ttlAttribute = 'ttl'
