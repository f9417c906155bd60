import type { TenantRequestDetail } from './api/answers.ts'

/** What one person did in a fire drill. */
export interface DrillLine {
  readonly id: string
  readonly name: string
  readonly role: 'approver' | 'observer'
  readonly mail: 'preparing' | 'sent' | 'failed'
  /** How they decided, and after how many whole minutes. */
  readonly answer?: { readonly decision: 'approved' | 'denied'; readonly method: string; readonly minutes: number }
}

const decisions: Readonly<Record<string, 'approved' | 'denied'>> = {
  'lockbox.request.approved': 'approved',
  'lockbox.request.denied': 'denied',
}

/** Who got the mail, who answered how, after how many minutes: all that a drill is for. */
export function drillLines({ mails, events, requestedAt }: TenantRequestDetail): readonly DrillLine[] {
  const answered = events.find(({ type }) => type in decisions)
  const decision = answered && decisions[answered.type]
  return mails.map(({ id, name, email, role, status, delivery }) => ({
    id,
    name: name ?? email,
    role,
    // Sent is not received: what came back never arrived.
    mail: delivery?.status === 'bounced' || delivery?.status === 'rejected' ? 'failed' : status,
    ...(decision &&
      answered.by.email?.toLowerCase() === email.toLowerCase() && {
        answer: {
          decision,
          method: answered.method,
          minutes: Math.floor((Date.parse(answered.at) - Date.parse(requestedAt)) / 60_000),
        },
      }),
  }))
}
