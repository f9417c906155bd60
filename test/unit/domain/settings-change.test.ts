import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparableEmail, isSameAddress, isVendorAddress } from '../../../functions/domain/identity.ts'
import type { TenantSettings } from '../../../functions/domain/settings.ts'
import {
  ableApprovers,
  changeSettings,
  type WantedPerson,
  type WantedSettings,
} from '../../../functions/domain/settings-change.ts'
import { affected, diffSettings, everybodyOn } from '../../../functions/domain/settings-diff.ts'
import { changeFact } from '../../../functions/mail/change-words.ts'
import { approverIds, settings } from '../../support/world.ts'

const vendorDomains = ['vendor.example']
let next = 0
const newId = () => `01K${String(++next).padStart(23, '0')}`

const peopleOf = (people: TenantSettings['approvers'] | undefined): WantedPerson[] =>
  Object.entries(people ?? {}).map(([id, { name, email }]) => ({ id, name, email }))

/** What leaves everything as it is, but for these. */
const wanted = (before: TenantSettings, changes: Partial<WantedSettings> = {}): WantedSettings => ({
  policy: before.policy,
  approvalMode: before.approvalMode,
  approvers: peopleOf(before.approvers),
  observers: peopleOf(before.observers),
  maxAccessPeriod: before.maxAccessPeriod,
  maxAccessLevel: before.maxAccessLevel,
  timeZone: before.timeZone,
  denyNeedsReason: before.denyNeedsReason === true,
  ...changes,
})
const change = (changes: Partial<WantedSettings>, before = settings()) =>
  changeSettings({ before, wanted: wanted(before, changes), vendorDomains, newId })
const ada = { id: approverIds.ada, name: 'Ada Admin', email: 'ada@acme.example' }
const bob = { id: approverIds.bob, name: 'Bob Boss', email: 'bob@acme.example' }
const carol = { name: 'Carol Case', email: 'carol@acme.example' }

