import type { EventType } from '../functions/domain/events.ts'
import type { AccessLevel, ReasonType, RequestState } from '../functions/domain/request.ts'
import { parseDuration } from '../functions/domain/time.ts'
import { showLength } from '../functions/mail/times.ts'

// What people read, in the voice of the mails. States are `display` of the domain.

/** What an operator may do at a level, as a verb: "let her … Production". */
export const verb: Readonly<Record<AccessLevel, string>> = { read: 'read', write: 'read and change' }

export const levelText: Readonly<Record<AccessLevel, string>> = {
  read: 'Read: see data, change nothing',
  write: 'Write: see and change data',
}

export const reasonText: Readonly<Record<ReasonType, string>> = {
  CustomerInitiatedSupport: 'Support that your organisation asked for',
  VendorInitiatedService: "Service work on the vendor's own initiative",
  VendorInitiatedReview: "Review on the vendor's own initiative",
  ThirdPartyDataRequest: 'A third party, such as an authority, asked for data',
  ProductionAlert: 'An alert in production',
}

/** The same reasons as the one who asks chooses them. */
export const reasonChoice: Readonly<Record<ReasonType, string>> = {
  CustomerInitiatedSupport: 'The customer asked for support',
  VendorInitiatedService: 'Service work on our own initiative',
  VendorInitiatedReview: 'Review on our own initiative',
  ThirdPartyDataRequest: 'A third party, such as an authority, asked for data',
  ProductionAlert: 'An alert in production',
}

export const stateIcon: Readonly<
  Record<RequestState, 'pending' | 'success' | 'warning' | 'error' | 'stopped' | 'info'>
> = {
  ActionNeeded: 'pending',
  Approved: 'success',
  Emergency: 'warning',
  Denied: 'error',
  Expired: 'stopped',
  Canceled: 'stopped',
  Revoked: 'error',
  Ended: 'info',
}

export const eventText: Readonly<Record<EventType, string>> = {
  'lockbox.request.started': 'Request started',
  'lockbox.request.approved': 'Request approved',
  'lockbox.request.denied': 'Request denied',
  'lockbox.request.canceled': 'Request canceled',
  'lockbox.request.expired': 'Request expired',
  'lockbox.request.emergency': 'Emergency access, without approval',
  'lockbox.request.revoked': 'Access revoked',
  'lockbox.request.ended': 'Access ended',
  'lockbox.request.notRequired': 'Asked, and no approval was required',
  'lockbox.request.commented': 'Comment written',
  'lockbox.door.closed': 'Open door closed',
  'lockbox.settings.created': 'Organisation created',
  'lockbox.settings.changed': 'Settings changed',
  'lockbox.approver.proposed': 'Approver proposed by the vendor',
  'lockbox.approver.proposalStopped': "Vendor's proposal stopped",
  'lockbox.person.invited': 'Person invited',
  'lockbox.environment.created': 'Environment created',
  'lockbox.environment.changed': 'Environment changed',
  'lockbox.environment.managed': 'Environment put under the policy',
  'lockbox.environment.unmanaged': 'Environment taken out of the policy',
  'lockbox.mail.sent': 'Mail sent',
  'lockbox.mail.failed': 'Mail failed',
  'lockbox.mail.requested': 'Fresh mail asked for',
  'lockbox.request.acknowledged': 'Emergency access acknowledged',
  'lockbox.brake.lifted': 'Emergency access allowed again',
  'lockbox.link.locked': 'Link locked after wrong codes',
  'lockbox.access.used': 'Access used',
  'lockbox.access.notRequired': 'Accessed, and no approval was required',
  'lockbox.access.tokenIssued': 'Access token given out',
  'lockbox.access.credentialsIssued': 'AWS credentials given out',
  'lockbox.audit.exported': 'Audit trail exported',
  'lockbox.environment.migrated': 'Environment moved between organisations',
  'lockbox.catalogue.changed': "Vendor's list of services changed",
  'lockbox.mail.delivered': 'Mail arrived',
  'lockbox.mail.undelivered': 'Mail did not arrive',
  'lockbox.key.changed': "Key of the ledger's proofs announced",
  'lockbox.request.refused': 'Refused',
  'lockbox.audit.read': 'Audit trail read by the vendor',
}

/** What an event type is called; one of a later release by its own name. */
export const eventName = (type: string): string =>
  Object.hasOwn(eventText, type) ? eventText[type as keyof typeof eventText] : type

/** Why lockbox did not govern an access. */
export const basisText = {
  PolicyOff: 'the lockbox policy is off',
  EnvironmentNotManaged: 'the environment is not managed',
  ServiceNotCovered: 'lockbox does not cover this service',
} as const

export const methodText: Readonly<Record<string, string>> = {
  'access-token': 'signed in',
  'client-credentials': "by the vendor's system",
  'link-and-code': 'with the link and code from the mail',
  'signed-in': 'signed in',
  clock: 'by the clock',
  system: 'by the system',
}

/** A duration in words: `8 hours`. */
export const lengthText = (duration: string): string => {
  const seconds = parseDuration(duration)
  return seconds === undefined ? duration : showLength(seconds)
}

/** The whole ask as a sentence: what an approval lets happen. */
export const letText = (email: string, level: AccessLevel, environment: string, period: string): string =>
  `Let ${email} ${verb[level]} ${environment} for ${lengthText(period)}`

/** What was approved. */
export const mayText = (email: string, level: AccessLevel, environment: string, period: string): string =>
  `${email} may ${verb[level]} ${environment} for ${lengthText(period)}`

/** Who did something, as far as it is known. */
export const doer = (by: { readonly kind: string; readonly name?: string; readonly email?: string }): string =>
  by.kind === 'system' ? 'The system' : (by.name ?? by.email ?? by.kind)

export const modeText = {
  email: {
    label: 'By mail',
    description: 'Approve and deny with the code from the mail, or signed in here.',
  },
  'deny-by-email': {
    label: 'Deny by mail, approve signed in',
    description: 'The code from the mail can only deny. Whoever approves signs in first.',
  },
  'sign-in': {
    label: 'Signed in only',
    description: 'Mails lead here and carry no code. The safest: whoever reads a mailbox can decide nothing.',
  },
} as const
