import { appendFile, open, readFile } from 'node:fs/promises'
import { readUnverified } from '../../functions/domain/jws.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import { checkpointPages, publishedKeys, statementPages } from '../ledger-proofs.ts'
import type { Session } from '../session.ts'
import { cannotRead, cannotWrite, refuseExisting, writeWhole } from '../whole-file.ts'

/**
 * The tenant's checkpoints, one compact JWS a line. A file that is there already is gone on with: it keeps what it has, also
 * what the deployment does not show any more. From one below the newest number, because a quiet ledger gets another
 * checkpoint of the same number each day.
 */
export async function checkpoints(session: Session, out: string): Promise<void> {
  const kept = await keptIn(out)
  const last = kept.at(-1)
  const after = last === undefined ? undefined : Math.max(0, seqIn(last, out) - 1)
  await append(session, out, 'checkpoints', kept, checkpointPages(session, after))
}

/** The tenant's monthly statements, in the same way. */
export const statements = async (session: Session, out: string): Promise<void> =>
  append(session, out, 'statements', await keptIn(out), statementPages(session))

/** The published keys of the ledger's proofs. */
export async function keys(session: Session, out: string): Promise<void> {
  refuseExisting(out)
  const published = await publishedKeys(session)
  await writeWhole(out, (file) => file.writeFile(`${JSON.stringify(published, null, 2)}\n`))
  for (const { kid, purpose } of published.keys) await line(session.io.out, `${purpose} ${kid}`)
  await line(
    session.io.err,
    `${published.keys.length} keys in ${out}. Compare a checkpoint key's thumbprint with the one in your mails before you pin it.`,
  )
}

/** Adds what the file does not have, page by page: each is on the disk before the next is asked for. */
async function append(
  { io }: Session,
  out: string,
  what: string,
  kept: readonly string[],
  pages: AsyncIterable<readonly { readonly jws: string }[]>,
): Promise<void> {
  const known = new Set(kept)
  let added = 0
  for await (const page of pages) {
    const fresh = page.map(({ jws }) => jws).filter((jws) => !known.has(jws))
    for (const jws of fresh) known.add(jws)
    // Also when there is nothing, so that the file is there.
    await appendFile(out, fresh.map((jws) => `${jws}\n`).join(''), { mode: 0o600, flush: true }).catch(unwritable(out))
    added += fresh.length
    if (io.interrupted.aborted)
      throw new CliError('interrupted', `Interrupted; ${added} ${what} were added.`, {
        advice: `Run the same command again: it goes on where ${out} ends.`,
      })
  }
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
    const file = await open(out, 'r+').catch(unwritable(out))
    await file.truncate(Buffer.byteLength(whole))
    await file.close()
  }
  return lines
}

function seqIn(jws: string, out: string): number {
  const { seq } = (readUnverified(jws)?.claims ?? {}) as { readonly seq?: unknown }
  if (typeof seq === 'number' && Number.isSafeInteger(seq)) return seq
  throw new CliError('usage', `The last line of ${out} is no checkpoint.`, { advice: 'Name another file.' })
}

const unwritable = (path: string) => (error: Error) => {
  throw cannotWrite(path, error)
}
