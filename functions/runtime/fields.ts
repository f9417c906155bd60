import * as v from 'valibot'
import { fitsKey, nameForm, parseRequestId, tenantForm, ulidForm } from '../domain/ids.ts'
import { hasForbiddenCharacters } from '../domain/plain-text.ts'
import { durationForm, type Instant, instant, parseDuration, type Seconds } from '../domain/time.ts'

// What a check decides by code, the OpenAPI document says as a `pattern`: metadata, which costs nothing at run time.

/** No control characters. The other invisible ones only the check knows: a pattern of them all would say nothing to a reader. */
const visible = {
  line: '^[^\\u0000-\\u001F\\u007F-\\u009F]+$',
  paragraph: '^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]+$',
}

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
    v.metadata({ pattern: multiline ? visible.paragraph : visible.line }),
  )

/** One line that may appear in a mail: between 1 and `max` visible characters. */
export const line = (max: number) => visibleText(max, false)

/** Text of several lines, e.g. a reason. */
export const paragraph = (max: number) => visibleText(max, true)

export const email = v.pipe(line(254), v.rfcEmail('must be an e-mail address'), v.toLowerCase())

export const tenantId = v.pipe(
  v.string(),
  v.regex(tenantForm, 'must be a tenant id: a-z, 0-9 and -, at most 40 characters'),
)

/** Id of an environment or a service. */
export const name = v.pipe(v.string(), v.regex(nameForm, 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -'))

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
    v.metadata({ pattern: durationForm.source, description: 'ISO 8601 duration, for example PT4H' }),
    v.transform((text) => parseDuration(text) ?? -1),
    v.check((seconds) => seconds >= 60, 'must be an ISO 8601 duration such as PT4H, at least PT1M'),
    v.check((seconds) => seconds <= max, 'is longer than this deployment allows'),
  )

const utc = 'must be a time in UTC such as 2026-11-23T08:00:00Z, not before 1970'

/** Of a query: RFC 3339 in UTC. Nothing here is older than Unix time, in which ULIDs count. */
export const utcTime = v.pipe(
  v.string(),
  v.regex(/^(?:19[789]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, utc),
  v.check((text) => Number.isFinite(Date.parse(text)), utc),
  v.metadata({ format: 'date-time' }),
  v.transform((text): Instant => instant(Date.parse(text))),
)

/** Of a query: how many entries a page has at most. */
export const limitUpTo = (most: number) => {
  const limit = `must be a number from 1 to ${most}`
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,3}$/, limit),
    v.metadata({ type: 'integer', minimum: 1, maximum: most }),
    v.transform(Number),
    v.minValue(1, limit),
    v.maxValue(most, limit),
  )
}
export const pageLimit = limitUpTo(100)

/** Whether the platform knows the IANA zone. */
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** IANA name. */
export const timeZone = v.pipe(
  v.string(),
  v.maxLength(64, 'must be an IANA time zone such as Europe/Zurich'),
  v.check(isTimeZone, 'must be an IANA time zone such as Europe/Zurich'),
  v.metadata({ description: 'IANA name, for example Europe/Zurich' }),
)

/** Id of somebody on a list. */
export const ulid = v.pipe(v.string(), v.regex(ulidForm, 'must be a ULID: 26 characters of Crockford base 32'))

const request = 'must be the id of a request'

/** Id of a request, taken apart. */
export const requestKey = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]{1,40}\.[0-9A-HJKMNP-TV-Z]{26}$/, request),
  v.transform((text) => parseRequestId(text) ?? { tenantId: '', ulid: '' }),
)
