import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptsWay, mayDecide, reachableApprovers } from '../../../functions/domain/authority.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import type { TenantSettings } from '../../../functions/domain/settings.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const vendorDomains = ['vendor.example']
const via = fc.constantFrom('link', 'sign-in')
const decision = fc.constantFrom('approve', 'deny')

/** The settings of the request's tenant with this one approver. */
const withApprover = (settings: TenantSettings, request: AccessRequest, id: string, email: string): TenantSettings => ({
  ...settings,
  tenantId: request.tenantId,
  approvers: { [id]: { name: 'Somebody', email } },
})

const codeOf = (outcome: ReturnType<typeof mayDecide>) => (outcome.ok ? 'allowed' : outcome.problem.code)

/** The same address in another spelling: case, tag, Unicode form, full width, a trailing dot. */
const respelled = (local: string, domain: string) =>
  fc
    .record({
      upper: fc.infiniteStream(fc.boolean()),
      wide: fc.infiniteStream(fc.boolean()),
      tag: fc.constantFrom('', '+', '+x', '+approver', '+a+b', '＋x'),
      form: fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'),
      dot: fc.constantFrom('', '.'),
    })
    .map(({ upper, wide, tag, form, dot }) => {
      const bend = (text: string) =>
        [...text]
          .map((c) => (upper.next().value ? c.toUpperCase() : c))
          .map((c) => (/[a-z0-9]/i.test(c) && wide.next().value ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c))
          .join('')
      return `${bend(local)}${tag}@${bend(domain)}${dot}`.normalize(form)
    })

const local = fc.string({ unit: fc.constantFrom(...'aekstz019.é'), minLength: 1, maxLength: 12 })
const onePersonTwice = fc
  .tuple(local, fc.constantFrom('bank.example', 'bücher.example'))
  .chain(([name, domain]) => fc.tuple(respelled(name, domain), respelled(name, domain)))

