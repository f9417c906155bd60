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

/** The deployment's API, with the caller's token. */
export async function apiOf(url: string, side: Side, io: Io, scope?: Scope): Promise<Api> {
  const { token } = await accessTo(url, side, io, scope)
  return createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request) =>
      reach(url, async () => {
        try {
          return await io.fetch(request, { signal: AbortSignal.any([io.interrupted, AbortSignal.timeout(patienceMs)]) })
        } catch (error) {
          throw io.interrupted.aborted ? new CliError('interrupted', 'Interrupted.') : error
        }
      }),
  })
}

interface Called<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The answer of a call; a refusal is thrown, with the API's own code and words. */
export async function answered<T>(call: Promise<Called<T>>): Promise<T> {
  const { data, error, response } = await call
  if (data !== undefined) return data
  throw refusal(response, error)
}

function refusal(response: Response, error: unknown): CliError {
  const problem = problemOf(error)
  if (response.status === 401)
    return new CliError('notSignedIn', problem?.detail ?? 'The deployment does not take this token.', {
      ...(problem && { problem }),
      advice: 'Run "lockbox login", for customers "lockbox login --customer", or check LOCKBOX_TOKEN.',
    })
  if (problem) return new CliError('refused', problem.detail, { problem, ...adviceOf(problem) })
  return new CliError('refused', `The API answered ${response.status}.`, {
    advice:
      response.status === 429 ? 'Too many calls at once: wait a second.' : 'Try again; if it stays, tell the vendor.',
  })
}

/** The commands' own way of doing what the refusal's detail says in general. */
function adviceOf({ code, requestId }: Problem): { readonly advice?: string } {
  if (code === 'RequestAlreadyOpen' && typeof requestId === 'string')
    return { advice: `See it: lockbox request show ${requestId}\nTake it back: lockbox request cancel ${requestId}` }
  if (code === 'NotYetRecorded') return { advice: 'Wait a second, then run the same command again.' }
  if (code === 'NoGrant') return { advice: 'What is open to you: lockbox request list --state Approved' }
  if (code === 'NotFound') return { advice: 'Yours are in: lockbox request list' }
  if (code === 'Forbidden') return { advice: 'Who you are signed in as: lockbox whoami' }
  return {}
}

function problemOf(error: unknown): Problem | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, detail } = error as { readonly code?: unknown; readonly detail?: unknown }
  return typeof code === 'string' && typeof detail === 'string' ? (error as Problem) : undefined
}
