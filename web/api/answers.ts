import type { InferOutput } from 'valibot'
import type * as contract from '../../functions/contract/answers.ts'
import type * as audit from '../../functions/contract/audit-answers.ts'

// The API's answers, by the schemas that it is documented with: types only, so that none of the schemas is loaded here.

export type Request = InferOutput<typeof contract.requestAnswer>
export type RequestWithComments = InferOutput<typeof contract.requestWithCommentsAnswer>
export type NotRequired = InferOutput<typeof contract.notRequiredAnswer>
export type TenantRequest = InferOutput<typeof contract.tenantRequestAnswer>
export type TenantRequestDetail = InferOutput<typeof contract.tenantRequestDetailAnswer>
export type Comment = InferOutput<typeof contract.commentAnswer>
export type Step = InferOutput<typeof contract.stepAnswer>
export type Revoked = InferOutput<typeof contract.revokedAnswer>
export type Settings = InferOutput<typeof contract.settingsAnswer>
export type Environment = InferOutput<typeof contract.environmentAnswer>
export type Environments = InferOutput<typeof contract.environmentsAnswer>
export type Proposal = InferOutput<typeof contract.proposalAnswer>
export type AuditPage = InferOutput<typeof audit.auditPageAnswer>
export type AuditExport = InferOutput<typeof audit.exportAnswer>
export type AuditEntry = AuditPage['items'][number]
export type Receipt = InferOutput<typeof audit.receiptAnswer>
export type VendorEnvironments = InferOutput<typeof contract.vendorEnvironmentsAnswer>

/** Lists page with an opaque cursor; the end is where there is none. */
export interface PageOf<T> {
  readonly items: readonly T[]
  readonly cursor?: string
}

/** The body of `PUT /tenant/settings`: all of it, each time. */
export interface SettingsBody
  extends Pick<
    Settings,
    'version' | 'policy' | 'approvalMode' | 'maxAccessPeriod' | 'maxAccessLevel' | 'timeZone' | 'denyNeedsReason'
  > {
  readonly approvers: readonly PersonBody[]
  readonly observers: readonly PersonBody[]
  /** Left out, the list stays. */
  readonly auditors?: readonly (PersonBody & Pick<Settings['auditors'][number], 'mails'>)[]
}
/** Somebody without `id` is new. */
export interface PersonBody {
  readonly id?: string
  readonly name: string
  readonly email: string
}

/** The body of `POST /requests`, of a person: who asks is in the token. */
export interface StartBody {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly accessLevel: 'read' | 'write'
  readonly accessPeriod: string
  readonly reason: { readonly type: Request['reason']['type']; readonly detail: string }
  readonly supportTicket?: string
  /** Id of one's own open grant on the same environment and service, to go on from. */
  readonly extends?: string
}

/** The body of `POST /emergency-access`. */
export interface EmergencyBody {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly accessLevel: 'read' | 'write'
  readonly accessPeriod: string
  readonly incident: string
  readonly justification: string
}

/** The answer of `POST /operators/{id}/end-grants`: every grant that it ended. */
export interface GrantsEnded {
  readonly ended: readonly {
    readonly id: string
    readonly tenantId: string
    readonly environmentId: string
    readonly service: string
  }[]
}
