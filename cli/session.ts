import { type Api, apiOf } from './api.ts'
import { deploymentUrl } from './deployment.ts'
import type { Side } from './home.ts'
import { type Io, line } from './io.ts'

/** What every command is given: the outside, and the global options. */
export interface Session {
  readonly io: Io
  readonly json: boolean
  readonly url: () => string
  readonly api: (side: Side) => Promise<Api>
}

export function sessionOf(io: Io, options: { readonly url?: string; readonly json?: boolean }): Session {
  const url = () => deploymentUrl(options.url, io)
  return { io, json: options.json === true, url, api: (side) => apiOf(url(), side, io) }
}

/** Prints the answer: as it came with `--json`, else as people read it. */
export const print = ({ io, json }: Session, answer: unknown, shown: () => string): Promise<void> =>
  line(io.out, json ? JSON.stringify(answer, null, 2) : shown())
