import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { api } from './api.ts'
import { invoke } from './functions.ts'
import { root } from './paths.ts'
import type { Target } from './target.ts'
import { expected, type Tell } from './tour-parts.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly cursor?: string
}

/** Exit codes of `lockbox audit verify`. */
const holds = 0
const tampered = 6

/** The last story of the demo: what an auditor takes home, and finds out there without trusting anybody. */
export function proofTour(target: Target, tell: Tell) {
  const { name, tenantId = '' } = target.people.auditor
  const auditor = api(target).as('auditor')

  /** All pages of a list. */
  const listed = async <T>(path: string): Promise<readonly T[]> => {
    const items: T[] = []
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) })
      const page = expected(await auditor.get(`${path}?${query}`)).body as Page<T>
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor)
    return items
  }

  /** The ledger, the oldest entry first, an entry a line; its checkpoints, a JWS a line; and the keys. */
  const takenAway = async () => ({
    lines: (await listed<unknown>('/audit')).toReversed().map((entry) => `${JSON.stringify(entry)}\n`),
    checkpoints: (await listed<{ readonly jws: string }>('/audit/checkpoints')).map(({ jws }) => `${jws}\n`).join(''),
    keys: expected(await api(target).anonymous.get('/.well-known/ledger-keys.json')).body as {
      readonly keys: readonly { readonly kid: string; readonly purpose: string }[]
    },
  })

  /** Runs the command in the folder, tells its first sentence and what it found first, and gives its exit code. */
  const verify = (folder: string, pins: readonly string[]): number | null => {
    const args = ['audit', 'verify', 'audit.ndjson', '--checkpoints', 'checkpoints.jws', '--jwks', 'keys.json']
    const ran = spawnSync(
      process.execPath,
      [join(root, 'cli', 'lockbox.ts'), ...args, ...pins.flatMap((pin) => ['--pin', pin])],
      { cwd: folder, encoding: 'utf8' },
    )
    const [headline = ran.stderr.trim()] = ran.stdout.split('\n')
    tell(`→ ${headline}`)
    const found = ran.stdout.split('\nWhat was found\n')[1]?.split('\n').slice(0, 3) ?? []
    for (const line of found) tell(line)
    return ran.status
  }

  return {
    verify: async (): Promise<void> => {
      // It is signed once an hour; who takes the ledger away now need not wait for it.
      await invoke(target, 'CheckpointFunction', { tenantId })
      const { lines, checkpoints, keys } = await takenAway()
      const folder = mkdtempSync(join(tmpdir(), 'lockbox-auditor-'))
      try {
        const put = (changed: readonly string[]) => writeFileSync(join(folder, 'audit.ndjson'), changed.join(''))
        writeFileSync(join(folder, 'checkpoints.jws'), checkpoints)
        writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys))
        const pins = keys.keys.filter(({ purpose }) => purpose === 'checkpoint').map(({ kid }) => kid)
        tell(`${name} takes the ledger of ${tenantId} away: ${lines.length} entries, their checkpoints, the keys`)
        tell(`At home, without a network, it is verified with the key ${pins.join(' and ')}`)
        put(lines)
        if (verify(folder, pins) !== holds) throw new Error('the ledger does not hold')
        const [was, is] = lines.some((line) => line.includes('"lockbox.request.denied"'))
          ? (['"lockbox.request.denied"', '"lockbox.request.approved"'] as const)
          : (['"lockbox.environment.created"', '"lockbox.environment.changed"'] as const)
        tell(`Somebody changes the file: ${was} becomes ${is}`)
        put(lines.map((line) => line.replace(was, is)))
        if (verify(folder, pins) !== tampered) throw new Error('a changed entry was not found')
        tell('Somebody takes the newer half of it away')
        put(lines.slice(0, Math.floor(lines.length / 2)))
        if (verify(folder, pins) !== tampered) throw new Error('what was cut off was not found')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