describe('a change of settings', () => {
  test('grows the version by one and keeps what the vendor created it from', () => {
    const changed = change({ policy: 'off' }, settings({ createdFrom: 'digest', version: 7 }))
    expect(changed).toMatchObject({ ok: true, value: { after: { version: 8, policy: 'off', createdFrom: 'digest' } } })
  })

  test('leaves a new approver unconfirmed, and wants a code for them alone', () => {
    const changed = change({ approvers: [ada, bob, carol] })
    if (!changed.ok) throw new Error(changed.problem.code)
    const { after, toConfirm } = changed.value
    expect(toConfirm).toHaveLength(1)
    expect(after.approvers[toConfirm[0] ?? '']).toEqual({ ...carol, unconfirmed: true })
    expect(after.approvers[approverIds.ada]).not.toHaveProperty('unconfirmed')
  })

  test.each([
    ['another address', 'bob@other.example', true],
    ['another +tag, which at some providers is another person', 'bob+lockbox@acme.example', true],
    ['another case', 'BOB@Acme.example', false],
  ])('with %s of an approver: %s', (_, email, again) => {
    const changed = change({ approvers: [ada, { ...bob, email }] })
    expect(changed).toMatchObject({ ok: true, value: { toConfirm: again ? [bob.id] : [] } })
    expect(changed.ok && changed.value.after.approvers[bob.id]?.unconfirmed).toBe(again ? true : undefined)
  })

  test('with another name keeps an approver confirmed, and an unconfirmed one unconfirmed', () => {
    const before = settings({ approvers: { [ada.id]: ada, [bob.id]: { ...bob, unconfirmed: true } } })
    const changed = change(
      {
        approvers: [
          { ...ada, name: 'Ada A.' },
          { ...bob, name: 'Bob B.' },
        ],
      },
      before,
    )
    expect(changed).toMatchObject({
      ok: true,
      value: { toConfirm: [], after: { approvers: { [bob.id]: { name: 'Bob B.', unconfirmed: true } } } },
    })
    expect(changed.ok && changed.value.after.approvers[ada.id]).toEqual({ name: 'Ada A.', email: ada.email })
  })

  test.each<[string, Partial<WantedSettings>, string]>([
    ['an id that is not on the list', { approvers: [ada, { ...carol, id: newId() }] }, 'InvalidRequest'],
    ['an id that only an object has', { approvers: [ada, { ...carol, id: 'constructor' }] }, 'InvalidRequest'],
    ['one id twice', { approvers: [ada, { ...carol, id: ada.id }] }, 'InvalidRequest'],
    ['one mailbox twice', { approvers: [ada, bob, { ...carol, email: 'ADA+2@acme.example' }] }, 'InvalidRequest'],
    ['an approver who is an observer too', { observers: [{ name: 'A', email: ada.email }] }, 'InvalidRequest'],
    ['an address of the vendor', { approvers: [ada, { ...carol, email: 'c@eu.vendor.example' }] }, 'VendorAddress'],
    ['nobody', { approvers: [] }, 'LastApprover'],
    ['nobody, with the policy off', { policy: 'off', approvers: [] }, 'LastApprover'],
    ['new people only', { approvers: [carol] }, 'LastApprover'],
    ['the last one under a new address', { approvers: [{ ...ada, email: 'a@b.example' }] }, 'LastApprover'],
    [
      'too many',
      { approvers: [ada, ...Array.from({ length: 20 }, (_, i) => ({ name: 'N', email: `n${i}@acme.example` }))] },
      'InvalidRequest',
    ],
  ])('with %s is refused', (_, changes, code) => {
    expect(change(changes)).toMatchObject({ ok: false, problem: { code } })
  })

  test('may leave new people only where the policy is off, and then not switch it on', () => {
    const off = settings({ policy: 'off' })
    const left = change({ approvers: [carol] }, off)
    if (!left.ok) throw new Error(left.problem.code)
    expect(change({ policy: 'on' }, left.value.after)).toMatchObject({ problem: { code: 'LastApprover' } })
  })

  const person = fc.record({
    known: fc.constantFrom(undefined, ada.id, bob.id, newId()),
    name: fc.constantFrom('Ada', 'Bob', 'Carol'),
    email: fc.constantFrom('ada@acme.example', 'Bob+1@acme.example', 'carol@acme.example', 'eve@vendor.example'),
  })
  const people = fc
    .array(person, { maxLength: 4 })
    .map((list) => list.map(({ known, ...rest }) => (known ? { ...rest, id: known } : rest)))
  const before = fc
    .record({ policy: fc.constantFrom('on' as const, 'off' as const), bobUnconfirmed: fc.boolean() })
    .map(({ policy, bobUnconfirmed }) =>
      settings({
        policy,
        approvers: { [ada.id]: ada, [bob.id]: { ...bob, ...(bobUnconfirmed && { unconfirmed: true as const }) } },
      }),
    )

  test('never locks an organisation out, never confirms anybody, never doubles a mailbox, whatever is asked', () => {
    fc.assert(
      fc.property(
        before,
        people,
        people,
        fc.constantFrom('on' as const, 'off' as const),
        (was, approvers, observers, policy) => {
          const changed = change({ approvers, observers, policy }, was)
          if (!changed.ok) return
          const { after, toConfirm } = changed.value
          if (after.policy === 'on') expect(ableApprovers(after, vendorDomains).length).toBeGreaterThan(0)
          const all = [...Object.values(after.approvers), ...Object.values(after.observers ?? {})]
          expect(new Set(all.map(({ email }) => comparableEmail(email))).size).toBe(all.length)
          for (const [id, { email, unconfirmed }] of Object.entries(after.approvers)) {
            expect(isVendorAddress(email, vendorDomains)).toBe(false)
            const former = was.approvers[id]
            const proven = former && !former.unconfirmed && isSameAddress(former.email, email)
            expect(unconfirmed === undefined).toBe(proven === true)
            if (toConfirm.includes(id)) expect(unconfirmed).toBe(true)
          }
        },
      ),
    )
  })

  test('tells everybody before and after, once each, at the address that they had', () => {
    fc.assert(
      fc.property(before, people, people, (was, approvers, observers) => {
        const changed = change({ approvers, observers }, was)
        if (!changed.ok) return
        const told = affected(was, changed.value.after).map(({ email }) => comparableEmail(email))
        const everybody = [was, changed.value.after].flatMap((s) =>
          [...Object.values(s.approvers), ...Object.values(s.observers ?? {})].map(({ email }) =>
            comparableEmail(email),
          ),
        )
        expect([...told].sort()).toEqual([...new Set(everybody)].sort())
        expect(new Set(affected(was, changed.value.after).map(({ id }) => id)).size).toBe(told.length)
      }),
    )
  })
})

