import { type CheckAnswer, checker } from './check.ts'
import { type CheckedOptions, checkedOptions, type GuardOptions } from './options.ts'
import { AccessRefused } from './refusal.ts'
import { type TokenClaims, tokenVerifier } from './token.ts'

export type Level = 'read' | 'write'

/** Who calls, as the data service itself has authenticated them: a person by their operator id, or a machine's client. */
export type Caller = { readonly operator: string } | { readonly client: string }

/** What somebody wants to do. */
export interface Access {
  /** The lockbox's access token, as it was sent. */
  readonly token: string | undefined
  readonly caller: Caller
  readonly tenant: string
  readonly environment: string
  /** @default 'read' */
  readonly level?: Level
  /** Names for the customer's record, sent with the check; no customer content. */
  readonly action?: string
  readonly resource?: string
}

/** Why somebody is let in. */
export interface Grant {
  /** `AccessToken`, or what the check based its answer on. */
  readonly basis: string
  readonly operator: string
  /** The machine that acts for the operator. */
  readonly client?: string
  readonly tenant: string
  readonly environment: string
  readonly level: Level
  /** Missing where lockbox does not govern what is asked for. */
  readonly request?: string
  /** RFC 3339. */
  readonly until?: string
}

/** Lets a call in, or throws `AccessRefused`. */
export type Guard = (access: Access) => Promise<Grant>

/** Bases on which the check allows what no grant is needed for. */
const notGoverned: readonly string[] = ['PolicyOff', 'EnvironmentNotManaged', 'ServiceNotCovered']

/** The guard of one data service. Knows no framework; `middy.ts` has it as a middleware. */
export function guard(options: GuardOptions): Guard {
  const checked = checkedOptions(options)
  const verify = tokenVerifier(checked)
  const ask = checked.check && checker(checked.check, checked)

  return async (access) => {
    const { token, level = 'read' } = access
    if (!token) return ungoverned(access, level, checked, ask)
    const claims = await verify(token)
    bind(claims, access, level)
    const answer = await ask?.(questionOf(access, claims.sub, level))
    return grantOf(claims, level, answer)
  }
}

/** A token lets in whom it was given to, to what it was given for; nobody else, and nowhere else. */
function bind(claims: TokenClaims, { caller, tenant, environment }: Access, level: Level): void {
  if (!isShownBy(claims, caller))
    throw new AccessRefused('WrongCaller', 'This access token was given to somebody else. Get one of your own.')
  if (claims.tenant !== tenant)
    throw new AccessRefused('WrongTenant', 'This access token is for another tenant. Ask for access to this one.')
  if (claims.environment !== environment)
    throw new AccessRefused(
      'WrongEnvironment',
      'This access token is for another environment. Ask for access to this one.',
    )
  if (level === 'write' && claims.level !== 'write')
    throw new AccessRefused('LevelTooLow', 'This access token is for reading only. Ask for access with level "write".')
}

/** A token that a machine asked for is shown by that machine, any other one by its operator in person. */
const isShownBy = ({ sub, act }: TokenClaims, caller: Caller): boolean =>
  act
    ? 'client' in caller && caller.client === act.sub
    : 'operator' in caller && caller.operator.toLowerCase() === sub.toLowerCase()

/** Without a token only what lockbox does not govern, where the service wants that asked. */
async function ungoverned(
  access: Access,
  level: Level,
  { check }: CheckedOptions,
  ask: ((question: ReturnType<typeof questionOf>) => Promise<CheckAnswer>) | undefined,
): Promise<Grant> {
  const missing = () =>
    new AccessRefused('AccessTokenMissing', 'Send the access token of an open grant. Without a grant, ask for access.')
  const { caller, tenant, environment } = access
  if (!ask || check?.withoutToken !== 'ask' || !('operator' in caller)) throw missing()
  const { basis } = await ask(questionOf(access, caller.operator, level))
  if (!notGoverned.includes(basis)) throw missing()
  return { basis, operator: caller.operator, tenant, environment, level }
}

const questionOf = ({ tenant, environment, action, resource }: Access, operator: string, accessLevel: Level) => ({
  operator,
  tenantId: tenant,
  environmentId: environment,
  accessLevel,
  ...(action && { action }),
  ...(resource && { resource }),
})

/** What the check let in counts, where it was asked: a token may be of another grant than the one that is open now. */
const grantOf = (claims: TokenClaims, asked: Level, answer: CheckAnswer | undefined): Grant => {
  const request = answer ? answer.requestId : claims.request
  return {
    basis: answer?.basis ?? 'AccessToken',
    operator: claims.sub,
    ...(claims.act && { client: claims.act.sub }),
    tenant: claims.tenant,
    environment: claims.environment,
    level: answer ? asked : claims.level,
    ...(request && { request }),
    until: answer?.until ?? new Date(claims.exp * 1000).toISOString(),
  }
}
