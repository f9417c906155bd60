import { mailTags } from '../../functions/domain/mail-tags.ts'

type Kind = 'Email Delivered' | 'Email Bounced' | 'Email Complaint Received' | 'Email Rejected'

/** An event of SES on the default bus, as documented: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html */
export function sesEvent(
  kind: Kind,
  about: {
    readonly tenantId: string
    readonly ulids: readonly string[]
    readonly recipient: string
    readonly address: string
    readonly messageId: string
    readonly sentAt: string
    readonly at?: string
  },
) {
  const { tenantId, ulids, recipient, address, messageId, sentAt, at = sentAt } = about
  // SES writes no milliseconds in some of its times, and an offset in others.
  const timestamp = at.replace('Z', '+00:00')
  const tags = mailTags({ requests: ulids.map((ulid) => ({ tenantId, ulid })), recipient })
  const parts = {
    'Email Delivered': {
      eventType: 'Delivery',
      delivery: {
        timestamp,
        processingTimeMillis: 812,
        recipients: [address],
        smtpResponse: '250 ok',
        reportingMTA: 'a',
      },
    },
    'Email Bounced': {
      eventType: 'Bounce',
      bounce: {
        feedbackId: 'f',
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          { emailAddress: address, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
        ],
        timestamp,
        reportingMTA: 'dns; mx.example',
      },
    },
    'Email Complaint Received': {
      eventType: 'Complaint',
      complaint: {
        feedbackId: 'f',
        complainedRecipients: [{ emailAddress: address }],
        timestamp,
        complaintFeedbackType: 'abuse',
      },
    },
    'Email Rejected': { eventType: 'Reject', reject: { reason: 'Bad content' } },
  }
  return {
    version: '0',
    id: '12345678-1234-1234-1234-123456789012',
    'detail-type': kind,
    source: 'aws.ses',
    account: '123456789012',
    time: at,
    region: 'eu-central-1',
    resources: ['arn:aws:ses:eu-central-1:123456789012:configuration-set/Lockbox'],
    detail: {
      mail: {
        timestamp: sentAt,
        source: 'lockbox@vendor.example',
        sendingAccountId: '123456789012',
        messageId,
        destination: [address],
        headersTruncated: false,
        headers: [],
        commonHeaders: {},
        tags: {
          'ses:configuration-set': ['Lockbox'],
          ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
        },
      },
      ...parts[kind],
    },
  }
}
