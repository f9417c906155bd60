import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './processes.ts'

/** A program that runs beside us, on a leash: it ends with all its descendants when it is stopped or when we die. */
export interface Child {
  readonly name: string
  /** How it ended, in words; settles also when it is stopped. */
  readonly ended: Promise<string>
  /** The last lines that it wrote, for whoever has to find out what went wrong. */
  readonly lastLines: (count?: number) => string
  /** Resolves once nothing of it is left. */
  readonly stop: () => Promise<void>
}

export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment: nothing of ours is inherited, least of all AWS credentials. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Both outputs go to this file. */
  readonly log: string
}

const leash = join(import.meta.dirname, 'leash.ts')

/** Starts a program on a leash. */
export function startChild(program: Program): Child {
  const log = openSync(program.log, 'a', 0o600)
  const child = spawn(process.execPath, [leash, program.command, ...program.args], {
    cwd: program.cwd,
    env: program.env,
    // Its own process group, so that it can be ended as a whole, and so that Ctrl-C reaches us alone.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  let how: string | undefined
  child.on('message', (message) => {
    how = String(message)
  })
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const started = new Promise<void>((_, reject) => child.on('error', reject))
  const ended = Promise.race([gone, started]).then(
    () => how ?? 'was ended',
    (error: Error) => `did not start: ${error.message}`,
  )
  return {
    name: program.name,
    ended,
    lastLines: (count = 15) => readFileSync(program.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n'),
    stop: async () => {
      if (child.connected) child.disconnect()
      await Promise.race([ended, sleep(5000, undefined, { ref: false })])
      const { pid } = child
      if (pid === undefined) return
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL')
      await ended
      // Its last processes are killed with it, but take a moment to go.
      for (const deadline = Date.now() + 3000; isAlive(-pid) && Date.now() < deadline; ) await sleep(20)
    },
  }
}

/** Runs a program to its end; when it fails, the error carries the last lines that it wrote. */
export async function runToEnd(program: Program, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const child = startChild(program)
  const stop = () => void child.stop()
  signal?.addEventListener('abort', stop)
  const how = await child.ended
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
  if (how !== 'ended with exit code 0') throw new Error(`${program.name} ${how}:\n${child.lastLines(40)}`)
}

/** Waits until `ready` says so; fails when the child ends before, or when it takes longer than `seconds`. */
export async function untilReady(child: Child, ready: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  let over: string | undefined
  void child.ended.then((how) => {
    over = how
  })
  while (!(await ready().catch(() => false))) {
    if (over) throw new Error(`${child.name} ${over} before it was ready:\n${child.lastLines()}`)
    if (Date.now() > deadline) {
      await child.stop()
      throw new Error(`${child.name} was not ready after ${seconds} s:\n${child.lastLines()}`)
    }
    await sleep(50)
  }
}
