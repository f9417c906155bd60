import { done, type Outcome, refused } from './problems.ts'
import type { AccessRequest, Operator, RequestKey } from './request.ts'
import type { Instant } from './time.ts'
import { isOpenGrant, noSuchRequest } from './transitions.ts'

/** What is asked for, as far as it matters to whether it goes on from a grant. */
interface Asked {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly operator: Operator
  readonly extends?: RequestKey
}

/**
 * Whether more time may be asked for in the name of a former grant: the operator's own, still open, for the same
 * environment and service. Somebody else's looks like none. The former grant ends when it would have ended anyway.
 */
export function mayExtend(ask: Asked, former: AccessRequest | undefined, now: Instant): Outcome<undefined> {
  if (!ask.extends) return done(undefined)
  const { operator } = ask
  const own =
    former?.tenantId === ask.tenantId &&
    former.operator.id === operator.id &&
    former.operator.client === operator.client &&
    !former.drill
  if (!own) return noSuchRequest
  if (former.environmentId !== ask.environmentId || former.service !== ask.service)
    return refused(
      'InvalidRequest',
      'More time is asked for the same environment and service. Leave "extends" out to ask for another.',
    )
  if (!isOpenGrant(former, now))
    return refused('NoGrant', 'The access that was to go on is over. Leave "extends" out to ask anew.')
  return done(undefined)
}