describe('the auditors', () => {
  const olga = { name: 'Olga Audit', email: 'olga@accountants.example', mails: ['statements'] as const }
  const withOlga = () => {
    const changed = change({ auditors: [olga] })
    if (!changed.ok) throw new Error(changed.problem.code)
    const { after } = changed.value
    return { after, id: Object.keys(after.auditors ?? {})[0] ?? '' }
  }

  test('stay as they are where a caller does not name them, and go where the list is empty', () => {
    const { after } = withOlga()
    expect(change({ policy: 'off' }, after)).toMatchObject({ value: { after: { auditors: after.auditors } } })
    const emptied = change({ auditors: [] }, after)
    expect(emptied.ok && emptied.value.after).not.toHaveProperty('auditors')
  })

  test('may be of the vendor, or approvers too: what they get decides nothing and names nobody', () => {
    for (const email of ['audit@vendor.example', ada.email])
      expect(change({ auditors: [{ ...olga, email }] })).toMatchObject({ ok: true, value: { toConfirm: [] } })
  })

  test.each([
    ['an id that is not on the list', [{ ...olga, id: newId() }]],
    ['one mailbox twice', [olga, { ...olga, email: 'Olga+2@accountants.example' }]],
    ['too many', Array.from({ length: 21 }, (_, i) => ({ ...olga, email: `n${i}@acme.example` }))],
  ])('with %s are refused', (_, auditors) => {
    expect(change({ auditors })).toMatchObject({ ok: false, problem: { code: 'InvalidRequest' } })
  })

  test('keep what they get in one order, so that a change is one', () => {
    const { after, id } = withOlga()
    const both = change({ auditors: [{ ...olga, id, mails: ['statements', 'checkpoints'] }] }, after)
    if (!both.ok) throw new Error(both.problem.code)
    expect(both.value.after.auditors?.[id]?.mails).toEqual(['checkpoints', 'statements'])
    const { details, personal, changes } = diffSettings(after, both.value.after)
    expect(details).toEqual({
      [`auditor.${id}`]: 'changed',
      [`auditor.${id}.mails.before`]: 'statements',
      [`auditor.${id}.mails.after`]: 'checkpoints statements',
    })
    expect(personal).toEqual({ [`auditor.${id}.name`]: olga.name, [`auditor.${id}.email`]: olga.email })
    expect(changes.map(changeFact)).toEqual([
      {
        label: 'Auditor',
        value: 'Changed: Olga Audit, olga@accountants.example',
        notes: ['Gets the daily checkpoints and the monthly statements of the ledger'],
      },
    ])
    expect(change({ auditors: [{ ...olga, id, mails: ['checkpoints', 'statements'] }] }, both.value.after)).toSatisfy(
      (same) => same.ok && diffSettings(same.value.before, same.value.after).changes.length === 0,
    )
  })

  test('are not mailed about settings', () => {
    const { after } = withOlga()
    expect([...affected(settings(), after), ...everybodyOn(after)].map(({ email }) => email)).not.toContain(olga.email)
  })
})

describe('what changed', () => {
  test('is nothing where nothing did', () => {
    const same = change({})
    if (!same.ok) throw new Error(same.problem.code)
    expect(diffSettings(same.value.before, same.value.after)).toEqual({ details: {}, personal: {}, changes: [] })
  })

  test('has before and after, and names and addresses apart from the rest', () => {
    const changed = change({
      policy: 'off',
      maxAccessPeriod: 3600,
      denyNeedsReason: true,
      approvers: [{ ...ada, email: 'ada@new.example' }, carol],
      observers: [{ name: 'Olaf', email: 'olaf@acme.example' }],
    })
    if (!changed.ok) throw new Error(changed.problem.code)
    const { details, personal, changes } = diffSettings(changed.value.before, changed.value.after)
    expect(details).toMatchObject({
      'policy.before': 'on',
      'policy.after': 'off',
      'maxAccessPeriod.before': 'PT8H',
      'maxAccessPeriod.after': 'PT1H',
      'denyNeedsReason.after': 'yes',
      [`approver.${ada.id}`]: 'changed',
      [`approver.${bob.id}`]: 'removed',
    })
    expect(personal).toMatchObject({
      [`approver.${ada.id}.email`]: 'ada@new.example',
      [`approver.${ada.id}.email.before`]: 'ada@acme.example',
      [`approver.${bob.id}.email`]: 'bob@acme.example',
    })
    expect(JSON.stringify(details)).not.toMatch(/acme\.example|new\.example|Olaf|Carol/)
    expect(changes).toContainEqual({ what: 'approver', before: 'Bob Boss, bob@acme.example' })
    expect(changes).toContainEqual({ what: 'approver', after: 'Carol Case, carol@acme.example' })
  })
})
