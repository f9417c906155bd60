import { ProblemError } from '../domain/problems.ts'
import type { Principal } from '../runtime/auth.ts'
import type { ServiceClients } from '../runtime/env.ts'

/** Scope of data services. */
const scope = 'lockbox/check'

/** Whose client asks, and whether lockbox covers that service. */
export interface CallingService {
  readonly service: string
  readonly covered: boolean
}

/** By client id. */
export const servicesByClient = ({ covered, notCovered }: ServiceClients): ReadonlyMap<string, CallingService> =>
  new Map(
    [
      ...Object.entries(covered).map(([service, client]) => ({ service, client, covered: true })),
      ...Object.entries(notCovered).map(([service, client]) => ({ service, client, covered: false })),
    ].map(({ client, ...service }) => [client, service]),
  )

/** The data service that calls: a machine with the scope, whose client is one service's own. */
export function serviceOf(principal: Principal, services: ReadonlyMap<string, CallingService>): CallingService {
  const service = principal.kind === 'machine' ? services.get(principal.client) : undefined
  if (!principal.scopes.includes(scope) || principal.kind !== 'machine') return forbidden(`the scope "${scope}"`)
  return service ?? forbidden('a client that the configuration names for a service')
}

const forbidden = (needed: string): never => {
  throw new ProblemError({ code: 'Forbidden', detail: `This call needs a machine's token with ${needed}.` })
}
