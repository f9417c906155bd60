import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invoke } from './functions.ts'
import { root } from './paths.ts'
import type { Target } from './target.ts'
import { tokens } from './tokens.ts'
import type { Tell } from './tour-parts.ts'

/** Exit codes of `lockbox audit verify`. */
const holds = 0
const tampered = 6

/** How a command ended. */
interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const takeAway = [
  ['audit', 'keys', '--out', 'keys.json'],
  ['audit', 'checkpoints', '--out', 'checkpoints.jws'],
  // The last of all: then no checkpoint is newer than it.
  ['audit', 'export', '--out', 'audit.ndjson'],
] as const

/** The last story of the demo: what an auditor takes home, and finds out there without trusting anybody. */
export function proofTour(target: Target, tell: Tell) {
  const { name, tenantId = '' } = target.people.auditor

  /** Runs the `lockbox` command in the folder; with `token` against the deployment. */
  const lockbox = (folder: string, args: readonly string[], token?: string): Promise<Ran> => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      ...(token && { LOCKBOX_URL: target.apiUrl, LOCKBOX_TOKEN: token }),
    }
    return new Promise((resolve) =>
      execFile(process.execPath, [join(root, 'cli', 'lockbox.ts'), ...args], { cwd: folder, env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
      ),
    )
  }

  /** Verifies what is in the folder, tells the first sentence and what was found first, and gives the exit code. */
  const verify = async (folder: string, pins: readonly string[]): Promise<number> => {
    const files = ['audit.ndjson', '--checkpoints', 'checkpoints.jws', '--jwks', 'keys.json']
    const { code, out, err } = await lockbox(folder, [
      ...['audit', 'verify', ...files],
      ...pins.flatMap((pin) => ['--pin', pin]),
    ])
    const [headline = err.trim()] = out.split('\n')
    tell(`→ ${headline}`)
    for (const line of out.split('\nWhat was found\n')[1]?.split('\n').slice(0, 3) ?? []) tell(line)
    return code
  }

  return {
    verify: async (): Promise<void> => {
      // It is signed once an hour; who takes the ledger away now need not wait for it.
      await invoke(target, 'CheckpointFunction', { tenantId })
      const token = await tokens(target)('auditor')
      const folder = mkdtempSync(join(tmpdir(), 'lockbox-auditor-'))
      try {
        for (const args of takeAway) {
          const { code, err } = await lockbox(folder, args, token)
          if (code !== 0) throw new Error(`lockbox ${args.join(' ')} ended with ${code}: ${err}`)
        }
        const file = join(folder, 'audit.ndjson')
        const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
        const put = (changed: readonly string[]) => writeFileSync(file, changed.map((line) => `${line}\n`).join(''))
        const { keys } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as {
          readonly keys: readonly { readonly kid: string; readonly purpose: string }[]
        }
        const pins = keys.filter(({ purpose }) => purpose === 'checkpoint').map(({ kid }) => kid)
        tell(`${name} takes the ledger of ${tenantId} away: ${lines.length} entries, their checkpoints, the keys`)
        tell(`At home, without a network, it is verified with the key that her mails name: ${pins.join(', ')}`)
        if ((await verify(folder, pins)) !== holds) throw new Error('the ledger does not hold')
        const [was, is] = lines.some((line) => line.includes('"lockbox.request.denied"'))
          ? (['"lockbox.request.denied"', '"lockbox.request.approved"'] as const)
          : (['"lockbox.environment.created"', '"lockbox.environment.changed"'] as const)
        tell(`Somebody changes the file: ${was} becomes ${is}`)
        put(lines.map((line) => line.replace(was, is)))
        if ((await verify(folder, pins)) !== tampered) throw new Error('a changed entry was not found')
        tell('Somebody takes the newer half of it away')
        put(lines.slice(0, Math.floor(lines.length / 2)))
        if ((await verify(folder, pins)) !== tampered) throw new Error('what was cut off was not found')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
