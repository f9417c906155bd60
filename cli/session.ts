import type { Api } from './api.ts'
import { deploymentUrl } from './deployment.ts'
import type { Side } from './home.ts'
import { type Io, line } from './io.ts'
import type { Scope } from './sign-in.ts'

/** What every command is given: the outside, and the global options. */
export interface Session {
  readonly io: Io
  readonly json: boolean
  readonly url: () => string
  /** With a machine's credentials its token is of this scope. */
  readonly api: (side: Side, scope?: Scope) => Promise<Api>
}

export function sessionOf(io: Io, options: { readonly url?: string; readonly json?: boolean }): Session {
  const url = () => deploymentUrl(options.url, io)
  return {
    io,
    json: options.json === true,
    url,
    api: async (side, scope) => (await import('./api.ts')).apiOf(url(), side, io, scope),
  }
}

/** Prints the answer: as it came with `--json`, else as people read it. */
export const print = ({ io, json }: Session, answer: unknown, shown: () => string): Promise<void> =>
  line(io.out, json ? JSON.stringify(answer, null, 2) : shown())
