import { describe, expect, it } from 'vitest'
import { emergencyBody, emergencyProblems, emptyEmergency } from '../../../web/emergency-form.ts'

const whole = {
  ...emptyEmergency,
  tenantId: 'acme-bank',
  environmentId: 'production',
  service: 'database',
  incident: ' INC-4711 ',
  justification: '  Payments fail for all.  ',
}

describe('the form of an emergency access', () => {
  it('names everything that is missing', () => {
    expect(Object.keys(emergencyProblems(emptyEmergency)).sort()).toEqual([
      'environmentId',
      'incident',
      'justification',
      'service',
      'tenantId',
    ])
    expect(emergencyProblems(whole)).toEqual({})
  })

  it.each([
    ['a'.repeat(19), 'At least 20 characters: 1 more.'],
    [`   ${'a'.repeat(19)}   `, 'At least 20 characters: 1 more.'],
    ['a'.repeat(20), undefined],
    ['a'.repeat(1200), undefined],
    ['a'.repeat(1201), 'At most 1200 characters.'],
  ])('%s', (justification, problem) => {
    expect(emergencyProblems({ ...whole, justification }).justification).toBe(problem)
  })

  it('sends what was typed, without spaces around it', () => {
    expect(emergencyBody(whole)).toEqual({
      tenantId: 'acme-bank',
      environmentId: 'production',
      service: 'database',
      accessLevel: 'read',
      accessPeriod: 'PT1H',
      incident: 'INC-4711',
      justification: 'Payments fail for all.',
    })
  })
})
