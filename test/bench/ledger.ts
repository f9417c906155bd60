// `npm run bench:ledger -- --events 1000000`: `lockbox audit verify` on a generated ledger, beside bare SHA-256 in the same run.
import { spawn } from 'node:child_process'
import { createHash, hash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type GeneratedLedger, generateLedger } from '../support/generated-ledger.ts'

const root = join(import.meta.dirname, '..', '..')

/** Seconds on the clock, and of a processor: where other programs run too, only the latter compare. */
interface Took {
  readonly seconds: number
  readonly cpu: number
}

interface Run extends Took {
  readonly peakBytes: number
  readonly exitCode: number
  readonly report: string
}

export interface Measured {
  readonly bytes: number
  /** As `npm run lockbox` and the command itself have it. */
  readonly verify: Run
  /** The same with what Node does by itself: `node cli/lockbox.ts`. */
  readonly plain: Run
  /** The same command on a few entries: what it takes to start, and to end. */
  readonly start: Run
  /** One SHA-256 over the file. */
  readonly stream: Took
  /** SHA-256 of each message that the format makes: of each event behind the hash before it, of each personal value. */
  readonly messages: Took
}

/** Generates, verifies, and measures both baselines. */
export async function measure(events: number, say: (text: string) => void = () => undefined): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'lockbox-bench-'))
  try {
    const made = await generateLedger(folder, events, (done) => say(`${done} of ${events} entries made`))
    say('bare SHA-256 of the file')
    const stream = await bareStream(folder)
    say('lockbox audit verify')
    const verified = await verify(made, flags)
    const plain = await verify(made, [])
    const few = join(folder, 'few')
    mkdirSync(few)
    const start = await verify(await generateLedger(few, 20), flags)
    say('bare SHA-256 of the same messages')
    const messages = await bareMessages(folder)
    return { bytes: made.bytes, verify: verified, plain, start, stream, messages }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6

function stopwatch(): () => Took {
  const since = process.hrtime.bigint()
  const before = process.cpuUsage()
  return () => ({
    seconds: Number(process.hrtime.bigint() - since) / 1e9,
    cpu: secondsOf(process.cpuUsage(before)),
  })
}

async function bareStream(folder: string): Promise<Took> {
  const took = stopwatch()
  const digest = createHash('sha256')
  for await (const piece of createReadStream(join(folder, 'audit.ndjson'), { highWaterMark: 1024 * 1024 }))
    digest.update(piece)
  digest.digest()
  return took()
}

/** Only the hashing is timed, not how the messages are found. */
async function bareMessages(folder: string): Promise<Took> {
  const total = { seconds: 0, cpu: 0 }
  let waiting: Buffer[] = []
  const flush = () => {
    const took = stopwatch()
    for (const message of waiting) hash('sha256', message, 'hex')
    const { seconds, cpu } = took()
    total.seconds += seconds
    total.cpu += cpu
    waiting = []
  }
  for await (const line of createInterface({ input: createReadStream(join(folder, 'audit.ndjson')) })) {
    const { event, previousHash, personal } = JSON.parse(line)
    waiting.push(Buffer.concat([Buffer.from(previousHash, 'hex'), Buffer.from(JSON.stringify(event))]))
    for (const { salt, value } of Object.values(personal) as { salt: string; value: string }[])
      waiting.push(Buffer.concat([Buffer.from(salt, 'base64url'), Buffer.from(value)]))
    if (waiting.length > 20_000) flush()
  }
  flush()
  return total
}

/** What the child tells at its end: the time of a processor that it took, and its own peak. That of `getrusage` would include ours, from before it became itself. */
const tellPeak = `import { readFileSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('exit', () => {
  let peak = process.resourceUsage().maxRSS
  try { peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) } catch {}
  const { user, system } = process.cpuUsage()
  writeSync(3, JSON.stringify({ user, system, peakBytes: peak * 1024 }))
})`

/** As in `package.json`, and in the first line of the command. */
const flags = ['--v8-pool-size=1', '--max-semi-space-size=1', '--liftoff-only']

async function verify({ folder, pin }: GeneratedLedger, options: readonly string[]): Promise<Run> {
  const at = (name: string) => join(folder, name)
  const took = stopwatch()
  const child = spawn(
    process.execPath,
    [
      ...options,
      '--import',
      `data:text/javascript,${encodeURIComponent(tellPeak)}`,
      join(root, 'cli', 'lockbox.ts'),
      ...['audit', 'verify', at('audit.ndjson'), '--checkpoints', at('checkpoints.jws'), '--jwks', at('keys.json')],
      ...['--pin', pin, ...(existsSync(at('receipt.jws')) ? ['--receipt', at('receipt.jws')] : [])],
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  )
  let report = ''
  let told = ''
  child.stdout?.on('data', (text) => {
    report += text
  })
  child.stdio[3]?.on('data', (text) => {
    told += text
  })
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  const { seconds } = took()
  const { peakBytes, ...usage } = JSON.parse(told)
  return { seconds, cpu: secondsOf(usage), peakBytes, exitCode, report }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { events: { type: 'string', default: '20000' } } })
  const events = Number(values.events)
  const terminal = process.stderr.isTTY === true
  const say = (text: string) => terminal && process.stderr.write(`\r\u001B[K${text}`)
  const { bytes, verify: verified, plain, start, stream, messages } = await measure(events, say)
  const working = { seconds: verified.seconds - start.seconds, cpu: verified.cpu - start.cpu }
  say('')
  const row = (what: string, { seconds, cpu }: Took) =>
    `${what.padEnd(40)} ${seconds.toFixed(2).padStart(8)} s ${(bytes / seconds / 1e6).toFixed(0).padStart(6)} MB/s, ${cpu.toFixed(2)} s of a processor`
  const beside = (one: Took, { seconds, cpu }: Took) =>
    `${(one.seconds / seconds).toFixed(2)} (of a processor's time ${(one.cpu / cpu).toFixed(2)})`
  process.stdout.write(
    `${[
      `${events} entries, ${(bytes / 1e6).toFixed(0)} MB, ${(bytes / events).toFixed(0)} bytes an entry`,
      row('lockbox audit verify', verified),
      row('  without start and end of the process', working),
      row('SHA-256 of the file, one stream', stream),
      row('SHA-256 of the same messages', messages),
      `speed beside one stream: ${beside(stream, verified)}; without the start: ${beside(stream, working)}`,
      `speed beside the same messages: ${beside(messages, verified)}; without the start: ${beside(messages, working)}`,
      `peak memory of the verifier: ${(verified.peakBytes / 1e6).toFixed(0)} MB; with node's own settings: ${(plain.peakBytes / 1e6).toFixed(0)} MB; for 20 entries: ${(start.peakBytes / 1e6).toFixed(0)} MB; exit code ${verified.exitCode}`,
      '',
      verified.report,
    ].join('\n')}\n`,
  )
  process.exitCode = verified.exitCode
}

if (import.meta.main) await main()
