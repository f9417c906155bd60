import { describe, expect, it } from 'vitest'
import {
  type AuditorRow,
  bodyOf,
  changesBetween,
  formOf,
  mailsProblem,
  personProblem,
} from '../../../web/settings-form.ts'
import { fakeTenants } from '../../support/web/tenant.ts'

const form = formOf(fakeTenants()['acme-bank']!.settings)
const [anna, bruno] = form.approvers

describe('the changes before a save', () => {
  it('are none where nothing was changed, however often it was touched', () => {
    expect(changesBetween(form, { ...form })).toEqual([])
    expect(changesBetween(form, { ...form, maxAccessPeriod: 'PT480M' })).toEqual([])
  })

  it.each([
    [{ policy: 'off' }, 'Lockbox policy', 'On', 'Off'],
    [{ approvalMode: 'sign-in' }, 'How decisions are made', 'By mail', 'Signed in only'],
    [{ maxAccessPeriod: 'PT90M' }, 'Longest access', '8 hours', '1 hour 30 minutes'],
    [{ maxAccessLevel: 'read' }, 'Highest access', 'Write: see and change data', 'Read: see data, change nothing'],
    [{ timeZone: 'UTC' }, 'Time zone', 'Europe/Zurich', 'UTC'],
    [{ denyNeedsReason: true }, 'A denial needs a reason', 'No', 'Yes'],
  ] as const)('name %j', (changed, label, before, after) => {
    expect(changesBetween(form, { ...form, ...changed })).toEqual([{ label, before, after }])
  })

  it('name everybody who comes, goes or gets another address', () => {
    const added = { row: 'x', name: ' Dora Neu ', email: 'dora@acme-bank.example ' }
    const moved = { ...anna!, email: 'anna@acme-bank.example' }
    expect(
      changesBetween(form, { ...form, approvers: [moved, ...form.approvers.slice(2), added], observers: [] }),
    ).toEqual([
      {
        label: 'Approver changed',
        before: 'Anna Keller <anna.keller@acme-bank.example>',
        after: 'Anna Keller <anna@acme-bank.example>',
      },
      { label: 'Approver removed', before: 'Bruno Frei <bruno.frei@acme-bank.example>', after: '–' },
      { label: 'Approver added', before: '–', after: 'Dora Neu <dora@acme-bank.example>' },
      { label: 'Observer removed', before: 'Security desk <soc@acme-bank.example>', after: '–' },
    ])
  })
})

describe('auditors', () => {
  const olga: AuditorRow = { row: 'x', name: 'Olga', email: 'olga@audit.example', mails: ['statements'] }

  it('are named with what they get', () => {
    expect(changesBetween({ ...form, auditors: [] }, { ...form, auditors: [olga] })).toEqual([
      { label: 'Auditor added', before: '–', after: 'Olga <olga@audit.example>, gets monthly statements' },
    ])
    const saved = { ...form, auditors: [{ ...olga, id: 'U1' }] }
    const both = {
      ...form,
      auditors: [{ ...olga, id: 'U1', mails: ['checkpoints', 'statements'] } satisfies AuditorRow],
    }
    expect(changesBetween(saved, both).map(({ label }) => label)).toEqual(['Auditor changed'])
  })

  it('get at least one kind of mail', () => {
    expect(mailsProblem(olga)).toBeUndefined()
    expect(mailsProblem({ ...olga, mails: [] })).toBe('Choose at least one.')
  })
})

describe('what is sent', () => {
  it('has ids for those who have one, and nothing that only the form needs', () => {
    const body = bodyOf({ ...form, approvers: [bruno!, { row: 'x', name: ' Dora ', email: ' d@x.example ' }] })
    expect(body.approvers).toEqual([
      { id: 'A2', name: 'Bruno Frei', email: 'bruno.frei@acme-bank.example' },
      { name: 'Dora', email: 'd@x.example' },
    ])
    expect(Object.keys(body).sort()).toEqual([
      'approvalMode',
      'approvers',
      'auditors',
      'denyNeedsReason',
      'maxAccessLevel',
      'maxAccessPeriod',
      'observers',
      'policy',
      'timeZone',
      'version',
    ])
  })
})

describe('a row of the list', () => {
  const row = (name: string, email: string) => ({ row: name + email, name, email })
  it.each([
    [row(' ', 'a@b.example'), 'Give a name.'],
    [row('A', 'a@b'), 'Give an e-mail address.'],
    [row('A', 'a b@c.example'), 'Give an e-mail address.'],
    [row('A', 'a@b.example'), undefined],
  ])('%j: %s', (person, problem) => {
    expect(personProblem(person, [person])).toBe(problem)
  })

  it('must not have the address of another one', () => {
    const [one, two] = [row('A', 'a@b.example'), row('B', 'A@b.example ')]
    expect(personProblem(one, [one, two])).toBe('This address is on the list twice.')
  })
})
