import { appendFile, open, readFile, rename, writeFile } from 'node:fs/promises'
import * as v from 'valibot'
import { ledgerKeysAnswer } from '../../functions/contract/audit-answers.ts'
import { answered } from '../api.ts'
import { reach } from '../deployment.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import type { Session } from '../session.ts'

interface Page {
  readonly items: readonly { readonly jws: string }[]
  readonly cursor?: string
}

/**
 * The tenant's checkpoints, one compact JWS a line. A file that is there already is gone on with: it keeps what it has, also
 * what the deployment does not show any more. From one below the newest number, because a quiet ledger gets another
 * checkpoint of the same number each day.
 */
export async function checkpoints(session: Session, out: string): Promise<void> {
  const api = await session.api('customers')
  const kept = await keptIn(out)
  const last = kept.at(-1)
  const after = last === undefined ? undefined : Math.max(0, seqIn(last, out) - 1)
  await append(session, out, 'checkpoints', kept, (cursor) =>
    answered(
      api.GET('/audit/checkpoints', {
        params: { query: { limit: 100, ...(cursor ? { cursor } : after !== undefined && { after }) } },
      }),
    ),
  )
}

/** The tenant's monthly statements, in the same way. */
export async function statements(session: Session, out: string): Promise<void> {
  const api = await session.api('customers')
  const kept = await keptIn(out)
  await append(session, out, 'statements', kept, (cursor) =>
    answered(api.GET('/audit/statements', { params: { query: { limit: 100, ...(cursor && { cursor }) } } })),
  )
}

/** The published keys of the ledger's proofs. Nobody has to sign in: they are public. */
export async function keys(session: Session, out: string): Promise<void> {
  const { io } = session
  const url = session.url()
  const answer = await reach(url, () =>
    io.fetch(`${url}/.well-known/ledger-keys.json`, {
      signal: AbortSignal.any([io.interrupted, AbortSignal.timeout(20_000)]),
    }),
  )
  const result = v.safeParse(ledgerKeysAnswer, answer.ok ? await answer.json().catch(() => undefined) : undefined)
  if (!result.success)
    throw new CliError('refused', `${url} publishes no keys that this command knows.`, {
      advice: 'An older release has none; else update this command.',
    })
  await writeFile(`${out}.new`, `${JSON.stringify(result.output, null, 2)}\n`).catch(cannotWrite(out))
  await rename(`${out}.new`, out).catch(cannotWrite(out))
  for (const { kid, purpose } of result.output.keys) await line(io.out, `${purpose} ${kid}`)
  await line(
    io.err,
    `${result.output.keys.length} keys in ${out}. Compare a checkpoint key's thumbprint with the one in your mails before you pin it.`,
  )
}

/** Adds what the file does not have, page by page: each is on the disk before the next is asked for. */
async function append(
  { io }: Session,
  out: string,
  what: string,
  kept: readonly string[],
  ask: (cursor: string | undefined) => Promise<Page>,
): Promise<void> {
  const known = new Set(kept)
  let added = 0
  let cursor: string | undefined
  do {
    if (io.interrupted.aborted)
      throw new CliError('interrupted', `Interrupted; ${added} ${what} were added.`, {
        advice: `Run the same command again: it goes on where ${out} ends.`,
      })
    const page = await ask(cursor)
    const fresh = page.items.map(({ jws }) => jws).filter((jws) => !known.has(jws))
    for (const jws of fresh) known.add(jws)
    // Also when there is nothing, so that the file is there.
    await appendFile(out, fresh.map((jws) => `${jws}\n`).join(''), { mode: 0o600, flush: true }).catch(cannotWrite(out))
    added += fresh.length
    cursor = page.cursor
  } while (cursor)
  await line(io.err, `${added} new ${what}, ${known.size} in ${out}.`)
}

/** The whole lines of the file; what an interruption left of one is cut off. */
async function keptIn(out: string): Promise<readonly string[]> {
  const text = await readFile(out, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return ''
    throw cannotRead(out, error)
  })
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const lines = whole.split('\n').filter(Boolean)
  const wrong = lines.findIndex((one) => !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(one))
  if (wrong >= 0)
    throw new CliError('usage', `${out} is not a file of this command: see line ${wrong + 1}.`, {
      advice: 'Name another file.',
    })
  if (whole !== text) {
    const file = await open(out, 'r+').catch(cannotWrite(out))
    await file.truncate(Buffer.byteLength(whole))
    await file.close()
  }
  return lines
}

function seqIn(jws: string, out: string): number {
  try {
    const { seq } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as { seq?: unknown }
    if (typeof seq === 'number' && Number.isSafeInteger(seq)) return seq
  } catch {
    // Said below.
  }
  throw new CliError('usage', `The last line of ${out} is no checkpoint.`, { advice: 'Name another file.' })
}

const cannotRead = (path: string, error: Error) => new CliError('usage', `${path} cannot be read: ${error.message}`)
const cannotWrite = (path: string) => (error: Error) => {
  throw new CliError('usage', `${path} cannot be written: ${error.message}`)
}
