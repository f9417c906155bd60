import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { kmsCodes } from '../adapters/kms-codes.ts'
import { stateTable } from '../adapters/state/table.ts'
import { type LinkId, parseLinkId } from '../domain/links.ts'
import { type Problem, ProblemError } from '../domain/problems.ts'
import { requestId } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { httpHandler, originOf } from '../runtime/http.ts'
import type { HttpAnswer } from '../runtime/http-answer.ts'
import { loggerOf } from '../runtime/logger.ts'
import { statusOf } from '../runtime/problem-response.ts'
import { type PageContext, pageOf } from './answers.ts'
import { type Decided, decide } from './decide.ts'
import { formOf } from './form.ts'
import { freshMail } from './fresh-mail.ts'
import { pageHeaders } from './headers.ts'
import { type LinkState, linkNow } from './link-state.ts'
import { problemPage } from './page.ts'
import { stop } from './stop.ts'
import type { FormState } from './views.ts'

const facts = deploymentFacts()
const publicUrl = required(env.publicUrl)
const headers = pageHeaders(facts.vendor)
const vendorDomains = facts.vendor.emailDomains
const logger = loggerOf('link')
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  codes: kmsCodes(required(env.linkKey)),
  clock,
  random,
}

const answer = (state: LinkState, context: Omit<PageContext, 'facts' | 'publicUrl' | 'now'> = {}): HttpAnswer => ({
  ...pageOf(state, { facts, publicUrl, now: clock.now(), ...context }),
  headers,
})

/** GET and HEAD: shows. Whatever fetches a link changes nothing. */
async function show(event: APIGatewayProxyEventV2, id: LinkId): Promise<HttpAnswer> {
  const state = await linkNow(id, vendorDomains, ports)
  const choice = event.queryStringParameters?.choice
  return answer(state, { form: choice === 'approve' || choice === 'deny' ? { choice } : {} })
}

/** POST: decides or stops, by the code. */
async function send(event: APIGatewayProxyEventV2, id: LinkId): Promise<HttpAnswer> {
  const origin = originOf(event)
  const form = formOf(event)
  if (form.kind === 'fresh-mail') return answer(await freshMail(id, origin, vendorDomains, ports))
  const { code, reason } = form
  const why = reason === '' ? {} : { reason }
  if (form.kind === 'stop') return sent(id, await stop(id, { code, ...why }, origin, vendorDomains, ports), why)
  const { decision, accessLevel, accessPeriod } = form
  const grant = { ...(accessLevel && { accessLevel }), ...(accessPeriod !== undefined && { accessPeriod }) }
  const decided = await decide(id, { decision, code, ...grant, ...why }, origin, vendorDomains, ports)
  return sent(id, decided, { choice: decision, ...grant, ...why })
}

/** The page after a form, with what was chosen when the form comes back. */
function sent(id: LinkId, { state, problem, mine, closed }: Decided, form: FormState): HttpAnswer {
  const { tenantId } = id.request
  logger.info('form sent', { tenantId, requestId: requestId(id.request), done: mine === true, code: problem?.code })
  return answer(state, { form, ...(problem && { problem }), ...(mine && { mine }), ...(closed && { closed }) })
}

/** Every answer to a browser is a page, refusals and failures too. */
const asPage =
  (verb: (event: APIGatewayProxyEventV2, id: LinkId) => Promise<HttpAnswer>) =>
  async (event: APIGatewayProxyEventV2): Promise<HttpAnswer> => {
    try {
      const id = parseLinkId(event.pathParameters?.linkId ?? '')
      return id ? await verb(event, id) : answer({ kind: 'unknown' })
    } catch (error) {
      const problem = problemOf(error)
      const frame = { vendor: facts.vendor, publicUrl }
      return { status: statusOf(problem), headers, body: problemPage(frame, problem, true) }
    }
  }

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  logger.error('unexpected error', { error: error as Error })
  return { code: 'InternalError', detail: 'Something went wrong on our side. Nothing was decided; try again.' }
}

export const handler = httpHandler(
  {
    'GET /decide/{linkId}': asPage(show),
    'HEAD /decide/{linkId}': async (event) => ({ ...(await asPage(show)(event)), body: '' }),
    'POST /decide/{linkId}': asPage(send),
  },
  logger,
)
