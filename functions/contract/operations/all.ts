import { configAnswer, contractAnswer, jwksAnswer } from '../answers.ts'
import { ledgerKeysAnswer } from '../audit-answers.ts'
import { auditOperations } from './audit.ts'
import { checkOperations } from './check.ts'
import { customerOperations } from './customer.ts'
import type { Operation, RouteKey } from './operation.ts'
import { vendorOperations } from './vendor.ts'

/** Every route that needs a token: one that is missing here does not compile. */
export const operations: Readonly<Record<RouteKey, Operation>> = {
  ...vendorOperations,
  ...customerOperations,
  ...auditOperations,
  ...checkOperations,
}

/** What clients read before anybody signs in. */
export const publicOperations: Readonly<Record<string, Operation>> = {
  'GET /config.json': {
    id: 'getConfiguration',
    tag: 'Deployment',
    summary: 'What a client knows before anybody signs in',
    conditional: true,
    answers: { 200: { description: 'Vendor, catalogue, and how people sign in.', schema: configAnswer } },
    problems: [],
  },
  'GET /openapi.json': {
    id: 'getContract',
    tag: 'Deployment',
    summary: 'This document',
    conditional: true,
    answers: { 200: { description: 'OpenAPI 3.1.', schema: contractAnswer } },
    problems: [],
  },
  'GET /.well-known/jwks.json': {
    id: 'getAccessKeys',
    tag: 'Deployment',
    summary: 'The public keys of access tokens',
    description: 'May be kept for five minutes. The first one signs; the others were used before, or will be.',
    conditional: true,
    answers: { 200: { description: 'A JWK set (RFC 7517).', schema: jwksAnswer } },
    problems: [],
  },
  'GET /.well-known/ledger-keys.json': {
    id: 'getLedgerKeys',
    tag: 'Deployment',
    summary: "The public keys of the ledger's proofs",
    description:
      'Of checkpoints, statements and receipts; none of them signs an access token. May be kept for five minutes. An id is ' +
      "the key's own thumbprint (RFC 7638): compare it with one that you got another way.",
    conditional: true,
    answers: {
      200: {
        description: 'A JWK set (RFC 7517): of each purpose the first one that is valid signs.',
        schema: ledgerKeysAnswer,
      },
    },
    problems: [],
  },
}
