import { isSafe, reach } from '../deployment.ts'
import { CliError } from '../exit.ts'
import type { Session } from '../session.ts'
import { type CompleteExport, isComplete, look } from './jobs.ts'

/** Where the bytes of a file go. */
export interface Sink {
  /** That are there already, from its beginning. */
  readonly bytes: () => number
  readonly add: (chunk: Uint8Array) => Promise<void>
}

/** So often in a row a download may break off without a byte more. */
const patience = 5

/**
 * Gets the file into the sink, from where the sink ends. What breaks off goes on by a range of bytes, with a fresh link, since
 * a link ends after 15 minutes.
 */
export async function download(
  session: Session,
  job: CompleteExport,
  sink: Sink,
  progress: (bytes: number) => void,
): Promise<void> {
  const { io } = session
  let { link } = job
  let failures = 0
  while (sink.bytes() < job.bytes) {
    const before = sink.bytes()
    const broken = await more(session, link, sink, job.bytes, progress).then(
      () => undefined,
      (error: Error) => error,
    )
    if (broken instanceof NotTheFile) throw broken
    if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
    if (sink.bytes() >= job.bytes) break
    failures = sink.bytes() > before ? 0 : failures + 1
    if (broken instanceof CliError && broken.exit === 'refused') throw broken
    if (failures >= patience)
      throw broken instanceof CliError
        ? broken
        : new CliError('unreachable', 'The download breaks off again and again.')
    if (broken) await io.pause(2)
    const fresh = await look(session, job.id)
    if (!isComplete(fresh)) throw new CliError('refused', 'The export is not there any more.')
    link = fresh.link
  }
  if (sink.bytes() > job.bytes) throw new NotTheFile()
}

/** One request, as far as it comes, and no byte more than the file has. */
async function more(
  { io }: Session,
  link: string,
  sink: Sink,
  most: number,
  progress: (bytes: number) => void,
): Promise<void> {
  const from = sink.bytes()
  const { origin } = new URL(safe(link))
  const answer = await reach(origin, () =>
    io.fetch(link, { headers: from > 0 ? { range: `bytes=${from}-` } : {}, signal: io.interrupted, redirect: 'error' }),
  )
  const expected = from > 0 ? 206 : 200
  if (answer.status !== expected || !answer.body) {
    await answer.body?.cancel()
    throw new CliError('unreachable', `${origin} answered ${answer.status} instead of the file.`, {
      advice: 'Run the same command again; if it stays, tell the vendor.',
    })
  }
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    if (sink.bytes() + chunk.length > most) throw new NotTheFile()
    await sink.add(chunk)
    progress(sink.bytes())
  }
}

/** A link without TLS shows the customer's ledger to whoever is on the way. */
function safe(link: string): string {
  if (isSafe(new URL(link))) return link
  throw new CliError('refused', 'The deployment links to a file without TLS, and it was not fetched.', {
    advice: 'Tell the vendor.',
  })
}

export class NotTheFile extends CliError {
  constructor() {
    super('unreachable', 'What came is not the file that was written: length or SHA-256 differ.', {
      advice: 'Run the same command again: it begins anew. If it stays, tell the vendor.',
    })
  }
}
