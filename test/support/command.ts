import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Cloud } from '../../cli/doctor/cloud.ts'
import type { Io } from '../../cli/io.ts'
import { run } from '../../cli/program.ts'

/** What a command line ended with. */
export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly fetch?: typeof fetch
  readonly open?: Io['open']
  readonly now?: () => number
  readonly pause?: Io['pause']
  readonly interruption?: AbortController
  readonly cloud?: Cloud
  /** Called with what is written to the standard output. */
  readonly onOut?: (text: string) => void
}

/** A folder of one test's own. */
export const ownFolder = (): string => mkdtempSync(join(tmpdir(), 'lockbox-cli-'))

/** Runs a command line in this process, with an outside that the test gives. */
export async function command(args: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const stream = (take: (text: string) => void) => {
    // A character may come in two pieces.
    const decoder = new StringDecoder()
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        take(decoder.write(chunk))
        done()
      },
    })
  }
  const exit = await run(args, {
    io: {
      out: stream((text) => {
        out += text
        options.onOut?.(text)
      }),
      err: stream((text) => {
        err += text
      }),
      terminal: false,
      env: { XDG_CONFIG_HOME: ownFolder(), LOCKBOX_URL: 'https://lockbox.example', LOCKBOX_TOKEN: 't', ...options.env },
      fetch: options.fetch ?? (() => Promise.reject(new TypeError('fetch failed', { cause: new Error('no network') }))),
      now: options.now ?? Date.now,
      pause: options.pause ?? (() => Promise.resolve()),
      open: options.open ?? (() => Promise.reject(new Error('no browser'))),
      interrupted: options.interruption?.signal ?? new AbortController().signal,
    },
    cloud: () => {
      if (!options.cloud) throw new Error('this test has no cloud')
      return options.cloud
    },
  })
  return { exit, out, err }
}

/** A call as an API got it. */
export interface Got {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A `fetch` that answers as the test says, and remembers what it was asked. */
export function answering(answer: (got: Got) => { readonly status?: number; readonly body?: unknown }) {
  const calls: Got[] = []
  const fake: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const text = await request.text()
    const got = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: text ? JSON.parse(text) : undefined,
    }
    calls.push(got)
    const { status = 200, body } = answer(got)
    const type = status >= 400 ? 'application/problem+json' : 'application/json'
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
  }
  return { fetch: fake, calls }
}
