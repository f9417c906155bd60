import type { JSONWebKeySet } from 'jose'
import * as v from 'valibot'

/** How a data service keeps its door. */
export interface GuardOptions {
  /** The lockbox's public URL, which is the `iss` of its tokens. */
  readonly issuer: string
  /** This service's id in the vendor's catalogue: its tokens' `aud` is `lockbox/<service>`. */
  readonly service: string
  /** Where the public keys are, or the keys. Keys that a token brings along are never used. @default `<issuer>/.well-known/jwks.json` */
  readonly keys?: string | JSONWebKeySet
  /** Seconds that the clocks of lockbox and service may differ by, at most 60. @default 5 */
  readonly clockTolerance?: number
  /** Asks the lockbox at each call, so that a revocation works at once. @default - a revocation works within a token's five minutes */
  readonly check?: CheckOptions
  /** @default - the platform's */
  readonly fetch?: typeof fetch
  /** Milliseconds since the epoch. @default - the platform's clock */
  readonly now?: () => number
}

/** How the lockbox is asked: with this service's own machine client, which has the scope `lockbox/check`. */
export interface CheckOptions {
  /** @default `<issuer>/access/check` */
  readonly url?: string
  /** Token endpoint of the operators' issuer. */
  readonly tokenUrl: string
  readonly clientId: string
  /** The secret, or how to get it: it is asked for when a token is needed, and not kept. */
  readonly clientSecret: string | (() => Promise<string>)
  /** @default `lockbox/check` */
  readonly scope?: string
  /** Milliseconds that check and token may take together; whoever waited longer is refused. @default 2000 */
  readonly timeout?: number
  /**
   * What becomes of a call without an access token. `ask`: the check decides whether lockbox governs what is asked for
   * (its policy is off, the environment not managed, the service not covered); a grant needs a token all the same.
   * @default 'refuse'
   */
  readonly withoutToken?: 'refuse' | 'ask'
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)$/

const url = (what: string) =>
  v.pipe(
    v.string(`${what}: give a URL`),
    v.check((text) => {
      const parsed = URL.parse(text)
      return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopback.test(parsed.hostname))
    }, `${what}: give an https URL`),
  )
const text = (what: string) => v.pipe(v.string(`${what}: give a text`), v.nonEmpty(`${what}: must not be empty`))
const whole = (what: string, least: number, most: number) => {
  const range = `${what}: a whole number from ${least} to ${most}`
  return v.pipe(v.number(range), v.integer(range), v.minValue(least, range), v.maxValue(most, range))
}

const keySet = v.looseObject(
  { keys: v.pipe(v.array(v.looseObject({ kid: text('keys: kid of each key') })), v.nonEmpty('keys: at least one')) },
  'keys: a URL, or a JWK set',
)

const entries = {
  issuer: v.pipe(
    url('issuer'),
    v.check(
      (given) => !given.endsWith('/'),
      'issuer: the public URL as the lockbox has it, without a slash at its end',
    ),
  ),
  service: v.pipe(text('service'), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'service: an id of the catalogue')),
  keys: v.optional(v.union([url('keys'), keySet], 'keys: an https URL, or a JWK set whose keys have a kid')),
  clockTolerance: v.optional(whole('clockTolerance', 0, 60), 5),
  check: v.optional(
    v.strictObject({
      url: v.optional(url('check.url')),
      tokenUrl: url('check.tokenUrl'),
      clientId: text('check.clientId'),
      clientSecret: v.union([text('check.clientSecret'), v.function()], 'check.clientSecret: a text, or a function'),
      scope: v.optional(text('check.scope'), 'lockbox/check'),
      timeout: v.optional(whole('check.timeout', 50, 20_000), 2000),
      withoutToken: v.optional(v.picklist(['refuse', 'ask'], "check.withoutToken: 'refuse' or 'ask'"), 'refuse'),
    }),
  ),
  fetch: v.optional(v.function('fetch: a function')),
  now: v.optional(v.function('now: a function')),
}

/** Options with their defaults filled in. */
export interface CheckedOptions {
  readonly issuer: string
  readonly service: string
  readonly keys: string | JSONWebKeySet
  readonly clockTolerance: number
  readonly check?: Required<CheckOptions>
  readonly fetch: typeof fetch
  readonly now: () => number
}

/** Checks options when a guard is made: a typo is an error there, and not a door that stands open. */
export function checkedOptions(options: GuardOptions): CheckedOptions {
  const result = v.safeParse(v.strictObject(entries), options)
  if (!result.success)
    throw new TypeError(
      `The guard's options are not valid: ${result.issues
        .map((issue) =>
          issue.expected === 'never' ? `${v.getDotPath(issue)}: there is no such option` : issue.message,
        )
        .join('; ')}`,
    )
  const { issuer, service, clockTolerance, check } = result.output
  return {
    issuer,
    service,
    keys: options.keys ?? `${issuer}/.well-known/jwks.json`,
    clockTolerance,
    ...(check &&
      options.check && {
        check: { ...check, clientSecret: options.check.clientSecret, url: check.url ?? `${issuer}/access/check` },
      }),
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
  }
}
