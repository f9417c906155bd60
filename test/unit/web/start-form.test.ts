import { describe, expect, it } from 'vitest'
import { drillLines } from '../../../web/drill.ts'
import { personOf } from '../../../web/session/person.ts'
import { emptyForm, extensionBody, fitting, startBody, startProblems } from '../../../web/start-form.ts'
import { minutesFromNow, requestOf } from '../../support/web/data.ts'

const complete = {
  ...emptyForm('a-key', 'PT8H'),
  tenantId: 'acme-bank',
  environmentId: 'production',
  service: 'database',
  detail: ' To see why. ',
  supportTicket: ' T-1 ',
}

describe('the form of a request', () => {
  it('says what is missing, field by field', () => {
    expect(Object.keys(startProblems(emptyForm('a-key', 'PT8H'))).sort()).toEqual([
      'detail',
      'environmentId',
      'service',
      'supportTicket',
      'tenantId',
    ])
    expect(startProblems(complete)).toEqual({})
    expect(startProblems({ ...complete, reasonType: 'ProductionAlert', supportTicket: '' })).toEqual({})
    expect(startProblems({ ...complete, detail: 'x'.repeat(1201) })).toHaveProperty('detail')
  })

  it('sends what was typed, and nothing that only the form needs', () => {
    expect(startBody(complete)).toEqual({
      tenantId: 'acme-bank',
      environmentId: 'production',
      service: 'database',
      accessLevel: 'read',
      accessPeriod: 'PT8H',
      reason: { type: 'CustomerInitiatedSupport', detail: 'To see why.' },
      supportTicket: 'T-1',
    })
    expect(startBody({ ...complete, supportTicket: ' ' })).not.toHaveProperty('supportTicket')
  })
})

describe('more time', () => {
  it('is asked for as it was given, and names what it goes on from', () => {
    const open = requestOf('acme-bank', { n: 3, state: 'Approved', startedHoursAgo: 1, level: 'write', ticket: 'T-1' })
    expect(extensionBody(open, 'The second half.', 'PT1H')).toEqual({
      tenantId: 'acme-bank',
      environmentId: 'production',
      service: 'database',
      accessLevel: 'read',
      accessPeriod: 'PT1H',
      reason: { type: 'CustomerInitiatedSupport', detail: 'The second half.' },
      supportTicket: 'T-1',
      extends: open.id,
    })
  })
})

describe('the result of a fire drill', () => {
  const drill = requestOf('acme-bank', { n: 1, state: 'ActionNeeded', startedHoursAgo: 1 })

  it('is who got the mail, while nobody has answered', () => {
    expect(drillLines(drill).map(({ name, mail, answer }) => [name, mail, answer])).toEqual([
      ['Anna Keller', 'sent', undefined],
      ['Bruno Frei', 'failed', undefined],
      // Sent, and bounced.
      ['Security desk', 'failed', undefined],
    ])
  })

  it('names the one who answered, how, and after how many minutes', () => {
    const by = { kind: 'approver', email: 'Bruno.Frei@acme-bank.example' }
    const at = minutesFromNow(-47.5)
    const answered = { seq: 9, at, type: 'lockbox.request.denied' as const, by, method: 'link-and-code', details: {} }
    const lines = drillLines({ ...drill, events: [...drill.events, answered] })
    expect(lines.map(({ answer }) => answer)).toEqual([
      undefined,
      { decision: 'denied', method: 'link-and-code', minutes: 12 },
      undefined,
    ])
  })
})

describe('the person of a token', () => {
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

  it('has name, address, groups and tenant, in any script', () => {
    const claims = { name: 'Zoë Žižek 李', email: 'z@x.example', 'cognito:groups': ['approver'], tenant: 'acme-bank' }
    expect(personOf(token(claims))).toEqual({
      name: 'Zoë Žižek 李',
      email: 'z@x.example',
      groups: ['approver'],
      tenant: 'acme-bank',
    })
  })

  it.each(['opaque', 'a.b.c', ''])('of a token that tells nothing, such as "%s", is in no group', (opaque) => {
    expect(personOf(opaque)).toEqual({ name: '', email: '', groups: [] })
  })
})

describe('the period of a request', () => {
  it.each([
    ['PT8H', 'PT4H', 'PT4H'],
    ['PT1H', 'PT4H', 'PT1H'],
    ['PT240M', 'PT4H', 'PT240M'],
  ])('of %s, where at most %s is allowed, is %s', (asked, longest, period) => {
    expect(fitting({ ...complete, accessPeriod: asked }, longest).accessPeriod).toBe(period)
  })
})
