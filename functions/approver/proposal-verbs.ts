import { unwrap } from '../domain/problems.ts'
import type { HttpVerb } from '../runtime/http.ts'
import { signedIn } from './caller.ts'
import { acceptProposed, seeProposal, stopProposal } from './proposal.ts'
import { facts, issuer, logger, ports } from './wiring.ts'

const getProposal: HttpVerb = async (event) => ({
  status: 200,
  body: unwrap(await seeProposal(signedIn(event, issuer), ports.table)),
})

const postStop: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const body = unwrap(await stopProposal(caller, ports))
  logger.info('proposal stopped', { tenantId: caller.tenantId })
  return { status: 200, body }
}

const postAccept: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const body = unwrap(await acceptProposed(caller, facts, ports))
  logger.info('proposal accepted', { tenantId: caller.tenantId, version: body.version })
  return { status: 200, body }
}

/** An approver whom the vendor proposes: seen and stopped by the listed, accepted by the proposed. */
export const proposalVerbs: Readonly<Record<string, HttpVerb>> = {
  'GET /tenant/proposal': getProposal,
  'POST /tenant/proposal/stop': postStop,
  'POST /tenant/proposal/accept': postAccept,
}
