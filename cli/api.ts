import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../contract/client.ts'
import { accessTo } from './access.ts'
import { reach } from './deployment.ts'
import { CliError, type Problem } from './exit.ts'
import type { Side } from './home.ts'
import type { Io } from './io.ts'
import type { Scope } from './sign-in.ts'

export type Api = Client<paths>

/** Beyond the gateway's own 30 seconds. */
const patienceMs = 40_000

/** So often a page is asked for that the gateway throttled. */
const mostTries = 5

/** The deployment's API, with the caller's token. */
export async function apiOf(url: string, side: Side, io: Io, scope?: Scope): Promise<Api> {
  const { token } = await accessTo(url, side, io, scope)
  return clientOf(url, io, { authorization: `Bearer ${token}` })
}

/** The same, for what anybody may read. */
export const openApiOf = (url: string, io: Io): Api => clientOf(url, io, {})

const clientOf = (url: string, io: Io, headers: Readonly<Record<string, string>>): Api =>
  createClient<paths>({ baseUrl: url, headers, fetch: (request) => reach(url, () => patiently(request, io)) })

async function patiently(request: Request, io: Io): Promise<Response> {
  for (let tried = 1; ; tried++) {
    const answer = await once(request.clone(), io)
    if (answer.status !== 429 || request.method !== 'GET' || tried === mostTries) return answer
    await answer.body?.cancel()
    await io.pause(tried)
  }
}

async function once(request: Request, io: Io): Promise<Response> {
  try {
    return await io.fetch(request, { signal: AbortSignal.any([io.interrupted, AbortSignal.timeout(patienceMs)]) })
  } catch (error) {
    throw io.interrupted.aborted ? new CliError('interrupted', 'Interrupted.') : error
  }
}

interface Called<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The answer of a call; a refusal is thrown, with the API's own code and words, and what the caller's side can do. */
export async function answered<T>(call: Promise<Called<T>>, side: Side = 'operators'): Promise<T> {
  const { data, error, response } = await call.catch((error: unknown) => {
    throw error instanceof SyntaxError ? notTheApi() : error
  })
  if (data !== undefined) return data
  throw refusal(response, error, side)
}

const notTheApi = (): CliError =>
  new CliError('unreachable', 'What answered is not the API of a Customer Lockbox that this command knows.', {
    advice: 'Check the address, and use the command of the same release as the deployment.',
  })

function refusal(response: Response, error: unknown, side: Side): CliError {
  const problem = problemOf(error)
  if (response.status === 401)
    return new CliError('notSignedIn', problem?.detail ?? 'The deployment does not take this token.', {
      ...(problem && { problem }),
      advice: `Run "lockbox login${side === 'customers' ? ' --customer' : ''}", or check LOCKBOX_TOKEN.`,
    })
  if (problem) return new CliError('refused', problem.detail, { problem, ...adviceOf(problem, side) })
  return new CliError('refused', `The API answered ${response.status}.`, {
    advice:
      response.status === 429 ? 'Too many calls at once: wait a second.' : 'Try again; if it stays, tell the vendor.',
  })
}

/** The commands' own way of doing what the refusal's detail says in general. */
function adviceOf({ code, requestId }: Problem, side: Side): { readonly advice?: string } {
  if (code === 'RequestAlreadyOpen' && typeof requestId === 'string')
    return { advice: `See it: lockbox request show ${requestId}\nTake it back: lockbox request cancel ${requestId}` }
  if (code === 'NotYetRecorded') return { advice: 'Wait a second, then run the same command again.' }
  if (code === 'NoGrant') return { advice: 'What is open to you: lockbox request list --state Approved' }
  if (code === 'NotFound')
    return {
      advice:
        side === 'customers'
          ? "Your organisation's are in: lockbox audit requests"
          : 'Yours are in: lockbox request list',
    }
  if (code === 'Forbidden') return { advice: 'Who you are signed in as: lockbox whoami' }
  return {}
}

function problemOf(error: unknown): Problem | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, detail } = error as { readonly code?: unknown; readonly detail?: unknown }
  return typeof code === 'string' && typeof detail === 'string' ? (error as Problem) : undefined
}
