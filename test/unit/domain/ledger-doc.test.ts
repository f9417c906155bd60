import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { undescribed } from '../../../functions/domain/event-types/reference.ts'
import { eventDomains } from '../../../functions/domain/events.ts'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { steps } from '../../../functions/domain/request-events.ts'
import { verifyChain } from '../../support/verify-chain.ts'

const page = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8')

type Shown = Omit<LedgerEntry, 'prevHash'> & { readonly previousHash: string }
const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Shown[]
const rows = [...page.matchAll(/^\| `(lockbox\.[^`]+)` \| ([^|]+) \| ([^|]*) ?\|$/gm)].map(
  ([, type, domains, move]) => ({ type, domains: domains?.split(', '), move: move?.trim() }),
)

describe('docs/ledger.md', () => {
  test('prints every type with its domains and the move it makes', () => {
    const expected = Object.entries(eventDomains).map(([type, domains]) => {
      const step = steps.get(type)
      const from = step?.from.join(' or ') || '(none)'
      return { type, domains, move: step ? `${from} → ${step.to}` : '' }
    })
    expect(rows).toEqual(expected)
  })

  test('has an example that our own verifier accepts', () => {
    const entries = example.map(({ previousHash: prevHash, ...entry }) => ({ ...entry, prevHash }))
    expect(entries).toHaveLength(2)
    expect(verifyChain('acme', entries)).toMatchObject({ faults: [], erased: [] })
    expect(entries.flatMap(({ event }) => undescribed(event))).toEqual([])
  })

  // A second verifier, from the page alone: Node's crypto and nothing of ours.
  const sha256 = (...parts: (string | Uint8Array)[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
  const canonical = (value: unknown): string => {
    if (value === null || typeof value !== 'object') return JSON.stringify(value)
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
  }

  test('is enough to recompute the example without our code', () => {
    let before: Uint8Array = sha256('lockbox/1/', 'acme')
    for (const { event, hash, previousHash, personal } of example) {
      expect(rows.find(({ type }) => type === event.type)?.domains).toContain(event.data.domain)
      expect(previousHash).toBe(Buffer.from(before).toString('hex'))
      before = sha256(before, canonical(event))
      expect(hash).toBe(Buffer.from(before).toString('hex'))
      for (const [name, { salt, value }] of Object.entries(personal))
        expect(event.data.personal[name]).toBe(sha256(Buffer.from(salt, 'base64url'), value).toString('hex'))
    }
  })
})
