import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './paths.ts'

/** How a command ended. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the `lockbox` command in a folder; with a deployment and a token against that, else without a network's address. */
export function lockbox(
  folder: string,
  args: readonly string[],
  at?: { readonly url: string; readonly token: string },
): Promise<Ran> {
  const env = { PATH: process.env.PATH, HOME: folder, ...(at && { LOCKBOX_URL: at.url, LOCKBOX_TOKEN: at.token }) }
  return new Promise((resolve) =>
    execFile(process.execPath, [join(root, 'cli', 'lockbox.ts'), ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    ),
  )
}
