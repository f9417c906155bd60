import * as v from 'valibot'
import { ledgerKeysAnswer } from '../functions/contract/audit-answers.ts'
import { answered, openApiOf } from './api.ts'
import { CliError } from './exit.ts'
import { pagesOf } from './pages.ts'
import type { Session } from './session.ts'

const limit = 100

/** A tenant's checkpoints, page by page, ascending; of numbers above `after`. Each page is asked for with a good token. */
export const checkpointPages = (session: Session, after?: number) =>
  pagesOf(async (cursor) => {
    const api = await session.api('customers')
    const query = { limit, ...(cursor.cursor ? cursor : after !== undefined && { after }) }
    return answered(api.GET('/audit/checkpoints', { params: { query } }), 'customers')
  })

/** Its monthly statements, in the same way. */
export const statementPages = (session: Session) =>
  pagesOf(async (cursor) => {
    const api = await session.api('customers')
    return answered(api.GET('/audit/statements', { params: { query: { limit, ...cursor } } }), 'customers')
  })

/** A receipt of a request of the customer's. */
export async function receiptOf(session: Session, requestId: string) {
  const api = await session.api('customers')
  return answered(api.GET('/audit/receipts/{requestId}', { params: { path: { requestId } } }), 'customers')
}

/** The published keys of the ledger's proofs. Nobody has to sign in: they are public. */
export async function publishedKeys({ io, url }: Session): Promise<v.InferOutput<typeof ledgerKeysAnswer>> {
  const result = v.safeParse(
    ledgerKeysAnswer,
    await answered(openApiOf(url(), io).GET('/.well-known/ledger-keys.json')),
  )
  if (result.success) return result.output
  throw new CliError('refused', `${url()} publishes no keys that this command knows.`, {
    advice: 'An older release has none; else update this command.',
  })
}
