/** Why a call was refused. The code is the contract; whoever calls switches on it. */
export type RefusalCode =
  /** There is no access token. */
  | 'AccessTokenMissing'
  /** It is none, of another type, tampered with, or signed by a key that is not among the configured ones. */
  | 'AccessTokenInvalid'
  | 'AccessTokenExpired'
  | 'AccessTokenNotYetValid'
  /** It is for another data service. */
  | 'WrongService'
  | 'WrongTenant'
  | 'WrongEnvironment'
  /** It was given to somebody else. */
  | 'WrongCaller'
  | 'LevelTooLow'
  /** The check said no; `basis` says why. */
  | 'NotAllowed'
  /** Keys or check could not be asked, or did not answer as they should: nobody knows, so nobody gets in. */
  | 'NoAnswer'

const titles: Readonly<Record<RefusalCode, string>> = {
  AccessTokenMissing: 'An access token is needed',
  AccessTokenInvalid: 'The access token is not valid',
  AccessTokenExpired: 'The access token has expired',
  AccessTokenNotYetValid: 'The access token is not valid yet',
  WrongService: 'The access token is for another service',
  WrongTenant: 'The access token is for another tenant',
  WrongEnvironment: 'The access token is for another environment',
  WrongCaller: 'The access token is for somebody else',
  LevelTooLow: 'The access level is too low',
  NotAllowed: 'There is no access',
  NoAnswer: 'Access could not be checked',
}

/** 503 where another try may help, 403 everywhere else: who calls is known, and may not. */
const statusOf = (code: RefusalCode): 403 | 503 => (code === 'NoAnswer' ? 503 : 403)

/** RFC 9457. */
export interface ProblemJson {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  readonly detail: string
  readonly basis?: string
}

/** The call was refused. The detail is safe to show, and says what to do next; the cause is for the log. */
export class AccessRefused extends Error {
  readonly code: RefusalCode
  readonly status: 403 | 503
  readonly problem: ProblemJson

  constructor(code: RefusalCode, detail: string, more: { readonly basis?: string; readonly cause?: unknown } = {}) {
    super(`${code}: ${detail}`, { cause: more.cause })
    this.name = 'AccessRefused'
    this.code = code
    this.status = statusOf(code)
    this.problem = {
      type: 'about:blank',
      title: titles[code],
      status: this.status,
      code,
      detail,
      ...(more.basis && { basis: more.basis }),
    }
  }
}

/** `application/problem+json` of a refusal, for whatever answers HTTP. */
export const problemAnswer = ({ status, problem }: AccessRefused) => ({
  status,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 503 && { 'retry-after': '1' }),
  },
  body: JSON.stringify(problem),
})