describe('deciding', () => {
  test('nobody decides their own request, in whatever case, with whatever tag, in whatever Unicode form', () => {
    fc.assert(
      fc.property(
        arbitrary.startedRequest,
        arbitrary.settings,
        arbitrary.ulid,
        onePersonTwice,
        via,
        decision,
        fc.boolean(),
        (started, settings, approverId, [one, other], via, decision, byId) => {
          const operator = byId
            ? { ...started.operator, id: one, email: 'elsewhere@other.example' }
            : { ...started.operator, id: 'subject-1', email: one }
          const request = { ...started, operator }
          const listed = withApprover(settings, request, approverId, other)
          const input = { request, settings: listed, approverId, via, decision, vendorDomains } as const
          expect(codeOf(mayDecide(input))).toBe('SelfApproval')
          expect(reachableApprovers(listed, operator, vendorDomains)).toEqual([])
        },
      ),
      { numRuns: 1000 },
    )
  })

  test("no address of the vendor decides, in whatever spelling of the vendor's domain", () => {
    const vendorAddress = fc
      .tuple(local, fc.constantFrom('vendor.example', 'support.vendor.example'))
      .chain(([name, domain]) => respelled(name, domain))
    fc.assert(
      fc.property(
        arbitrary.startedRequest,
        arbitrary.settings,
        arbitrary.ulid,
        vendorAddress,
        via,
        decision,
        (request, settings, approverId, email, via, decision) => {
          const listed = withApprover(settings, request, approverId, email)
          const input = { request, settings: listed, approverId, via, decision, vendorDomains } as const
          expect(codeOf(mayDecide(input))).toBe('VendorAddress')
          expect(reachableApprovers(listed, request.operator, vendorDomains)).toEqual([])
        },
      ),
    )
  })

  test('only who is listed at this moment decides, and only for the own tenant', () => {
    fc.assert(
      fc.property(
        arbitrary.startedRequest,
        arbitrary.settings,
        arbitrary.ulid,
        via,
        decision,
        (request, settings, stranger, via, decision) => {
          fc.pre(!(stranger in settings.approvers) && settings.tenantId !== request.tenantId)
          const own = { ...settings, tenantId: request.tenantId }
          const ask = { request, via, decision, vendorDomains } as const
          expect(codeOf(mayDecide({ ...ask, settings: own, approverId: stranger }))).toBe('NotAnApprover')
          for (const approverId of Object.keys(settings.approvers))
            expect(codeOf(mayDecide({ ...ask, settings, approverId }))).toBe('NotAnApprover')
        },
      ),
    )
  })

  test.each(['toString', '__proto__', 'constructor', ''])('%j is nobody', (approverId) => {
    fc.assert(
      fc.property(arbitrary.startedRequest, arbitrary.settings, (request, settings) => {
        const own = { ...settings, tenantId: request.tenantId }
        const input = { request, settings: own, approverId, via: 'sign-in', decision: 'deny', vendorDomains } as const
        expect(codeOf(mayDecide(input))).toBe('NotAnApprover')
      }),
      { numRuns: 5 },
    )
  })

  test('nobody decides whose address is not confirmed, and nobody of them is asked', () => {
    fc.assert(
      fc.property(
        arbitrary.startedRequest,
        arbitrary.settings,
        arbitrary.ulid,
        via,
        decision,
        (request, settings, approverId, via, decision) => {
          const own: TenantSettings = {
            ...settings,
            tenantId: request.tenantId,
            approvers: { [approverId]: { name: 'Ada', email: 'ada@customer.example', unconfirmed: true } },
          }
          expect(codeOf(mayDecide({ request, settings: own, approverId, via, decision, vendorDomains }))).toBe(
            'NotConfirmed',
          )
          expect(reachableApprovers(own, request.operator, vendorDomains)).toEqual([])
        },
      ),
    )
  })

  test('a listed customer who is somebody else decides, in the ways that the tenant accepts', () => {
    fc.assert(
      fc.property(
        arbitrary.startedRequest,
        arbitrary.settings,
        arbitrary.ulid,
        via,
        decision,
        (request, settings, approverId, via, decision) => {
          const listed = withApprover(settings, request, approverId, 'ada@customer.example')
          const outcome = mayDecide({ request, settings: listed, approverId, via, decision, vendorDomains })
          if (acceptsWay(listed, via, decision))
            expect(outcome).toEqual({ ok: true, value: listed.approvers[approverId] })
          else expect(codeOf(outcome)).toBe('WayOfDecidingRefused')
        },
      ),
    )
  })
})

describe('the ways of deciding that a tenant accepts', () => {
  test.each([
    ['email', 'link', 'approve', true],
    ['email', 'link', 'deny', true],
    ['email', 'sign-in', 'approve', true],
    ['deny-by-email', 'link', 'approve', false],
    ['deny-by-email', 'link', 'deny', true],
    ['deny-by-email', 'sign-in', 'approve', true],
    ['sign-in', 'link', 'approve', false],
    ['sign-in', 'link', 'deny', false],
    ['sign-in', 'sign-in', 'approve', true],
    ['sign-in', 'sign-in', 'deny', true],
  ] as const)('%s: by %s, %s: %s', (approvalMode, via, decision, accepted) => {
    expect(acceptsWay({ approvalMode }, via, decision)).toBe(accepted)
  })

  test('a mode that nobody knows accepts nothing by link', () => {
    const unknown = { approvalMode: 'carrier-pigeon' } as unknown as TenantSettings
    expect(acceptsWay(unknown, 'link', 'approve')).toBe(false)
    expect(acceptsWay(unknown, 'link', 'deny')).toBe(false)
  })
})

test('approvers who are asked are exactly those who may decide when they sign in', () => {
  fc.assert(
    fc.property(arbitrary.startedRequest, arbitrary.settings, (request, settings) => {
      const own = { ...settings, tenantId: request.tenantId }
      const domains = ['city.example']
      const asked = reachableApprovers(own, request.operator, domains).map(([approverId]) => approverId)
      const allowed = Object.keys(own.approvers).filter(
        (approverId) =>
          mayDecide({ request, settings: own, approverId, via: 'sign-in', decision: 'approve', vendorDomains: domains })
            .ok,
      )
      expect(asked).toEqual(allowed)
    }),
  )
})
