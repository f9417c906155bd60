import * as v from 'valibot'
import type { CheckedOptions, CheckOptions } from './options.ts'
import { AccessRefused } from './refusal.ts'

/** What the lockbox is asked. */
export interface CheckQuestion {
  readonly operator: string
  readonly tenantId: string
  readonly environmentId: string
  readonly accessLevel: 'read' | 'write'
  readonly action?: string
  readonly resource?: string
}

const allowed = v.looseObject({
  allowed: v.literal(true),
  basis: v.string(),
  requestId: v.optional(v.string()),
  until: v.optional(v.string()),
})
const notAllowed = v.looseObject({ allowed: v.literal(false), basis: v.string() })
const answerSchema = v.variant('allowed', [allowed, notAllowed])

/** What the lockbox allows, and why. */
export type CheckAnswer = v.InferOutput<typeof allowed>

/** Asks the check; refuses when it says no, and when it does not say yes in time and in the right form. */
export function checker(
  options: Required<CheckOptions>,
  { fetch, now }: Pick<CheckedOptions, 'fetch' | 'now'>,
): (question: CheckQuestion) => Promise<CheckAnswer> {
  const machine = machineToken(options, { fetch, now })
  return async (question) => {
    const signal = AbortSignal.timeout(options.timeout)
    const answer = await asked(question, signal).catch((cause: unknown) => {
      throw new AccessRefused('NoAnswer', 'The lockbox could not be asked. Try again in a moment.', { cause })
    })
    if (answer.allowed) return answer
    throw new AccessRefused('NotAllowed', 'The lockbox does not allow this now. Look at the request.', {
      basis: answer.basis,
    })
  }

  async function asked(question: CheckQuestion, signal: AbortSignal) {
    const response = await fetch(options.url, {
      method: 'POST',
      signal,
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await within(machine.token(signal), signal)}`,
      },
      body: JSON.stringify(question),
    })
    // A token that was taken back would be sent again until it ends.
    if (response.status === 401) machine.forget()
    if (response.status !== 200) throw new Error(`the check answered ${response.status}`)
    return v.parse(answerSchema, await response.json())
  }
}

/** What somebody else waits for, such as a secret that is fetched, no longer than the signal allows. */
const within = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

const tokenSchema = v.looseObject({ access_token: v.pipe(v.string(), v.nonEmpty()), expires_in: v.number() })

/** Seconds before its end from which on a token is not used any more. */
const margin = 60

/** The service's own token, by client credentials (RFC 6749, 4.4): kept until it ends, because each one costs. */
function machineToken(
  { tokenUrl, clientId, clientSecret, scope }: Required<CheckOptions>,
  { fetch, now }: Pick<CheckedOptions, 'fetch' | 'now'>,
) {
  let held: { readonly token: string; readonly until: number } | undefined
  let pending: Promise<string> | undefined

  async function fetched(signal: AbortSignal): Promise<string> {
    const secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret()
    const credentials = [clientId, secret].map(encodeURIComponent).join(':')
    const asked = now()
    const response = await fetch(tokenUrl, {
      method: 'POST',
      signal,
      redirect: 'error',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
    })
    if (response.status !== 200) throw new Error(`the token endpoint answered ${response.status}`)
    const { access_token: token, expires_in: seconds } = v.parse(tokenSchema, await response.json())
    held = { token, until: asked + (seconds - margin) * 1000 }
    return token
  }

  return {
    token: async (signal: AbortSignal): Promise<string> => {
      if (held && now() < held.until) return held.token
      // Calls that come at once share one.
      pending ??= within(fetched(signal), signal).finally(() => {
        pending = undefined
      })
      return pending
    },
    forget: () => {
      held = undefined
    },
  }
}
