import type { RequestDetail } from '../../cli/words.ts'

/** A request as the API answers it, waiting unless changed. */
export const sampleRequest = (changes: Partial<RequestDetail> = {}): RequestDetail => ({
  id: 'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
  tenantId: 'acme-bank',
  environmentId: 'production',
  environmentName: 'Production',
  service: 'database',
  state: 'ActionNeeded',
  display: 'Action needed',
  version: 1,
  operator: { id: 'olivia@vendor.example', name: 'Olivia Meier', email: 'olivia@vendor.example' },
  reason: { type: 'CustomerInitiatedSupport', detail: 'The nightly export fails.' },
  supportTicket: 'T-1001',
  accessLevel: 'write',
  accessPeriod: 'PT4H',
  requestedAt: '2026-11-23T09:15:00.000Z',
  expiresAt: '2026-11-27T09:15:00.000Z',
  comments: [],
  ...changes,
})

export const approved: Partial<RequestDetail> = {
  state: 'Approved',
  display: 'Approved',
  version: 2,
  granted: { accessLevel: 'read', accessPeriod: 'PT1H', accessUntil: '2026-11-23T10:20:00.000Z' },
  decided: {
    at: '2026-11-23T09:20:00.000Z',
    by: { kind: 'approver', name: 'Anna Keller', email: 'anna@acme-bank.example' },
    method: 'link-and-code',
    reason: 'Reading is enough.',
  },
}
