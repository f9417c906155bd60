import { describe, expect, it } from 'vitest'
import { eventFacts, peopleOf } from '../../../web/event-facts.ts'

const people = peopleOf({
  operator: { id: 'o', name: 'Olivia', email: 'o@vendor.example' },
  mails: [
    {
      id: '01A',
      name: 'Anna',
      email: 'anna@acme.example',
      role: 'approver',
      status: 'sent',
      at: '2026-11-23T09:00:00.000Z',
      attempts: 1,
    },
  ],
})
const lines = (details: Record<string, string | number | boolean>, type = 'lockbox.request.started') =>
  eventFacts(details, { type, zone: 'UTC', people })

describe('what an event says beside its name', () => {
  it('is in words: lengths, times, and people by their names', () => {
    expect(lines({ accessLevel: 'read', accessPeriod: 28_800 })).toEqual([
      'Read: see data, change nothing',
      'For 8 hours',
    ])
    expect(lines({ approverId: '01A', attempt: 1, purpose: 'decision' })).toEqual(['To Anna', 'Asks for a decision'])
    expect(lines({ recipient: 'operator', attempt: 2, purpose: 'outcome', outcome: 'Approved' })).toEqual([
      'To Olivia',
      'Try 2',
      'Tells what was decided',
    ])
    expect(lines({ accessUntil: '2026-11-23T17:00:00.000Z' })).toEqual(['Until Mon 23 Nov 2026, 17:00 UTC'])
  })

  it('tells of the door: uses, tokens, emergencies, deliveries', () => {
    expect(lines({ action: 'export.retry', resource: 'exports/1', accessLevel: 'read' })).toEqual([
      'What was done: export.retry',
      'With: exports/1',
      'Read: see data, change nothing',
    ])
    expect(lines({ incident: 'INC-4711' })).toEqual(['Incident INC-4711'])
    const expiresAt = '2026-11-23T09:05:00.000Z'
    expect(lines({ expiresAt })).toEqual(['To be decided before Mon 23 Nov 2026, 09:05 UTC'])
    expect(lines({ audience: 'lockbox/database', expiresAt }, 'lockbox.access.tokenIssued')).toEqual([
      'For lockbox/database',
      'Good until Mon 23 Nov 2026, 09:05 UTC',
    ])
    expect(lines({ recipient: '01A', kind: 'bounced', at: expiresAt })).toEqual([
      'To Anna',
      'The address does not take mail',
      'Mon 23 Nov 2026, 09:05 UTC',
    ])
  })

  it('leaves nothing out that it does not know', () => {
    expect(lines({ somethingNew: 3, approverId: '01B', purpose: 'constructor' })).toEqual([
      'somethingNew: 3',
      'To 01B',
      'constructor',
    ])
  })
})
