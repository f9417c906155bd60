import type { ReadEntry } from '../domain/entry-words.ts'
import { done, type Outcome } from '../domain/problems.ts'
import type { Receipt } from '../domain/proofs/receipt.ts'
import { proofTypes } from '../domain/proofs/types.ts'
import { receiptOf } from '../domain/receipts.ts'
import type { RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import type { Clock, ProofSigner, RequestLedger } from '../ports.ts'

export interface ReceiptPorts {
  readonly ledger: RequestLedger
  /** Of the key that is in charge then. */
  readonly signerAt: (now: Instant) => ProofSigner
  readonly clock: Clock
}

export interface IssuedReceipt extends Pick<Receipt, 'requestId' | 'outcome' | 'seq' | 'hash' | 'issuedAt'> {
  /** Thumbprint of the key that signed it. */
  readonly keyId: string
  /** Compact JWS. */
  readonly jws: string
  /** What it says. */
  readonly receipt: Receipt
}

/**
 * A signed receipt of what became of a request, for whoever may see it; what is not theirs looks like nothing. It states
 * and allows nothing: no door opens because of it. `iss` is the deployment's origin.
 */
export async function issue(
  key: RequestKey,
  mayRead: (entries: readonly ReadEntry[]) => boolean,
  iss: string,
  { ledger, signerAt, clock }: ReceiptPorts,
): Promise<Outcome<IssuedReceipt>> {
  const entries = await ledger.moves(key)
  if (!mayRead(entries)) return noSuchRequest
  const made = receiptOf(entries, { iss, issuedAt: clock.now() })
  if (!made.ok) return made
  const receipt = made.value
  const { requestId, outcome, seq, hash, issuedAt } = receipt
  const signer = signerAt(issuedAt)
  const jws = await signer.sign(proofTypes.receipt, receipt)
  return done({ requestId, outcome, seq, hash, issuedAt, keyId: await signer.kid(), jws, receipt })
}
