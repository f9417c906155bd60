import type { components } from '../../contract/client.ts'
import { answered } from '../api.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { requestCard, requestsTable } from '../tables.ts'
import type { LockboxRequest } from '../words.ts'

type StartRequest = components['schemas']['StartRequest']

export interface StartOptions {
  readonly tenant: string
  readonly environment: string
  readonly service: string
  readonly reason: StartRequest['reason']['type']
  readonly detail: string
  readonly ticket?: string
  readonly level?: 'read' | 'write'
  readonly period?: string
  readonly operator?: { readonly name: string; readonly email: string }
  readonly operatorId?: string
  readonly key?: string
  /** Id of one's own open grant, to go on from. */
  readonly extends?: string
}

/** Starts a request; gives it, or nothing where lockbox does not govern the ask. */
export async function start(session: Session, options: StartOptions): Promise<LockboxRequest | undefined> {
  const { operator, key } = options
  const api = await session.api('operators')
  const answer = await answered(
    api.POST('/requests', {
      ...(key && { params: { header: { 'Idempotency-Key': key } } }),
      body: {
        tenantId: options.tenant,
        environmentId: options.environment,
        service: options.service,
        reason: { type: options.reason, detail: options.detail },
        ...(options.ticket && { supportTicket: options.ticket }),
        ...(options.level && { accessLevel: options.level }),
        ...(options.period && { accessPeriod: options.period }),
        ...(options.extends && { extends: options.extends }),
        ...(operator && { operator: { id: options.operatorId ?? operator.email, ...operator } }),
      },
    }),
  )
  if ('basis' in answer) {
    await print(
      session,
      answer,
      () => `No approval is required: ${notRequired[answer.basis]} That you asked is in the customer's audit trail.`,
    )
    return undefined
  }
  await print(
    session,
    answer,
    () => `${requestCard(answer, session.io.now())}\n\nFollow it: lockbox request watch ${answer.id}`,
  )
  return answer
}

export const notRequired = {
  PolicyOff: 'the customer has switched its lockbox policy off.',
  EnvironmentNotManaged: 'the customer has taken this environment out of its lockbox policy.',
  ServiceNotCovered: 'lockbox does not cover this service.',
} as const

export interface ExtendOptions extends Pick<StartOptions, 'detail' | 'period' | 'operator' | 'operatorId' | 'key'> {}

/** Asks for more time: the same access as an open grant gives, by a request that names it. */
export async function extend(
  session: Session,
  id: string,
  options: ExtendOptions,
): Promise<LockboxRequest | undefined> {
  const api = await session.api('operators')
  const former = await answered(api.GET('/requests/{id}', { params: { path: { id } } }))
  if (!former.granted)
    throw new CliError(
      'refused',
      `Nothing is open by ${id}, so there is nothing to go on from: it is ${former.display}.`,
      {
        advice: 'Ask anew: lockbox request start --help',
      },
    )
  return start(session, {
    tenant: former.tenantId,
    environment: former.environmentId,
    service: former.service,
    reason: former.reason.type,
    ...(former.supportTicket && { ticket: former.supportTicket }),
    level: former.granted.accessLevel,
    ...options,
    extends: id,
  })
}

/** Mails the approvers of a waiting request again. */
export async function remind(session: Session, id: string): Promise<void> {
  const api = await session.api('operators')
  const answer = await answered(api.POST('/requests/{id}/remind', { params: { path: { id } } }))
  await print(session, answer, () => 'The approvers are mailed again. You can remind them once an hour.')
}

export interface ListOptions {
  readonly tenant?: string
  readonly state?: components['schemas']['RequestState']
  readonly ticket?: string
  readonly limit: number
}

export async function list(session: Session, options: ListOptions): Promise<void> {
  const api = await session.api('operators')
  const items: LockboxRequest[] = []
  let cursor: string | undefined
  do {
    const page = await answered(
      api.GET('/requests', {
        params: {
          query: {
            ...(options.tenant && { tenantId: options.tenant }),
            ...(options.state && { state: options.state }),
            ...(options.ticket && { supportTicket: options.ticket }),
            ...(cursor && { cursor }),
          },
        },
      }),
    )
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor && items.length < options.limit)
  const shown = items.slice(0, options.limit)
  const more = cursor !== undefined || items.length > shown.length
  await print(session, { items: shown, more }, () =>
    shown.length > 0 ? requestsTable(shown) : 'No requests. Ask for access with: lockbox request start --help',
  )
  if (more && !session.json) await line(session.io.err, `There are more: raise --limit, now ${options.limit}.`)
}

export async function show(session: Session, id: string): Promise<void> {
  const api = await session.api('operators')
  const request = await answered(api.GET('/requests/{id}', { params: { path: { id } } }))
  await print(session, request, () => requestCard(request, session.io.now()))
}

/** `cancel` and `end` differ in what they may do, which the API knows. */
export async function close(session: Session, verb: 'cancel' | 'end', id: string, reason?: string): Promise<void> {
  const api = await session.api('operators')
  const request = await answered(
    api.POST(verb === 'cancel' ? '/requests/{id}/cancel' : '/requests/{id}/end', {
      params: { path: { id } },
      ...(reason && { body: { reason } }),
    }),
  )
  await print(session, request, () => requestCard(request, session.io.now()))
}

export async function comment(session: Session, id: string, text: string): Promise<void> {
  if (text.trim() === '') throw new CliError('usage', 'The comment is empty.')
  const api = await session.api('operators')
  const answer = await answered(api.POST('/requests/{id}/comments', { params: { path: { id } }, body: { text } }))
  await print(session, answer, () => 'Your comment is on the request; the approvers get it by mail.')
}
