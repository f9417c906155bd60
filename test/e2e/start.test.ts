import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { dial } from '../../infra/local/dial.ts'
import { isAlive } from '../../infra/local/processes.ts'
import type { Target } from '../../infra/local/target.ts'
import { until } from '../support/story.ts'

const root = join(import.meta.dirname, '..', '..')
const runFolder = join(root, '.local', 'run')

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Everything that a process started, and what those started. */
function descendants(pid: number): readonly Process[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line): Process[] => {
      const [, id, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
      return id ? [{ pid: Number(id), parent: Number(parent), command }] : []
    })
  const below = (parent: number): readonly Process[] =>
    all.filter((p) => p.parent === parent).flatMap((p) => [p, ...below(p.pid)])
  return below(pid)
}

/** `npm start` as a person runs it in a terminal: with a process group of its own, which Ctrl-C reaches as a whole. */
class Started {
  output = ''
  readonly process: ChildProcess
  readonly exit: Promise<number | null>

  constructor(...args: string[]) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
    this.process = spawn('npm', ['start', '--', ...args], { cwd: root, env, detached: true })
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString()
      })
    // Once nobody holds its output any more: npm itself may go earlier than what it runs.
    this.exit = new Promise((resolve) => this.process.on('close', resolve))
  }

  get pid(): number {
    return this.process.pid ?? 0
  }

  async ready(): Promise<Target> {
    const over = this.exit.then(() => 'over')
    while (!this.output.includes('Ready after'))
      if ((await Promise.race([over, sleep(100)])) === 'over') throw new Error(`it ended: ${this.output}`)
    return (JSON.parse(readFileSync(this.runFile(), 'utf8')) as { target: Target }).target
  }

  /** Its own process is the one that wrote the run file. */
  runFile(): string {
    const own = new Set(descendants(this.pid).map(({ pid }) => `${pid}.json`))
    const name = readdirSync(runFolder).find((file) => own.has(file)) ?? 'none'
    return join(runFolder, name)
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal)
  }
}

const listens = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
    socket.on('connect', () => resolve(!!socket.destroy()))
    socket.on('error', () => resolve(false))
  })

/** What a start left: none of its processes, ports, files and folders may be among it. */
async function leftOf(processes: readonly Process[], runFile?: string, target?: Target): Promise<readonly string[]> {
  const pids = new Set(processes.map(({ pid }) => pid))
  const ports = target ? [target.endpoint ?? '', target.inboxUrl] : []
  const listening = await Promise.all(ports.map(async (url) => ((await listens(url)) ? url : '')))
  return [
    ...processes.filter(({ pid }) => isAlive(pid)).map(({ command }) => command),
    ...listening.filter(Boolean),
    ...(runFile && existsSync(runFile) ? [runFile] : []),
    ...readdirSync(tmpdir()).filter((name) => pids.has(Number(/^customer-lockbox-(\d+)-/.exec(name)?.[1]))),
  ]
}

const begun: Started[] = []
const start = (...args: string[]): Started => {
  const one = new Started(...args)
  begun.push(one)
  return one
}
afterAll(() => {
  for (const one of begun) if (one.process.exitCode === null && one.process.signalCode === null) one.signal('SIGKILL')
})

const npmRun = promisify(execFile)
const minutes = 60_000

// Against a real account there is nothing local to start.
describe.runIf(inject('target').endpoint)('npm start', () => {
  let first: Started
  let target: Target
  beforeAll(async () => {
    first = start('--approval-window', 'PT20S')
    target = await first.ready()
  }, 4 * minutes)

  it('says how to use it, and is usable', async () => {
    expect(target.approvalWindow).toBe(20)
    for (const promised of [target.apiUrl, target.inboxUrl, 'npm run demo', 'token -- tooling', '/audit'])
      expect(first.output).toContain(promised)
    for (const person of Object.values(target.people)) expect(first.output).toContain(person.password)
    expect((await dial(`${target.apiUrl}/requests`)).status).toBe(401)
    const { stdout } = await npmRun('npm', ['run', '-s', 'token', '--', 'operator'], { cwd: root })
    const signedIn = { headers: { authorization: `Bearer ${stdout.trim()}` } }
    expect((await dial(`${target.apiUrl}/requests`, signedIn)).status).toBe(200)
  })

  it('is what the demo tells its story on', { timeout: 3 * minutes }, async () => {
    const { stdout } = await npmRun('npm', ['run', '-s', 'demo'], { cwd: root })
    for (const told of ['→ Approved by Anna Keller', '→ Denied by Bruno Frei', '→ Expired', 'request.ended'])
      expect(stdout).toContain(told)
  })

  it('runs beside another one, and says which of its programs died', { timeout: 3 * minutes }, async () => {
    const second = start()
    const inboxes = () => descendants(second.pid).filter(({ command }) => /maildev\.js/.test(command))
    const inbox = await until(async () => second.output.includes('MiniStack') && inboxes().at(-1), 'a second inbox')
    const processes = descendants(second.pid)
    expect(second.output).toContain('Another one runs already')
    process.kill(inbox.pid, 'SIGKILL')
    expect(await second.exit).not.toBe(0)
    expect(second.output).toContain('the inbox (maildev) was ended by SIGKILL')
    expect(await leftOf(processes)).toEqual([])
    expect((await dial(`${target.apiUrl}/requests`)).status).toBe(401)
  })

  it('leaves nothing behind after Ctrl-C', async () => {
    const processes = descendants(first.pid)
    const runFile = first.runFile()
    first.signal('SIGINT')
    await first.exit
    expect(first.output).toContain('Nothing is left running')
    expect(await leftOf(processes, runFile, target)).toEqual([])
  })

  it('leaves no process behind when it is killed', async () => {
    const one = start()
    // As soon as it has children: a kill can come at any time.
    await until(async () => one.output.includes('MiniStack'), 'its programs run')
    const processes = descendants(one.pid)
    one.signal('SIGKILL')
    await until(async () => processes.every(({ pid }) => !isAlive(pid)), 'all of them end')
  })

  it('refuses what it does not understand, and says what it takes', async () => {
    const one = start('--approval-window', 'soon')
    expect(await one.exit).not.toBe(0)
    expect(one.output).toContain('Give an ISO 8601 duration')
  })
})
