import { call } from './call.ts'

// What vouches for the ledger, as the API answers it (docs/api.md).

interface CheckpointPage {
  readonly items: readonly { readonly jws: string }[]
  readonly cursor?: string
}

/** All checkpoints of the organisation, a JWS a line. */
export async function getCheckpoints(signal: AbortSignal): Promise<string> {
  const lines: string[] = []
  let cursor: string | undefined
  do {
    const page: CheckpointPage = await call('customers', { path: '/audit/checkpoints', query: { cursor }, signal })
    lines.push(...page.items.map(({ jws }) => `${jws}\n`))
    cursor = page.cursor
  } while (cursor !== undefined)
  return lines.join('')
}

/** The published keys of the ledger. */
export const getLedgerKeys = (signal: AbortSignal): Promise<unknown> =>
  call('customers', { path: '/.well-known/ledger-keys.json', signal })
