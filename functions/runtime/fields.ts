import * as v from 'valibot'
import { fitsKey, isName, isTenantId, isUlid } from '../domain/ids.ts'
import { hasForbiddenCharacters } from '../domain/plain-text.ts'
import { parseDuration, type Seconds } from '../domain/time.ts'

const visibleText = (max: number, multiline: boolean) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'must not be empty'),
    v.maxLength(max, `must have at most ${max} characters`),
    v.check(
      (text) => !hasForbiddenCharacters(text, { multiline }),
      'must not contain control, bidi or invisible characters',
    ),
  )

/** One line that may appear in a mail: between 1 and `max` visible characters. */
export const line = (max: number) => visibleText(max, false)

/** Text of several lines, e.g. a reason. */
export const paragraph = (max: number) => visibleText(max, true)

export const email = v.pipe(line(254), v.rfcEmail('must be an e-mail address'), v.toLowerCase())

export const tenantId = v.pipe(
  v.string(),
  v.check(isTenantId, 'must be a tenant id: a-z, 0-9 and -, at most 40 characters'),
)

/** Id of an environment or a service. */
export const name = v.pipe(v.string(), v.check(isName, 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -'))

/** Id of an operator, in lower case: free text, as long as a key has room for it. */
export const operatorId = v.pipe(
  line(254),
  v.toLowerCase(),
  v.check(fitsKey, 'is too long: at most 256 characters once it is percent-encoded'),
)

/** Seconds of an ISO 8601 duration, from a minute to `max`. */
export const period = (max: Seconds = Number.POSITIVE_INFINITY) =>
  v.pipe(
    v.string(),
    v.maxLength(40, 'must be an ISO 8601 duration such as PT4H'),
    v.transform((text) => parseDuration(text) ?? -1),
    v.check((seconds) => seconds >= 60, 'must be an ISO 8601 duration such as PT4H, at least PT1M'),
    v.check((seconds) => seconds <= max, 'is longer than this deployment allows'),
  )

/** Whether the platform knows the IANA zone. */
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const timeZone = v.pipe(
  v.string(),
  v.maxLength(64, 'must be an IANA time zone such as Europe/Zurich'),
  v.check(isTimeZone, 'must be an IANA time zone such as Europe/Zurich'),
)

export const ulid = v.pipe(v.string(), v.check(isUlid, 'must be a ULID: 26 characters of Crockford base 32'))
