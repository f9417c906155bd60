import type { MailDelivery } from '../ports.ts'

/** `source` of everything that this stack puts on its bus: the bus's rules match it. */
export const busSource = 'lockbox'

/** Where refused events lie in the failure bucket; the ledger's role may write there and nowhere else. */
export const refusedPrefix = 'refused/'

/** What SES calls its events on EventBridge, by what became of the mail. */
export const sesDetailTypes: Readonly<Record<string, MailDelivery['status']>> = {
  'Email Delivered': 'delivered',
  'Email Bounced': 'bounced',
  'Email Complaint Received': 'complained',
  'Email Rejected': 'rejected',
}

/** What Step Functions calls its events when an execution's status changes. */
export const executionChanged = 'Step Functions Execution Status Change'
