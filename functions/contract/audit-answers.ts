import * as v from 'valibot'
import { outcomes, receiptSchema } from '../domain/proofs/receipt.ts'
import { keyPurposes } from '../domain/proofs/types.ts'
import { duration, jwk, level, pageOf, time } from './answers.ts'

// What an auditor reads of a ledger, and the proofs of it.

/** One entry of the ledger: docs/ledger.md says what an event holds. */
export const auditEntryAnswer = v.strictObject({
  seq: v.number(),
  recordedAt: time,
  hash: v.string(),
  previousHash: v.string(),
  event: v.looseObject({ id: v.string(), type: v.string(), time, data: v.looseObject({ tenantId: v.string() }) }),
  personal: v.record(v.string(), v.strictObject({ salt: v.string(), value: v.string() })),
})
export const auditPageAnswer = pageOf(auditEntryAnswer)

/** A checkpoint as it is kept; what is beside the JWS is in it. */
export const keptCheckpointAnswer = v.strictObject({
  seq: v.number(),
  head: v.string(),
  time,
  /** Thumbprint of the key that signed it. */
  keyId: v.string(),
  /** Compact JWS. */
  jws: v.string(),
})
export const checkpointPageAnswer = pageOf(keptCheckpointAnswer)

/** A month's statement as it is kept. */
export const keptStatementAnswer = v.strictObject({ month: v.string(), keyId: v.string(), jws: v.string() })
export const statementPageAnswer = pageOf(keptStatementAnswer)
/** A signed receipt of what became of a request. It allows nothing. */
export const receiptAnswer = v.strictObject({
  requestId: v.string(),
  outcome: v.picklist(outcomes),
  /** Of the event that the outcome is. */
  seq: v.number(),
  hash: v.string(),
  issuedAt: time,
  keyId: v.pipe(v.string(), v.description('RFC 7638 thumbprint of the key that signed it')),
  jws: v.pipe(v.string(), v.description('Compact JWS, `typ` `lockbox-receipt+jws`: keep it, and verify it offline')),
  receipt: v.pipe(receiptSchema, v.description('What the JWS says, for reading: what counts is the JWS')),
})

const doerAnswer = v.strictObject({
  kind: v.string(),
  method: v.string(),
  id: v.exactOptional(v.string()),
  name: v.exactOptional(v.string()),
  email: v.exactOptional(v.string()),
  client: v.exactOptional(v.string()),
})
const happened = { at: time, seq: v.number(), by: doerAnswer, why: v.exactOptional(v.string()) }

/** One request in a line, from the ledger alone; a value that was erased is missing. */
export const requestRowAnswer = v.strictObject({
  requestId: v.string(),
  tenantId: v.string(),
  environmentId: v.string(),
  service: v.string(),
  supportTicket: v.exactOptional(v.string()),
  emergency: v.exactOptional(v.literal(true)),
  drill: v.exactOptional(v.literal(true)),
  operator: v.strictObject({
    id: v.exactOptional(v.string()),
    name: v.exactOptional(v.string()),
    email: v.exactOptional(v.string()),
  }),
  asked: v.strictObject({
    ...happened,
    recordedAt: time,
    reason: v.exactOptional(v.strictObject({ type: v.exactOptional(v.string()), detail: v.exactOptional(v.string()) })),
    accessLevel: v.exactOptional(level),
    accessPeriod: v.exactOptional(duration),
    incident: v.exactOptional(v.string()),
  }),
  decided: v.exactOptional(v.strictObject({ ...happened, decision: v.picklist(['approved', 'denied']) })),
  granted: v.exactOptional(
    v.strictObject({ accessLevel: level, accessPeriod: v.exactOptional(duration), accessUntil: time }),
  ),
  acknowledged: v.exactOptional(v.strictObject(happened)),
  used: v.exactOptional(
    v.strictObject({
      accesses: v.pipe(v.number(), v.description('Minutes with at least one access')),
      tokens: v.number(),
      credentials: v.number(),
      firstAt: time,
      lastAt: time,
      firstSeq: v.number(),
      lastSeq: v.number(),
    }),
  ),
  ended: v.exactOptional(v.strictObject({ ...happened, how: v.picklist(['expired', 'canceled', 'revoked', 'ended']) })),
  outcome: v.picklist(['waiting', ...outcomes]),
  seqs: v.pipe(v.array(v.number()), v.description('Where the ledger has its transitions')),
  partial: v.exactOptional(v.pipe(v.literal(true), v.description('There are older uses that are not counted'))),
})
export const requestRowPageAnswer = pageOf(requestRowAnswer)

/** An export of the ledger, and how far it is. */
export const exportAnswer = v.strictObject({
  id: v.string(),
  state: v.picklist(['Running', 'Complete', 'Failed']),
  from: v.exactOptional(time),
  to: v.exactOptional(time),
  startedAt: time,
  /** From then on it is gone. */
  expiresAt: time,
  /** In the file so far. */
  entries: v.number(),
  /** That there will be; missing: it was not looked yet. */
  total: v.exactOptional(v.number()),
  /** What it covers; missing: not known yet, or nothing. */
  firstSeq: v.exactOptional(v.number()),
  lastSeq: v.exactOptional(v.number()),
  /** Of the file so far. */
  bytes: v.number(),
  /** Of the whole file, in lower-case hex; once it is complete. */
  sha256: v.exactOptional(v.string()),
  /** Why it failed, and what to do. */
  detail: v.exactOptional(v.string()),
  /** Gets the file, without a token: whoever has it, has the file. Takes `Range`. Once it is complete. */
  link: v.exactOptional(v.string()),
  /** 15 minutes on; another call gives another link. */
  linkExpiresAt: v.exactOptional(time),
})

/** `GET /.well-known/ledger-keys.json`: each key with what it is for and when what it signs counts; `kid` is its thumbprint. */
export const ledgerKeysAnswer = v.strictObject({
  keys: v.array(
    v.strictObject({
      ...jwk,
      purpose: v.picklist(keyPurposes),
      validFrom: v.exactOptional(time),
      validUntil: v.exactOptional(time),
    }),
  ),
})
