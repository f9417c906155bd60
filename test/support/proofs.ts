import { signingInput } from '../../functions/domain/jws.ts'
import type { Checkpoint } from '../../functions/domain/proofs/checkpoint.ts'
import type { ProofNotice } from '../../functions/domain/proofs/notice.ts'
import type { Statement } from '../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'

/** A thumbprint as every mail could show it. */
export const sampleThumbprint = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'

export const sampleCheckpoint: Checkpoint = {
  iss: 'https://lockbox.vendor.example',
  tenantId: 'acme',
  seq: 42,
  head: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
  recordedAt: '2026-11-23T08:15:00.000Z',
  time: '2026-11-23T09:00:00.000Z',
  previous: { seq: 41, sha256: 'ab'.repeat(32) },
  receiptKeys: [sampleThumbprint],
}

export const sampleStatement: Statement = {
  iss: 'https://lockbox.vendor.example',
  tenantId: 'acme',
  vendor: 'Nimbus Cloud',
  month: '2026-10',
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  entries: { first: 7, last: 42 },
  head: { seq: 42, hash: sampleCheckpoint.head },
  counts: {
    openAtStart: 1,
    requests: 3,
    approved: 2,
    denied: 1,
    expired: 0,
    canceled: 0,
    revoked: 0,
    ended: 2,
    emergencies: 0,
    uses: 11,
    notGoverned: 4,
    drills: 1,
  },
  text: 'In October 2026 Nimbus Cloud opened 2 accesses to data of acme.\n\nIt proves what the ledger held when it was signed. It does not prove that everything that happened was recorded.',
  time: '2026-11-01T00:10:00.000Z',
  previous: null,
}

/** A proof with a signature that nobody checks. */
export const unsigned = (typ: string, claims: unknown): string =>
  `${signingInput({ typ, kid: sampleThumbprint }, claims)}.${'s'.repeat(86)}`

export const checkpointNotice = (
  claims: object = sampleCheckpoint,
  changes: Partial<ProofNotice> = {},
): ProofNotice => ({
  tenantId: 'acme',
  kind: 'checkpoint',
  id: 'checkpoint-2026-11-23',
  jws: unsigned(proofTypes.checkpoint, claims),
  time: sampleCheckpoint.time,
  ...changes,
})

export const statementNotice = (claims: object = sampleStatement, changes: Partial<ProofNotice> = {}): ProofNotice => ({
  tenantId: 'acme',
  kind: 'statement',
  id: 'statement-2026-10',
  jws: unsigned(proofTypes.statement, claims),
  time: sampleStatement.time,
  ...changes,
})
