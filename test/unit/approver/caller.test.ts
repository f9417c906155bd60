import { describe, expect, it } from 'vitest'
import { listed } from '../../../functions/approver/caller.ts'
import { approverIds, settings } from '../../support/world.ts'

const as = (email: string, tenantId = 'acme') =>
  listed({ tenantId, email, actor: { kind: 'approver', id: email, email, method: 'signed-in' } }, settings())

describe('who is on the list', () => {
  it('is whoever has the very address, in any case', () => {
    for (const email of ['ada@acme.example', 'ADA@Acme.example'])
      expect(as(email)).toMatchObject({ ok: true, value: { approverId: approverIds.ada } })
  })

  it.each([
    ['another +tag: at some providers another person', 'ada+x@acme.example'],
    ['a look-alike', 'аda@acme.example'],
    ['a name of every object', 'constructor'],
    ['nobody', ''],
  ])('is not %s', (_, email) => {
    expect(as(email)).toMatchObject({ problem: { code: 'NotAnApprover' } })
  })

  it('is never of another tenant', () => {
    expect(as('ada@acme.example', 'other')).toMatchObject({ problem: { code: 'NotAnApprover' } })
  })
})
