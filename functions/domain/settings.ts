import type { AccessLevel } from './request.ts'
import type { Seconds } from './time.ts'

/** How decisions may be made: all by mail, only denials by mail, or signed in only (design §5). */
export type ApprovalMode = 'email' | 'deny-by-email' | 'sign-in'

export interface Approver {
  readonly name: string
  readonly email: string
  /** The code mailed to the address was not typed yet: no mail with a link goes there, and its approver cannot act. */
  readonly unconfirmed?: true
}

/** Somebody who gets the mails about requests, without link and code. */
export interface Observer {
  readonly name: string
  readonly email: string
}

/** What an auditor may want by mail: the daily checkpoint, the monthly statement. */
export const auditorMails = ['checkpoints', 'statements'] as const
export type AuditorMail = (typeof auditorMails)[number]

/** Somebody who keeps the proofs of the ledger: a witness in a mailbox that the vendor cannot reach. */
export interface Auditor {
  readonly name: string
  readonly email: string
  /** At least one, in the order of `auditorMails`. */
  readonly mails: readonly AuditorMail[]
}

/** No item passes 32 KB (design §4): so many approvers, with their links, fit into a request. */
export const maxApprovers = 20
export const maxObservers = 20
export const maxAuditors = 20

/** What the customer decides about its own lockbox. Written by the customer's side only, after it was created. */
export interface TenantSettings {
  readonly tenantId: string
  readonly name: string
  /** Grows by one with each change; transactions pin the version that their rule was evaluated against. */
  readonly version: number
  readonly policy: 'on' | 'off'
  readonly approvalMode: ApprovalMode
  /** By approver id: a ULID that is never reused. */
  readonly approvers: Readonly<Record<string, Approver>>
  /** By id: a ULID that is never reused. @default - none */
  readonly observers?: Readonly<Record<string, Observer>>
  /** By id: a ULID that is never reused. @default - none */
  readonly auditors?: Readonly<Record<string, Auditor>>
  /** A denial says why. @default - it need not */
  readonly denyNeedsReason?: true
  readonly maxAccessPeriod: Seconds
  readonly maxAccessLevel: AccessLevel
  /** IANA name, e.g. `Europe/Zurich`. */
  readonly timeZone: string
  /** Digest of the vendor's creating call, so that the same call again is not a refusal. */
  readonly createdFrom: string
}

/** A fact of the vendor's: that a part of a tenant's data exists and what it is called. No protection depends on it. */
export interface Environment {
  readonly tenantId: string
  readonly environmentId: string
  readonly name: string
  readonly version: number
  /** Tombstone: the tenant that the environment was moved to. */
  readonly movedTo?: string
}

/** The customer's own mark on an environment; without one it is managed, and its version is 0. */
export interface EnvironmentMark {
  readonly managed: boolean
  /** Plus one with each change; 0 for a mark of a release that did not count yet. */
  readonly version: number
}

/** A product area of the vendor's catalogue; `covered: false` means that lockbox does not protect it, and why. */
export interface Service {
  readonly id: string
  readonly name: string
  readonly covered: boolean
  readonly reason?: string
}
