import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFolder } from './paths.ts'
import { leftBehind } from './processes.ts'
import type { Target } from './target.ts'

/** What `npm start` says about itself to `npm run demo` and `npm run token`, for as long as it runs. */
export interface Run {
  readonly pid: number
  readonly startedAt: string
  readonly target: Target
}

const fileOf = (pid: number) => join(runFolder, `${pid}.json`)

/** Announces this process's sandbox. The file holds this start's passwords: only its owner may read it. */
export function announce(target: Target): void {
  mkdirSync(runFolder, { recursive: true })
  const run: Run = { pid: process.pid, startedAt: new Date().toISOString(), target }
  writeFileSync(fileOf(process.pid), JSON.stringify(run, null, 2), { mode: 0o600 })
  process.on('exit', () => rmSync(fileOf(process.pid), { force: true }))
}

/** Starts that run now, the newest first. Files of processes that are gone are removed. */
export function runs(): readonly Run[] {
  for (const file of leftBehind(runFolder)) rmSync(file, { force: true })
  if (!existsSync(runFolder)) return []
  return readdirSync(runFolder)
    .map((name) => JSON.parse(readFileSync(join(runFolder, name), 'utf8')) as Run)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
}
