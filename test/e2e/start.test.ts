import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { dial } from '../../infra/local/dial.ts'
import { isAlive } from '../../infra/local/processes.ts'
import type { Target } from '../../infra/local/target.ts'

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
    this.exit = new Promise((resolve) => this.process.on('exit', resolve))
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
async function leftOf(processes: readonly Process[], runFile: string, target: Target): Promise<readonly string[]> {
  const pids = new Set(processes.map(({ pid }) => pid))
  const ports = [target.endpoint ?? '', target.inboxUrl]
  const listening = await Promise.all(ports.map(async (url) => ((await listens(url)) ? url : '')))
  return [
    ...processes.filter(({ pid }) => isAlive(pid)).map(({ command }) => command),
    ...listening.filter(Boolean),
    ...(existsSync(runFile) ? [runFile] : []),
    ...readdirSync(tmpdir()).filter((name) => pids.has(Number(/^customer-lockbox-(\d+)-/.exec(name)?.[1]))),
  ]
}

const started: Started[] = []
const start = (...args: string[]): Started => {
  const one = new Started(...args)
  started.push(one)
  return one
}
afterAll(() => {
  for (const one of started) if (one.process.exitCode === null && one.process.signalCode === null) one.signal('SIGKILL')
})

// Against a real account there is nothing local to start.
describe.runIf(inject('target').endpoint)('npm start', () => {
  it('becomes ready beside another one, says how to use it, and leaves nothing behind', async () => {
    const first = start('--approval-window', 'PT2M')
    const target = await first.ready()
    expect(target.approvalWindow).toBe(120)
    for (const promised of [target.apiUrl, target.inboxUrl, 'npm run demo', 'token -- tooling', '/audit'])
      expect(first.output).toContain(promised)
    for (const person of Object.values(target.people)) expect(first.output).toContain(person.password)
    expect((await dial(`${target.apiUrl}/requests`)).status).toBe(401)
    const token = execFileSync('npm', ['run', '-s', 'token', '--', 'tooling'], { cwd: root, encoding: 'utf8' }).trim()
    expect(
      (await dial(`${target.apiUrl}/requests?tenantId=acme-bank`, { headers: { authorization: `Bearer ${token}` } }))
        .status,
    ).toBe(200)

    const second = start()
    const other = await second.ready()
    expect(second.output).toContain('Another one runs already')
    expect(other.endpoint).not.toBe(target.endpoint)
    expect(other.inboxUrl).not.toBe(target.inboxUrl)

    // A program of the second one dies: it says so and ends, the first one does not notice.
    const ofSecond = { processes: descendants(second.pid), runFile: second.runFile() }
    const inbox = ofSecond.processes.filter(({ command }) => command.includes('maildev')).at(-1)
    process.kill(inbox?.pid ?? 0, 'SIGKILL')
    expect(await second.exit).not.toBe(0)
    expect(second.output).toContain('Stopping, because the inbox (maildev) was ended by SIGKILL')
    expect(await leftOf(ofSecond.processes, ofSecond.runFile, other)).toEqual([])
    expect((await dial(`${target.apiUrl}/requests`)).status).toBe(401)

    const ofFirst = { processes: descendants(first.pid), runFile: first.runFile() }
    first.signal('SIGINT')
    expect(await first.exit).toBe(0)
    expect(first.output).toContain('Nothing is left running')
    expect(await leftOf(ofFirst.processes, ofFirst.runFile, target)).toEqual([])
  })

  it('leaves nothing behind when it is killed', async () => {
    const one = start()
    // As soon as it has children: a kill can come at any time.
    while (!one.output.includes('MiniStack')) await sleep(50)
    const processes = descendants(one.pid)
    one.signal('SIGKILL')
    await one.exit
    const left = () => processes.filter(({ pid }) => isAlive(pid))
    for (const deadline = Date.now() + 8000; left().length > 0 && Date.now() < deadline; ) await sleep(100)
    expect(left()).toEqual([])
  })

  it('refuses what it does not understand, and says what it takes', async () => {
    const one = start('--approval-window', 'soon')
    expect(await one.exit).not.toBe(0)
    expect(one.output).toContain('Give an ISO 8601 duration')
  })
})
