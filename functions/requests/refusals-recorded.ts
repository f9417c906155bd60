import type { Logger } from '@aws-lambda-powertools/logger'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ProblemError } from '../domain/problems.ts'
import { requestId } from '../domain/request.ts'
import type { HttpVerb } from '../runtime/http.ts'
import { type Refusal, type RefusalPorts, recordRefusal } from './record-refusal.ts'

/** Whoever calls, and the request of their own two sides that they name. */
export type Party = Pick<Refusal, 'request' | 'by'>

/**
 * A verb whose refusals are on the request's record. The caller gets the same answer whether that works or not. `partyOf`
 * throws, or gives undefined, for whoever is no party to the request that the call names: nobody writes into the ledger of
 * an organisation that they have nothing to do with.
 */
export const refusalsRecorded =
  (
    domain: Refusal['domain'],
    partyOf: (event: APIGatewayProxyEventV2) => Party | undefined,
    ports: RefusalPorts,
    logger: Logger,
  ) =>
  (verb: HttpVerb): HttpVerb =>
  async (event) => {
    try {
      return await verb(event)
    } catch (error) {
      if (error instanceof ProblemError) await recordQuietly(event, error)
      throw error
    }

    async function recordQuietly({ routeKey: call }: APIGatewayProxyEventV2, { problem }: ProblemError): Promise<void> {
      const party = orNone(() => partyOf(event))
      if (!party) return
      const about = { tenantId: party.request.tenantId, requestId: requestId(party.request), call, code: problem.code }
      try {
        const came = await recordRefusal({ ...party, domain, call, problem }, ports)
        if (came !== 'unrecorded') logger.info(`refusal ${came}`, about)
      } catch (error) {
        logger.error('refusal not recorded', { ...about, error: error as Error })
      }
    }
  }

/** A caller who is refused as such is no party. */
function orNone<T>(of: () => T): T | undefined {
  try {
    return of()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
