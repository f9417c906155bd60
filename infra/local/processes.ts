import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Whether a process of this id runs; of a process group when the id is negative. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Paths of what is named `<start><process id>…` in a folder, and whose process is gone. */
export function leftBehind(folder: string, start = ''): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => {
      const pid = name.startsWith(start) ? Number.parseInt(name.slice(start.length), 10) : Number.NaN
      return Number.isInteger(pid) && !isAlive(pid)
    })
    .map((name) => join(folder, name))
}
