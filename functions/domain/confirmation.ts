import { canonicalJson } from './digest.ts'
import type { Instant } from './time.ts'

/** So many wrong codes lock a code; a fresh one has to be asked for. */
export const maxWrongPerConfirmation = 5

/** So many codes a day are mailed to one approver on request. */
export const maxCodesPerDay = 3

/** A code on its way to an approver's address; what is typed of it proves the mailbox. */
export interface Confirmation {
  readonly tenantId: string
  readonly approverId: string
  /** The address that the code goes to: a code for a former address confirms nothing. */
  readonly email: string
  /** A ULID of the wish: a later wish takes the place of this one, its code too. */
  readonly wanted: string
  /** Who asked for it, for the mail. */
  readonly by: { readonly name?: string; readonly email?: string }
  /** Keyed MAC of the code, by notify. */
  readonly mac?: Uint8Array
  readonly wrong: number
  /** While the mail is still to be sent. */
  readonly dueAt?: Instant
  /** When notify last took it up, and how often. */
  readonly takenAt?: Instant
  readonly attempts: number
}

/** What the code's MAC is computed over, as bytes: whom it confirms, at which address. */
export const confirmationMessage = (
  { tenantId, approverId, email }: Pick<Confirmation, 'tenantId' | 'approverId' | 'email'>,
  code: string,
): Uint8Array => new TextEncoder().encode(canonicalJson({ purpose: 'confirm', tenantId, approverId, email, code }))
