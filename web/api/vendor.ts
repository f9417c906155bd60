import type {
  Comment,
  EmergencyBody,
  GrantsEnded,
  NotRequired,
  PageOf,
  Proposal,
  Receipt,
  Request,
  RequestWithComments,
  StartBody,
  VendorEnvironments,
} from './answers.ts'
import { call, part } from './call.ts'

// The vendor's side of the API, one function a call.

const get = <T>(path: string, query?: Record<string, string | undefined>) =>
  call<T>('operators', { path, ...(query && { query }) })
const post = <T>(path: string, body: unknown, headers?: Record<string, string>) =>
  call<T>('operators', { method: 'POST', path, body, ...(headers && { headers }) })
const put = <T>(path: string, body: unknown) => call<T>('operators', { method: 'PUT', path, body })

export interface RequestFilter {
  readonly tenantId?: string
  readonly state?: string
  readonly supportTicket?: string
}
export const listRequests = (filter: RequestFilter, cursor?: string) =>
  get<PageOf<Request>>('/requests', { ...filter, cursor })
export const getRequest = (id: string) => get<RequestWithComments>(`/requests/${part(id)}`)
export const getReceipt = (id: string) => get<Receipt>(`/requests/${part(id)}/receipt`)
/** The same key is the same request, however often it is sent. */
export const startRequest = (body: StartBody, idempotencyKey: string) =>
  post<Request | NotRequired>('/requests', body, { 'idempotency-key': idempotencyKey })
export const closeRequest = (id: string, verb: 'cancel' | 'end', reason?: string) =>
  post<Request>(`/requests/${part(id)}/${verb}`, reason ? { reason } : {})
export const startEmergency = (body: EmergencyBody) => post<Request | NotRequired>('/emergency-access', body)
export const remind = (id: string) => post<unknown>(`/requests/${part(id)}/remind`, {})
export const addComment = (id: string, text: string) => post<Comment>(`/requests/${part(id)}/comments`, { text })

export const listEnvironments = (tenantId: string) => get<VendorEnvironments>(`/tenants/${part(tenantId)}/environments`)
export const putTenant = (
  id: string,
  body: { name: string; timeZone: string; policy: 'on' | 'off'; approver: { name: string; email: string } },
) => put<{ tenantId: string; name: string }>(`/tenants/${part(id)}`, body)
export const putEnvironment = (tenantId: string, id: string, name: string) =>
  put<{ environmentId: string; name: string }>(`/tenants/${part(tenantId)}/environments/${part(id)}`, { name })
export const propose = (tenantId: string, body: { name: string; email: string; reason: string }) =>
  post<Proposal>(`/tenants/${part(tenantId)}/approver-proposal`, body)
export const endGrants = (operatorId: string, reason: string) =>
  post<GrantsEnded>(`/operators/${part(operatorId)}/end-grants`, { reason })
/** Assigns an environment to another tenant. */
export const migrate = (tenantId: string, environmentId: string, to: string) =>
  post<unknown>(`/tenants/${part(tenantId)}/environments/${part(environmentId)}/migration`, { tenantId: to })
