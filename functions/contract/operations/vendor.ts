import { auditSchema } from '../../audit/query.ts'
import { emergencySchema } from '../../breakglass/schema.ts'
import { closeSchema, getSchema, idempotencyKey, listSchema, startSchema } from '../../operator/schema.ts'
import { environmentSchema, tenantSchema } from '../../vendor-admin/schema.ts'
import {
  accessTokenAnswer,
  awsCredentialsAnswer,
  commentAnswer,
  endedGrantsAnswer,
  migrationAnswer,
  nothingAnswer,
  notRequiredAnswer,
  proposalAnswer,
  requestAnswer,
  requestPageAnswer,
  requestWithCommentsAnswer,
  tenantAnswer,
  vendorEnvironmentAnswer,
  vendorEnvironmentsAnswer,
} from '../answers.ts'
import { auditPageAnswer, receiptAnswer } from '../audit-answers.ts'
import { commentBody, emptyBody, endGrantsBody, migrationBody, proposalBody } from '../bodies.ts'
import { body, type Operation, optionalBody } from './operation.ts'

/** The document knows no deployment's access period: how long that is, `/config.json` says. */
export const startBody = startSchema(Number.POSITIVE_INFINITY)
/** Nor how long an emergency may be. */
export const emergencyBody = emergencySchema(Number.POSITIVE_INFINITY)

const ask = {
  tenantId: 'acme-bank',
  environmentId: 'production',
  service: 'database',
  reason: { type: 'CustomerInitiatedSupport', detail: 'The nightly export fails.' },
  supportTicket: 'T-1001',
} as const

