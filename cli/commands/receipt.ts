import { answered } from '../api.ts'
import { line } from '../io.ts'
import { receiptOf } from '../ledger-proofs.ts'
import { print, type Session } from '../session.ts'
import { refuseExisting, writeWhole } from '../whole-file.ts'
import { printable } from '../words.ts'

export interface ReceiptOptions {
  readonly out?: string
}

/** A receipt that the customer's side gets: of any request of its own. */
export async function customerReceipt(session: Session, id: string, options: ReceiptOptions): Promise<void> {
  if (options.out) refuseExisting(options.out)
  await keep(session, await receiptOf(session, id), options)
}

/** A receipt that the vendor's side gets: of a request of the caller's own. */
export async function ownReceipt(session: Session, id: string, options: ReceiptOptions): Promise<void> {
  if (options.out) refuseExisting(options.out)
  const api = await session.api('operators')
  await keep(session, await answered(api.GET('/requests/{id}/receipt', { params: { path: { id } } })), options)
}

interface Issued {
  readonly requestId: string
  readonly outcome: string
  readonly seq: number
  readonly keyId: string
  readonly jws: string
}

/** The JWS alone goes into the file, or to the standard output, so that a verifier can take it as it is. */
async function keep(session: Session, issued: Issued, { out }: ReceiptOptions): Promise<void> {
  const { io } = session
  if (out) await writeWhole(out, (file) => file.writeFile(`${issued.jws}\n`))
  if (session.json || !out) await print(session, issued, () => issued.jws)
  if (session.json) return
  const { requestId, outcome, seq, keyId } = issued
  await line(io.err, printable(`${requestId}: ${outcome}, by entry ${seq} of the ledger; signed with key ${keyId}.`))
}
