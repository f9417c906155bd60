import { readSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { NotVerifiable, placeOf } from '../../verifier/findings.ts'
import { kindOf, type ProofKind } from '../../verifier/proof.ts'
import { linesOf } from '../../verifier/proofs.ts'
import type { Report } from '../../verifier/report.ts'
import type { Progress } from '../../verifier/stream.ts'
import { verify } from '../../verifier/verify.ts'
import { CliError } from '../exit.ts'
import type { Io } from '../io.ts'
import { print, type Session } from '../session.ts'
import { headline, shownReport } from '../verify/shown.ts'
import { printable } from '../words.ts'

export interface VerifyOptions {
  readonly checkpoints?: string
  readonly jwks?: string
  readonly pin: readonly string[]
  readonly tenant?: string
  readonly receipt: readonly string[]
  readonly statement: readonly string[]
  readonly witness: readonly string[]
  readonly part?: boolean
  readonly maxAge?: string
  readonly asOf?: string
}

/** Verifies files, and calls nobody: it works on a machine without a network. */
export async function verifyAudit(session: Session, path: string, options: VerifyOptions): Promise<void> {
  const { io } = session
  const { size } = await stat(path).catch(cannotRead(path))
  const progress = progressOn(io, size)
  const report = await reportOn(path, options, io, progress).finally(progress.end)
  await print(session, report, () => shownReport(report))
  if (report.outcome === 'holds') return
  const [first] = report.findings.filter(({ verdict }) => verdict === report.outcome)
  throw new CliError(report.outcome, headline(report), {
    ...(first && {
      advice: `First: ${placeOf(first)}: expected ${first.expected}, found ${first.found}.${first.advice ? ` ${first.advice}` : ''}`,
    }),
  })
}

async function reportOn(
  path: string,
  options: VerifyOptions,
  io: Io,
  progress: { readonly at: (progress: Progress) => void },
): Promise<Report> {
  const { checkpoints, jwks, part, maxAge, asOf } = options
  if ((checkpoints || [options.pin, options.receipt, options.statement].some(({ length }) => length > 0)) && !jwks)
    throw new CliError('usage', 'Without the keys no signature can be checked.', {
      advice: 'Give --jwks keys.json, the set that the deployment publishes: lockbox audit keys --out keys.json.',
    })
  if (asOf && !maxAge) throw new CliError('usage', '--as-of goes with --max-age.', { advice: 'Give both, or neither.' })
  const given = {
    ...(checkpoints && { checkpoints: await proofs('checkpoint')(checkpoints) }),
    ...(jwks && { keys: await json(jwks) }),
    pins: options.pin,
    ...(options.tenant !== undefined && { tenantId: options.tenant }),
    receipts: await Promise.all(options.receipt.map(named(proofs('receipt')))),
    statements: await Promise.all(options.statement.map(named(proofs('statement')))),
    witnesses: await Promise.all(options.witness.map(named(bytes))),
    ...(part && { part }),
    ...(maxAge && { maxAge, asOf: asOf ?? new Date(io.now()).toISOString() }),
  }
  try {
    return await verify({
      ...given,
      lines: piecesOf(path),
      onProgress: progress.at,
      signal: io.interrupted,
    })
  } catch (error) {
    if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted: nothing is said about this file.')
    if (error instanceof NotVerifiable) throw new CliError('usage', error.message, { advice: error.advice })
    return cannotRead(path)(error as Error)
  }
}

const cannotRead =
  (path: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === undefined) throw error
    throw new CliError('usage', `${path} cannot be read: ${error.message}`, {
      advice: error.code === 'ENOENT' ? 'Look for it, or name another file.' : 'Give a file that you may read.',
    })
  }

const bytes = (path: string): Promise<Uint8Array> => readFile(path).catch(cannotRead(path))
const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(cannotRead(path))

/** A file of this kind of proofs. One that holds another kind alone was given by mistake. */
const proofs = (kind: Exclude<ProofKind, 'key'>) => async (path: string) => {
  const content = await text(path)
  const found = new Set(linesOf(content).map(({ jws }) => kindOf(jws)))
  const [other] = found
  if (found.size !== 1 || other === undefined || other === kind || other === 'key') return content
  throw new CliError('usage', `${path} holds ${other}s, not ${kind}s.`, {
    advice: `Give it with --${other}${other === 'checkpoint' ? 's' : ''}.`,
  })
}
const named =
  <T>(read: (path: string) => Promise<T>) =>
  async (path: string) => ({ name: basename(path), content: await read(path) })

async function json(path: string): Promise<unknown> {
  const content = await text(path)
  try {
    return JSON.parse(content)
  } catch {
    throw new CliError('usage', `${path} is not JSON.`, {
      advice: 'Give the set of keys that the deployment publishes: lockbox audit keys --out keys.json.',
    })
  }
}

/**
 * A file's bytes, always in the same buffer. What a thread of its own would read costs more to wait for than to read here;
 * in between, whatever else is due has its turn, such as Ctrl-C.
 */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const buffer = new Uint8Array(256 * 1024)
    for (;;) {
      const length = readSync(file.fd, buffer)
      if (length === 0) return
      yield buffer.subarray(0, length)
      await setImmediate()
    }
  } finally {
    await file.close()
  }
}

const width = 24

/** A bar that overwrites itself, on a terminal only. */
function progressOn(io: Io, size: number) {
  const shown = (line: string) => io.terminal && void io.err.write(`\r\u001B[K${printable(line)}`)
  let before = -1
  return {
    at: ({ bytes: done, entries }: Progress) => {
      const percent = Math.floor((100 * done) / size)
      if (percent === before) return
      before = percent
      const filled = Math.floor((width * percent) / 100)
      shown(`${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent} %, ${entries} entries`)
    },
    end: () => {
      if (io.terminal) io.err.write('\r\u001B[K')
    },
  }
}
