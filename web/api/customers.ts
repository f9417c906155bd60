import type {
  AuditExport,
  AuditPage,
  Comment,
  Environment,
  Environments,
  PageOf,
  Proposal,
  Receipt,
  Revoked,
  Settings,
  SettingsBody,
  TenantRequest,
  TenantRequestDetail,
} from './answers.ts'
import { call, part } from './call.ts'

// The customers' side of the API, one function a call.

const get = <T>(path: string, query?: Record<string, string | undefined>, signal?: AbortSignal) =>
  call<T>('customers', { path, ...(query && { query }), ...(signal && { signal }) })
const post = <T>(path: string, body?: unknown) => call<T>('customers', { method: 'POST', path, body })
const put = <T>(path: string, body: unknown) => call<T>('customers', { method: 'PUT', path, body })
const request = (id: string) => `/tenant/requests/${part(id)}`

export interface RequestFilter {
  readonly state?: string
  readonly environmentId?: string
  readonly operator?: string
  readonly supportTicket?: string
  readonly from?: string
  readonly to?: string
}
export interface AuditFilter {
  readonly from?: string
  readonly to?: string
  readonly actor?: string
  readonly type?: string
  readonly environmentId?: string
  readonly requestId?: string
  readonly supportTicket?: string
}
export interface Decision {
  readonly decision: 'approve' | 'deny'
  readonly digest: string
  readonly accessLevel?: 'read' | 'write'
  readonly accessPeriod?: string
  readonly reason?: string
}

export const listRequests = (filter: RequestFilter, cursor?: string) =>
  get<PageOf<TenantRequest>>('/tenant/requests', { ...filter, limit: '25', cursor })
export const getRequest = (id: string) => get<TenantRequestDetail>(request(id))
export const decide = (id: string, decision: Decision) => post<TenantRequest>(`${request(id)}/decision`, decision)
export const revoke = (id: string, body: { reason?: string; only?: 'this' }) =>
  post<Revoked>(`${request(id)}/revoke`, body)
export const acknowledge = (id: string) => post<TenantRequest>(`${request(id)}/acknowledge`, {})
export const resendMails = (id: string, approverIds?: readonly string[]) =>
  post<unknown>(`${request(id)}/mails`, approverIds ? { approverIds } : {})
export const addComment = (id: string, text: string) => post<Comment>(`${request(id)}/comments`, { text })
export const startDrill = () => post<TenantRequest>('/tenant/drills', {})

export const getSettings = () => get<Settings>('/tenant/settings')
export const putSettings = (body: SettingsBody) => put<Settings>('/tenant/settings', body)
export const sendCode = (id: string) => post<unknown>(`/tenant/approvers/${part(id)}/code`)
export const confirmApprover = (id: string, code: string) =>
  post<Settings>(`/tenant/approvers/${part(id)}/confirm`, { code })

export const getEnvironments = () => get<Environments>('/tenant/environments')
export const putEnvironment = ({ environmentId, version }: Environment, managed: boolean) =>
  put<Environment>(`/tenant/environments/${part(environmentId)}`, { managed, version })
/** Emergency access to it is possible again. */
export const liftBrake = (environmentId: string) =>
  post<unknown>(`/tenant/environments/${part(environmentId)}/emergency-access`, {})

export const getProposal = () => get<Proposal>('/tenant/proposal')
export const stopProposal = () => post<Proposal>('/tenant/proposal/stop')
export const acceptProposal = () => post<Settings>('/tenant/proposal/accept')

export const getReceipt = (id: string) => get<Receipt>(`/audit/receipts/${part(id)}`)
export const getAudit = (filter: AuditFilter, limit: number, cursor?: string, signal?: AbortSignal) =>
  get<AuditPage>('/audit', { ...filter, limit: String(limit), cursor }, signal)
/** Begins an export of the whole ledger. */
export const startExport = (signal: AbortSignal) =>
  call<AuditExport>('customers', { method: 'POST', path: '/audit/exports', signal })
export const getExport = (id: string, signal: AbortSignal) => get<AuditExport>(`/audit/exports/${part(id)}`, {}, signal)
