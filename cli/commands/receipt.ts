import { writeFile } from 'node:fs/promises'
import { answered } from '../api.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { printable } from '../words.ts'

export interface ReceiptOptions {
  readonly out?: string
}

/** A receipt that the customer's side gets: of any request of its own. */
export async function customerReceipt(session: Session, id: string, options: ReceiptOptions): Promise<void> {
  const api = await session.api('customers')
  await keep(
    session,
    await answered(api.GET('/audit/receipts/{requestId}', { params: { path: { requestId: id } } })),
    options,
  )
}

/** A receipt that the vendor's side gets: of a request of the caller's own. */
export async function ownReceipt(session: Session, id: string, options: ReceiptOptions): Promise<void> {
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
  if (out) await writeFile(out, `${issued.jws}\n`, { mode: 0o600 }).catch(cannotWrite(out))
  if (session.json || !out) await print(session, issued, () => issued.jws)
  if (session.json) return
  const { requestId, outcome, seq, keyId } = issued
  await line(io.err, printable(`${requestId}: ${outcome}, by entry ${seq} of the ledger; signed with key ${keyId}.`))
}

const cannotWrite = (path: string) => (error: Error) => {
  throw new CliError('usage', `${path} cannot be written: ${error.message}`)
}
