import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventDomains, type SealedEvent } from '../../../functions/domain/events.ts'
import { type Domain, domains } from '../../../functions/domain/keys.ts'
import { appendTo, genesis, type LedgerEntry } from '../../../functions/domain/ledger.ts'
import { startedRequest } from '../../support/arbitraries.ts'
import { chain, entryOf } from '../../support/random-chain.ts'
import { mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { verifyChain } from '../../support/verify-chain.ts'
import { testRandom } from '../../support/world.ts'

type Path = readonly (string | number)[]

/** Every value in an entry that could be tampered with. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
}

function changed(value: unknown, [name, ...rest]: Path): unknown {
  if (name !== undefined) {
    const inner = value as Record<string | number, unknown>
    return { ...inner, [name]: changed(inner[name], rest) }
  }
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' && value !== '' ? `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}` : 'x'
}

const seqs = (entries: readonly LedgerEntry[]) => entries.map(({ seq }) => seq)

describe('a chain', () => {
  test('starts from the tenant and grows without a gap, whatever the clocks say', () => {
    fc.assert(
      fc.property(chain, (entries) => {
        expect(verifyChain('acme', entries).faults).toEqual([])
        expect(entries[0]?.prevHash).toBe(genesis('acme'))
        expect(seqs(entries)).toEqual(entries.map((_, i) => i + 1))
        const times = entries.map(({ recordedAt }) => recordedAt)
        expect(times).toEqual([...times].sort())
      }),
    )
  })

  test('survives the erasure of personal values, and says what was erased', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (entries, pick) => {
        const victim = entries[pick % entries.length]!
        const erased = entries.map((entry) => (entry === victim ? { ...entry, personal: {} } : entry))
        const { faults, erased: names } = verifyChain('acme', erased)
        expect(faults).toEqual([])
        expect(names).toEqual(Object.keys(victim.personal).map((name) => ({ seq: victim.seq, name })))
      }),
    )
  })

  test('shows every change of every value', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), (entries, pick, where) => {
        const index = pick % entries.length
        const paths = leaves(entries[index])
        const forged = entries.map((entry, i) =>
          i === index ? (changed(entry, paths[where % paths.length]!) as LedgerEntry) : entry,
        )
        expect(verifyChain('acme', forged).faults).not.toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('shows a value that was added to an event, and a personal value that was never part of it', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (entries, pick) => {
        const victim = entries[pick % entries.length]!
        const { event } = victim
        const withMore = {
          ...victim,
          event: { ...event, data: { ...event.data, details: { ...event.data.details, more: 1 } } },
        }
        const withPerson = {
          ...victim,
          personal: { ...victim.personal, 'actor.other': { salt: 'AAAAAAAAAAAAAAAAAAAAAA', value: 'x' } },
        }
        for (const forged of [withMore, withPerson])
          expect(
            verifyChain(
              'acme',
              entries.map((e) => (e === victim ? forged : e)),
            ).faults,
          ).not.toEqual([])
      }),
    )
  })

  test('shows that an entry was left out', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (entries, pick) => {
        fc.pre(entries.length > 1)
        const index = pick % (entries.length - 1)
        expect(verifyChain('acme', entries.toSpliced(index, 1)).faults).not.toEqual([])
      }),
    )
  })

  test('shows that entries were reordered or repeated', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), (entries, a, b) => {
        const [i, j] = [a % entries.length, b % entries.length]
        const copy = entries.toSpliced(i, 0, entries[j]!)
        expect(verifyChain('acme', copy).faults).not.toEqual([])
        fc.pre(i !== j)
        const swapped = entries.with(i, entries[j]!).with(j, entries[i]!)
        expect(verifyChain('acme', swapped).faults).not.toEqual([])
      }),
    )
  })

  test('that was cut off is only noticed with a witness', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (entries, pick) => {
        const head = entries.at(-1)!
        const kept = entries.slice(0, pick % entries.length)
        expect(verifyChain('acme', kept).faults).toEqual([])
        expect(verifyChain('acme', kept, [head]).faults).toEqual([{ seq: head.seq, code: 'Witness' }])
        expect(verifyChain('acme', entries, [head]).faults).toEqual([])
      }),
    )
  })

  test('that was written anew from a change on is only noticed with a witness', () => {
    fc.assert(
      fc.property(chain, (entries) => {
        const anew: LedgerEntry[] = []
        for (const { event, personal } of entries) {
          const { domain, seq: _, recordedAt, ...data } = event.data
          const sealed = {
            event: { ...event, data: { ...data, details: { ...data.details, forged: true } } },
            personal,
          }
          anew.push(appendTo(anew.at(-1), domain, sealed, recordedAt))
        }
        expect(verifyChain('acme', anew).faults).toEqual([])
        expect(verifyChain('acme', anew, [entries[0]!]).faults).toEqual([{ seq: 1, code: 'Witness' }])
      }),
    )
  })

  test("is not another tenant's", () => {
    fc.assert(
      fc.property(chain, (entries) => {
        const { faults } = verifyChain('other', entries)
        expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['Tenant', 'Link']))
      }),
    )
  })
})

describe('the domain of an event', () => {
  const random = testRandom()
  const request = fc.sample(startedRequest, 1)[0]!
  const faultsFrom = (domain: Domain, sealed: SealedEvent) =>
    verifyChain(request.tenantId, [appendTo(undefined, domain, sealed, request.requestedAt)]).faults

  test.each(domains)('%s: an event that it may not make is a fault, even where every hash is right', (domain) => {
    for (const sealed of [startedEvent(request, random), mailSent(request, random)]) {
      const allowed = (eventDomains[sealed.event.type] as readonly Domain[]).includes(domain)
      expect(faultsFrom(domain, sealed)).toEqual(allowed ? [] : [{ seq: 1, code: 'Domain' }])
    }
  })

  test('that nobody knows, or that is missing, is a fault', () => {
    for (const domain of ['nobody', '', 'constructor'])
      expect(faultsFrom(domain as Domain, startedEvent(request, random))).toContainEqual({ seq: 1, code: 'Domain' })
    const missing = undefined as unknown as Domain
    expect(faultsFrom(missing, startedEvent(request, random))).toEqual([{ seq: 1, code: 'Members' }])
  })
})

describe('the order of a request', () => {
  const random = testRandom()
  const request = fc.sample(startedRequest, 1)[0]!
  const started = startedEvent(request, random)
  const approval = moved(request, 'approve', random)
  const denial = moved(request, 'deny', random)
  const revocation = moved(approval.after, 'revoke', random)

  const recordedAs = (events: readonly SealedEvent[]) => {
    const entries: LedgerEntry[] = []
    for (const sealed of events) entries.push(entryOf(entries.at(-1), sealed, request.requestedAt))
    return verifyChain(request.tenantId, entries).faults
  }

  test('from its start over its approval to its revocation is without fault', () => {
    expect(recordedAs([started, approval.sealed, revocation.sealed])).toEqual([])
  })

  test.each([
    ['begins with a decision', [approval.sealed]],
    ['leaves a version out', [started, revocation.sealed]],
    ['is decided twice', [started, approval.sealed, denial.sealed]],
    ['is revoked after it was denied', [started, denial.sealed, revocation.sealed]],
    ['is started twice', [started, started]],
  ])('shows a request that %s', (_, events) => {
    expect(recordedAs(events).map(({ code }) => code)).toContain('Transition')
  })
})
