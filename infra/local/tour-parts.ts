import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiAnswer, type ApiClient, api } from './api.ts'
import { dial } from './dial.ts'
import { wayTo } from './execution.ts'
import { mailbox, type ReceivedMail } from './inbox.ts'
import { sendForm, ticketIn } from './link.ts'
import type { Target, Who } from './target.ts'

/** Tells one thing that happened. */
export type Tell = (line: string) => void

interface Ask {
  readonly environmentId: string
  readonly service: string
  readonly accessLevel: 'read' | 'write'
  readonly ticket: string
  readonly detail: string
}

/** What the stories of the demo are made of: who does what, told as it happens. */
export function tourParts(target: Target, tell: Tell) {
  const mails = mailbox(target.inboxUrl)
  const tooling = api(target).as('tooling')
  const dataService = api({ ...target, apiUrl: target.sampleUrl }).as('tooling')
  const person = (who: Who) => target.people[who]
  const approvers = target.tenants[0]?.approvers ?? []

  /** Support tooling asks in the operator's name, as soon as nothing of an earlier demo is open. */
  const ask = async (wanted: Ask): Promise<string> => {
    const { name, email } = person('operator')
    tell(
      `Support tooling asks for ${name}: ${wanted.accessLevel} ${wanted.environmentId}/${wanted.service}, ${wanted.ticket}`,
    )
    const body = {
      tenantId: 'acme-bank',
      environmentId: wanted.environmentId,
      service: wanted.service,
      accessLevel: wanted.accessLevel,
      accessPeriod: 'PT1H',
      reason: { type: 'CustomerInitiatedSupport', detail: wanted.detail },
      supportTicket: wanted.ticket,
      operator: { id: email, name, email },
    }
    const start = () => tooling.post('/requests', body, { 'idempotency-key': randomUUID() })
    const first = await start()
    if (first.code === 'RequestAlreadyOpen') {
      tell('An earlier one is still open: it is canceled first')
      expected(await tooling.post(`/requests/${first.body.requestId}/cancel`))
    }
    const { body: request } = expected(first.code === 'RequestAlreadyOpen' ? await start() : first)
    tell(`→ ${request.id}: ${request.display}, until ${time(request.expiresAt)}`)
    return request.id
  }

  /** The approver reads the mail, opens the link, and sends the form with the code. */
  const decide = async (who: Who, requestId: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const { name, email } = person(who)
    const mail = await mails.waitFor(email, (m) => m.text.includes(requestId) && m.text.includes('/decide/'))
    tell(`${name} gets the mail "${mail.subject}", with a link and a code`)
    const ticket = ticketIn(mail)
    const page = await dial(ticket.url)
    tell(
      `The link shows the request and decides nothing: ${page.status}, ${Math.ceil(page.text.length / 1024)} KB without script`,
    )
    const answer = await sendForm(ticket.url, { code: ticket.code, ...fields })
    if (answer.status >= 300) throw new Error(`the link page answered ${answer.status}`)
    tell(`${name} types the code and says: ${Object.values(fields).join(', ')}`)
  }

  /** What the operator's side sees, by long-polling. */
  const outcome = async (requestId: string) => {
    const request = await settled(tooling, requestId)
    const by = (request.decided ?? request.closed)?.by?.name
    const granted = request.granted ? `, ${request.granted.accessLevel} until ${time(request.granted.accessUntil)}` : ''
    tell(`→ ${request.display}${by ? ` by ${by}` : ''}${granted}`)
  }

  /** Support tooling goes through the door: a token of the lockbox, shown to the data service. */
  const use = async (requestId: string, environmentId: string): Promise<string> => {
    const { body } = await onceRecorded(() => tooling.post(`/requests/${requestId}/access-token`))
    tell(`Support tooling gets an access token for ${body.audience}, until ${time(body.expiresAt)}`)
    const answer = expected(await show(body.token, environmentId))
    tell(`The data service checks it and answers: ${answer.body.items.length} customers of ${environmentId}`)
    return body.token
  }

  const show = (token: string, environmentId: string): Promise<ApiAnswer> =>
    dataService.get(`/tenants/acme-bank/environments/${environmentId}/customers`, { 'lockbox-access': token })

  /** The token lives for minutes still; the check knows at once. */
  const shutOut = async (token: string, environmentId: string): Promise<void> => {
    const { status, code, body } = await show(token, environmentId)
    if (status !== 403) throw new Error(`the data service answered ${status}, not 403`)
    tell(`With the same token the data service answers: ${status} ${code}, ${body.basis}`)
  }

  const resumed = async (requestId: string, ...states: readonly string[]) =>
    tell(`The workflow went: ${(await wayTo(target, requestId, states)).join(' → ')}`)

  const told = async (requestId: string, word: RegExp) => {
    const about = (mail: ReceivedMail) => mail.text.includes(requestId) && word.test(mail.subject)
    const everyone = ['operator' as const, ...approvers].map((who) => person(who).email)
    const [mail] = await Promise.all(everyone.map((to) => mails.waitFor(to, about)))
    tell(`Operator and approvers are told: "${mail?.subject}"`)
  }

  return { person, tooling, ask, decide, outcome, use, shutOut, resumed, told }
}

async function settled(client: ApiClient, id: string): Promise<ApiAnswer['body']> {
  for (let tries = 0; tries < 3; tries++) {
    const { body } = expected(await client.get(`/requests/${id}?wait=20`))
    if (body.state !== 'ActionNeeded') return body
  }
  throw new Error(`request ${id} still waits for a decision`)
}

/** The answer, unless it is a refusal that the story does not know. */
export function expected(answer: ApiAnswer): ApiAnswer {
  if (answer.status >= 300) throw new Error(`the API answered ${answer.status}: ${answer.body.detail ?? answer.text}`)
  return answer
}

/** As the demo shows times. */
export const time = (instant: string) => `${instant.slice(0, 16).replace('T', ' ')} UTC`

/** The answer, once the ledger has the grant that it needs. */
export async function onceRecorded(call: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await call()
    if (answer.code !== 'NotYetRecorded') return expected(answer)
    await sleep(200)
  }
  throw new Error('the ledger did not record it')
}
