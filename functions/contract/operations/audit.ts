import { auditSchema, checkpointsSchema, requestsSchema, statementsSchema } from '../../audit/query.ts'
import {
  auditPageAnswer,
  checkpointPageAnswer,
  exportAnswer,
  receiptAnswer,
  requestRowPageAnswer,
  statementPageAnswer,
} from '../audit-answers.ts'
import { exportBody } from '../bodies.ts'
import { type Operation, optionalBody } from './operation.ts'

/** What the customer's auditors call; the tenant is their token's. */
export const auditOperations = {
  'GET /audit': {
    id: 'listAudit',
    tag: 'Audit',
    summary: "The organisation's ledger, newest first",
    query: auditSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: auditPageAnswer } },
    problems: ['NotFound'],
  },
  'GET /audit/checkpoints': {
    id: 'listCheckpoints',
    tag: 'Audit',
    summary: "The signed checkpoints of the organisation's ledger, oldest first",
    description:
      'With `after`, those of a higher number. A ledger without new events gets one of the same number each day: to have ' +
      'these too, ask from one below the last number that you have.',
    query: checkpointsSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: checkpointPageAnswer } },
    problems: [],
  },
  'GET /audit/statements': {
    id: 'listStatements',
    tag: 'Audit',
    summary: 'The signed monthly statements, oldest first',
    query: statementsSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: statementPageAnswer } },
    problems: [],
  },
  'GET /audit/requests': {
    id: 'listAuditRequests',
    tag: 'Audit',
    summary: 'One row a request, newest first: what to sample from',
    description:
      'Asked, decided, used and ended, with the number of each in the ledger. Emergencies and fire drills are in it, and ' +
      'marked. `from` and `to` are about when the asking was recorded.',
    query: requestsSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: requestRowPageAnswer } },
    problems: [],
  },
  'GET /audit/receipts/{requestId}': {
    id: 'getReceipt',
    tag: 'Audit',
    summary: 'A signed receipt of what became of a request',
    description: 'From the ledger alone, and verified offline. It allows nothing.',
    answers: { 200: { description: 'The receipt.', schema: receiptAnswer } },
    problems: ['NotFound', 'NoOutcome'],
  },
  'POST /audit/exports': {
    id: 'startExport',
    tag: 'Audit',
    summary: 'Begin an export of the ledger',
    description:
      'Of everything, or of what was recorded from `from` on and before `to`, up to the newest entry of this moment. ' +
      'The export is itself on record; an organisation can begin 20 a day (UTC).',
    body: optionalBody(exportBody, {
      everything: {},
      month: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' },
    }),
    answers: { 202: { description: 'It runs; `Location` says where to look.', schema: exportAnswer } },
    problems: ['TooManyRequests', 'Busy'],
  },
  'GET /audit/exports/{id}': {
    id: 'getExport',
    tag: 'Audit',
    summary: 'How far an export is, then a link to its file',
    description:
      'NDJSON: one entry a line, ascending, each in its canonical form (docs/ledger.md). The link is valid for 15 ' +
      'minutes and takes `Range`, so that a download can go on; another call gives another link.',
    answers: { 200: { description: 'The export.', schema: exportAnswer } },
    problems: ['NotFound'],
  },
} as const satisfies Readonly<Record<string, Operation>>
