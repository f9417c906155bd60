import type { Writable } from 'node:stream'

/** Everything that the command has from outside: tests give their own. */
export interface Io {
  readonly out: Writable
  readonly err: Writable
  /** Whether somebody looks at `err` while it is written. */
  readonly terminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly pause: (seconds: number) => Promise<void>
  /** Opens an address in the browser; rejects when there is none. */
  readonly open: (url: string) => Promise<void>
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** Writes, and waits until whoever reads keeps up. */
export function write(stream: Writable, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()))
  })
}

export const line = (stream: Writable, text = ''): Promise<void> => write(stream, `${text}\n`)
