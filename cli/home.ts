import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import type { Io } from './io.ts'

export const sides = ['operators', 'customers'] as const
/** Which of the two issuers: they never meet. */
export type Side = (typeof sides)[number]

const kept = v.object({
  accessToken: v.string(),
  /** Milliseconds since the epoch. */
  expiresAt: v.number(),
  refreshToken: v.exactOptional(v.string()),
})
/** A sign-in as it lies in the file. */
export type Kept = v.InferOutput<typeof kept>

const shape = v.object({
  /** The deployment that was signed in to last: the default of `--url`. */
  url: v.exactOptional(v.string()),
  signIns: v.record(v.string(), v.object({ operators: v.exactOptional(kept), customers: v.exactOptional(kept) })),
})
type Contents = v.InferOutput<typeof shape>

/**
 * What the command remembers between runs: the deployment, and a sign-in for each side of it. One file that its owner alone
 * may read, replaced as a whole, so that a broken-off write loses nothing.
 */
export class Home {
  private readonly path: string

  constructor(env: Io['env']) {
    const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config')
    this.path = join(base, 'lockbox', 'sign-in.json')
  }

  get url(): string | undefined {
    return this.read().url
  }

  signIn(url: string, side: Side): Kept | undefined {
    return this.read().signIns[url]?.[side]
  }

  keep(url: string, side: Side, signIn: Kept): void {
    const { signIns } = this.read()
    this.write({ url, signIns: { ...signIns, [url]: { ...signIns[url], [side]: signIn } } })
  }

  /** Whether there was anything to forget. */
  forget(url: string, side: Side): boolean {
    const contents = this.read()
    const { [side]: gone, ...rest } = contents.signIns[url] ?? {}
    if (gone) this.write({ ...contents, signIns: { ...contents.signIns, [url]: rest } })
    return gone !== undefined
  }

  /** A file that nobody can read as ours is none: signing in again writes a new one. */
  private read(): Contents {
    try {
      const result = v.safeParse(shape, JSON.parse(readFileSync(this.path, 'utf8')))
      if (result.success) return result.output
    } catch (error) {
      if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return { signIns: {} }
  }

  private write(contents: Contents): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
    const half = `${this.path}.${process.pid}`
    // The mode counts only for a file that is new.
    rmSync(half, { force: true })
    writeFileSync(half, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(half, this.path)
  }
}