/** What the vendor's people and machines call. */
export const vendorOperations = {
  'POST /requests': {
    id: 'startRequest',
    tag: 'Requests',
    summary: 'Ask for access',
    description:
      'Machines name the operator that they act for, people leave `operator` out. With an `Idempotency-Key` the same call ' +
      'gets the same answer for 24 hours.',
    headers: {
      'Idempotency-Key': {
        schema: idempotencyKey,
        description: 'Belongs to client, operator and tenant, for 24 hours; with another body it is refused.',
      },
    },
    body: body(startBody, {
      person: ask,
      machine: {
        ...ask,
        accessLevel: 'read',
        accessPeriod: 'PT4H',
        operator: { id: 'olivia.meier@vendor.example', name: 'Olivia Meier', email: 'olivia.meier@vendor.example' },
      },
    }),
    answers: {
      200: { description: 'Lockbox does not govern what was asked for.', schema: notRequiredAnswer },
      201: { description: 'The request, waiting for a decision.', schema: requestAnswer },
    },
    problems: [
      'UnknownTenant',
      'UnknownEnvironment',
      'UnknownService',
      'NoApprover',
      'AccessLevelTooHigh',
      'RequestAlreadyOpen',
      'TooManyRequests',
      'IdempotencyMismatch',
      'NotFound',
      'NoGrant',
      'EnvironmentMoved',
      'Busy',
    ],
  },
  'GET /requests': {
    id: 'listRequests',
    tag: 'Requests',
    summary: 'Requests, newest first',
    description:
      'People get their own. Machines name `tenantId` and a `state` or a `supportTicket`, and so do vendor administrators ' +
      'who want all requests of a tenant.',
    query: listSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: requestPageAnswer } },
    problems: [],
  },
  'GET /requests/{id}': {
    id: 'getRequest',
    tag: 'Requests',
    summary: 'One request, with its comments',
    description:
      'With `wait` the answer is held back while the request waits for its decision, at most so many seconds.',
    query: getSchema,
    answers: { 200: { description: 'The request.', schema: requestWithCommentsAnswer } },
    problems: ['NotFound'],
  },
  'POST /requests/{id}/cancel': {
    id: 'cancelRequest',
    tag: 'Requests',
    summary: 'Take a request back while it waits',
    body: optionalBody(closeSchema, { reason: { reason: 'Solved without it.' } }),
    answers: { 200: { description: 'The request, canceled.', schema: requestAnswer } },
    problems: ['NotFound', 'AlreadyDecided', 'RequestExpired', 'Busy'],
  },
  'POST /requests/{id}/end': {
    id: 'endRequest',
    tag: 'Requests',
    summary: 'End an open access early',
    body: optionalBody(closeSchema, { reason: { reason: 'Found it.' } }),
    answers: { 200: { description: 'The request, ended.', schema: requestAnswer } },
    problems: ['NotFound', 'NothingToEnd', 'Busy'],
  },
  'POST /requests/{id}/comments': {
    id: 'commentOnRequest',
    tag: 'Requests',
    summary: 'Say something to the approvers',
    description: 'Mailed to the approvers. The clock goes on.',
    body: body(commentBody, { answer: { text: 'The export of 02:00 is affected, nothing else.' } }),
    answers: { 201: { description: 'The comment.', schema: commentAnswer } },
    problems: ['NotFound', 'RequestExpired', 'TooManyRequests', 'Busy'],
  },
  'POST /requests/{id}/remind': {
    id: 'remindApprovers',
    tag: 'Requests',
    summary: 'Remind the approvers of a request that waits',
    description: 'Mails all who can decide once more, with fresh links and codes; at most once an hour.',
    answers: { 202: { description: 'The mails will be sent.', schema: nothingAnswer } },
    problems: ['NotFound', 'AlreadyDecided', 'RequestExpired', 'NoApprover', 'TooManyRequests', 'Busy'],
  },
  'GET /requests/{id}/receipt': {
    id: 'getOwnReceipt',
    tag: 'Requests',
    summary: 'A signed receipt of what became of a request',
    description:
      'From the ledger alone, and verified offline. It allows nothing. Of an own request, of one that the machine asked ' +
      'for, or of any for vendor administrators.',
    answers: { 200: { description: 'The receipt.', schema: receiptAnswer } },
    problems: ['NotFound', 'NoOutcome'],
  },
  'GET /tenants/{id}/environments': {
    id: 'listTenantEnvironments',
    tag: 'Tenants',
    summary: 'The environments that access can be asked for',
    answers: { 200: { description: 'All of them.', schema: vendorEnvironmentsAnswer } },
    problems: ['InvalidRequest'],
  },
  'POST /emergency-access': {
    id: 'openEmergencyAccess',
    tag: 'Requests',
    summary: 'Let yourself in, in an emergency',
    description:
      'For people in the group `breakglass`, never for machines. Open as soon as it is recorded, without an approval: all ' +
      'approvers and observers are mailed at once, and can stop it. At most four a day per tenant, and none for 24 hours ' +
      'after a denial or a revocation.',
    body: body(emergencyBody, {
      emergency: {
        tenantId: 'acme-bank',
        environmentId: 'production',
        service: 'database',
        accessLevel: 'read',
        incident: 'INC-4711',
        justification: 'The database refuses all connections, and payments are not booked.',
        accessPeriod: 'PT1H',
      },
    }),
    answers: {
      200: { description: 'Lockbox does not govern what was asked for.', schema: notRequiredAnswer },
      201: { description: 'The request, open.', schema: requestAnswer },
    },
    problems: [
      'UnknownTenant',
      'UnknownEnvironment',
      'UnknownService',
      'NoApprover',
      'RequestAlreadyOpen',
      'EmergencyRefused',
      'TooManyRequests',
      'EnvironmentMoved',
      'Busy',
    ],
  },
  'POST /requests/{id}/access-token': {
    id: 'getAccessToken',
    tag: 'Access',
    summary: 'A token for the data service of an open grant',
    description:
      'Only for the operator whom the grant is for, or the machine that asked for it. Each is recorded; use one until it ends.',
    body: optionalBody(emptyBody, { nothing: {} }),
    answers: { 200: { description: 'The token, for at most five minutes.', schema: accessTokenAnswer } },
    problems: ['NotFound', 'NoGrant', 'NotYetRecorded', 'TooManyRequests', 'Busy'],
  },
  'POST /requests/{id}/aws-credentials': {
    id: 'getAwsCredentials',
    tag: 'Access',
    summary: 'AWS credentials for an open grant',
    description: 'Of the role that the deployment names for the service; without one it is `NotConfigured`.',
    body: optionalBody(emptyBody, { nothing: {} }),
    answers: { 200: { description: 'Credentials, for at most fifteen minutes.', schema: awsCredentialsAnswer } },
    problems: ['NotFound', 'NotConfigured', 'NoGrant', 'NotYetRecorded', 'TooManyRequests', 'Busy'],
  },
  'PUT /tenants/{id}': {
    id: 'createTenant',
    tag: 'Tenants',
    summary: 'Create a tenant with its first approver, once',
    description: "Afterwards its settings are the customer's own.",
    body: body(tenantSchema, {
      tenant: {
        name: 'Globex',
        timeZone: 'Europe/Vienna',
        policy: 'on',
        approver: { name: 'Gina Gruber', email: 'gina.gruber@globex.example' },
      },
    }),
    answers: {
      200: { description: 'The same call was answered before.', schema: tenantAnswer },
      201: { description: 'The tenant.', schema: tenantAnswer },
    },
    problems: ['CustomerOwned', 'VendorAddress', 'Busy'],
  },
  'PUT /tenants/{id}/environments/{environmentId}': {
    id: 'putEnvironment',
    tag: 'Tenants',
    summary: 'Say that a tenant has an environment, and what it is called',
    body: body(environmentSchema, { environment: { name: 'Production' } }),
    answers: {
      200: { description: 'It had that name, or has it now.', schema: vendorEnvironmentAnswer },
      201: { description: 'The environment, managed.', schema: vendorEnvironmentAnswer },
    },
    problems: ['UnknownTenant', 'EnvironmentMoved', 'Busy'],
  },
  'GET /tenants/{id}/approver-proposal': {
    id: 'getApproverProposal',
    tag: 'Tenants',
    summary: 'The proposal of an approver, and what became of it',
    answers: { 200: { description: 'The newest one; empty when there was none.', schema: proposalAnswer } },
    problems: ['InvalidRequest', 'UnknownTenant'],
  },
  'POST /tenants/{id}/approver-proposal': {
    id: 'proposeApprover',
    tag: 'Tenants',
    summary: 'Propose an approver where nobody is left who can act',
    description: 'Mailed to everybody on the list; any of them may stop it within 72 hours.',
    body: body(proposalBody, {
      proposal: {
        name: 'Greta Gruber',
        email: 'greta.gruber@globex.example',
        reason: 'Gina Gruber has left, and nobody reads her mail. Asked for by the board on 2026-11-20.',
      },
    }),
    answers: { 201: { description: 'The proposal.', schema: proposalAnswer } },
    problems: ['UnknownTenant', 'VendorAddress', 'ApproverCanAct', 'RequestAlreadyOpen', 'Busy'],
  },
  'POST /tenants/{id}/environments/{environmentId}/migration': {
    id: 'migrateEnvironment',
    tag: 'Tenants',
    summary: 'Give an environment to another organisation',
    description:
      'Refused while the lockbox policy of either organisation is on, or a request or grant is open on the environment. ' +
      'Its id stays with the former organisation as a tombstone, and so does its history.',
    body: body(migrationBody, { migration: { tenantId: 'north-clinic' } }),
    answers: { 200: { description: 'The environment was moved, now or before.', schema: migrationAnswer } },
    problems: ['UnknownTenant', 'UnknownEnvironment', 'EnvironmentMoved', 'LockboxEnabled', 'EnvironmentInUse', 'Busy'],
  },
  'GET /vendor/tenants/{id}/audit': {
    id: 'readTenantAudit',
    tag: 'Audit',
    summary: "An organisation's ledger, for the vendor's auditors",
    description:
      'Each page is first recorded in that very ledger: who reads, and what they look for. At most 120 an hour of one ' +
      'auditor and organisation.',
    query: auditSchema,
    answers: { 200: { description: 'A page: the end is where there is no `cursor`.', schema: auditPageAnswer } },
    problems: ['InvalidRequest', 'UnknownTenant', 'NotFound', 'TooManyRequests', 'Busy'],
  },
  'POST /operators/{id}/end-grants': {
    id: 'endGrants',
    tag: 'Requests',
    summary: 'End everything that an operator has open, in all organisations',
    description: 'For a stolen laptop. One transaction each; what is ended says so to everyone concerned.',
    body: body(endGrantsBody, { stolen: { reason: 'The laptop was stolen on 2026-11-24.' } }),
    answers: { 200: { description: 'Every grant that this call ended.', schema: endedGrantsAnswer } },
    problems: ['Busy'],
  },
} as const satisfies Readonly<Record<string, Operation>>
