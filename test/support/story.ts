import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiAnswer, api } from '../../infra/local/api.ts'
import { addApprover } from '../../infra/local/customer.ts'
import { type Answer, dial } from '../../infra/local/dial.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { type Mailbox, mailbox, type ReceivedMail } from '../../infra/local/inbox.ts'
import { sendForm, ticketIn } from '../../infra/local/link.ts'
import type { Target } from '../../infra/local/target.ts'
import { withCustomer } from './customers.ts'

/** Waits for a condition, not for a time; fails with what was seen last. */
export async function until<T>(look: () => Promise<T | undefined | false>, what: string, seconds = 30): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(150)) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > deadline) throw new Error(`did not happen within ${seconds} s: ${what}`)
  }
}

/** A tenant of one test's own: tests do not meet each other's requests, mails or counters. */
export interface OwnTenant {
  readonly id: string
  /** Addresses of its approvers, in the order in which they were added. */
  readonly approvers: readonly string[]
}

/** Link and code as an approver takes them out of the mail. */
export interface Ticket {
  readonly path: string
  readonly code: string
}

/** What operators, approvers and auditors do, against a deployment. */
export class Story {
  readonly target: Target
  readonly api: ReturnType<typeof api>
  readonly mails: Mailbox

  constructor(target: Target) {
    this.target = target
    this.api = api(target)
    this.mails = mailbox(target.inboxUrl)
  }

  /** Creates a tenant through the vendor's calls, with a managed environment `production`. */
  async tenant(approvers = 1): Promise<OwnTenant> {
    const id = `t-${randomBytes(5).toString('hex')}`
    const people = Array.from({ length: approvers }, (_, i) => ({
      name: `Approver ${i + 1}`,
      email: `approver${i + 1}@${id}.example`,
    }))
    const vendor = this.api.as('vendor-admin')
    const created = await vendor.put(`/tenants/${id}`, { name: `Tenant ${id}`, approver: people[0] })
    const environment = await vendor.put(`/tenants/${id}/environments/production`, { name: 'Production' })
    if (created.status !== 201 || environment.status !== 201) throw new Error(`${created.text} ${environment.text}`)
    for (const person of people.slice(1)) await addApprover(this.target, id, person)
    return { id, approvers: people.map(({ email }) => email) }
  }

  /** An auditor of this tenant, signed in. */
  async auditor(tenantId: string) {
    return (await withCustomer(this.target, tenantId, 'auditor')).as('auditor')
  }

  /** An approver of this tenant, signed in; the first one unless told otherwise. */
  approver(tenant: OwnTenant, n = 0) {
    return this.customer(tenant.id, tenant.approvers[n] ?? '')
  }

  /** Somebody of this tenant with an account, signed in; whether they are an approver is for the tenant's list to say. */
  async customer(tenantId: string, email: string) {
    return (await withCustomer(this.target, tenantId, 'approver', { email })).as('approver')
  }

  /** Starts a request as support tooling does. */
  start(
    tenantId: string,
    changes: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    return this.api.as('tooling').post(
      '/requests',
      {
        tenantId,
        environmentId: 'production',
        service: 'database',
        reason: { type: 'CustomerInitiatedSupport', detail: 'The import of yesterday failed.' },
        supportTicket: 'CASE-4711',
        operator: { id: 'otto@vendor.example', name: 'Otto Operator', email: 'otto@vendor.example' },
        ...changes,
      },
      headers,
    )
  }

  /** Starts, and waits for the mail to this approver. */
  async started(tenant: OwnTenant, changes: Record<string, unknown> = {}) {
    const answer = await this.start(tenant.id, changes)
    if (answer.status !== 201) throw new Error(`not started: ${answer.status} ${answer.text}`)
    const tickets = await Promise.all(tenant.approvers.map((to) => this.ticket(to, answer.body.id)))
    return { id: answer.body.id as string, request: answer.body, tickets, ticket: tickets[0] as Ticket }
  }

  /** Link and code out of the newest mail about this request to this address. */
  async ticket(to: string, requestId: string, newerThan = 0): Promise<Ticket> {
    const about = (mail: ReceivedMail) => mail.text.includes('/decide/') && mail.text.includes(requestId)
    const mails = await until(
      async () => {
        const fitting = (await this.mails.list(to)).filter(about)
        return fitting.length > newerThan && fitting
      },
      `mail ${newerThan + 1} about ${requestId} to ${to}`,
    )
    const { url, code } = ticketIn(mails.at(-1) as ReceivedMail)
    return { path: new URL(url).pathname, code }
  }

  /** Sends the form of the link page. */
  decide(ticket: Ticket, fields: Record<string, string> = {}): Promise<Answer> {
    return this.form(ticket.path, { code: ticket.code, decision: 'approve', ...fields })
  }

  form(path: string, fields: Record<string, string>): Promise<Answer> {
    return sendForm(new URL(path, this.target.apiUrl).href, fields)
  }

  page(path: string, method = 'GET'): Promise<Answer> {
    return dial(new URL(path, this.target.apiUrl), { method })
  }

  async request(id: string) {
    return (await this.api.as('tooling').get(`/requests/${id}`)).body
  }

  /** Waits until the request is in this state. */
  untilState(id: string, state: string, seconds = 30) {
    return until(
      async () => {
        const request = await this.request(id)
        return request.state === state && request
      },
      `${id} is ${state}`,
      seconds,
    )
  }

  /** Waits until the auditor's trail of the request contains these types, oldest first. */
  async untilRecorded(tenantId: string, requestId: string, types: readonly string[]) {
    const auditor = await this.auditor(tenantId)
    if (this.target.endpoint) await recordOutbox(this.target)
    return until(
      async () => {
        const { body } = await auditor.get(`/audit?requestId=${requestId}`)
        const events = [...(body.items ?? [])].reverse()
        const seen = events.map((item: { event: { type: string } }) => item.event.type)
        return types.every((type) => seen.includes(type)) && events
      },
      `${types.join(', ')} in the ledger of ${tenantId}`,
    )
  }
}
