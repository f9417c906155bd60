import { canonicalJson, sha256Hex } from './digest.ts'
import type { EventDraft } from './events.ts'
import type { Service } from './settings.ts'
import type { Instant } from './time.ts'

/** The catalogue that tenants were told of. While a change is told, `next` is what it leads to. */
export interface ToldCatalogue {
  /** 1 for the first; plus one with each change that was told. */
  readonly version: number
  readonly services: readonly Service[]
  readonly next?: readonly Service[]
}

/** One service of which something changed; a missing side means that there was, or is, no such service. */
export interface ServiceChange {
  readonly id: string
  readonly before?: Omit<Service, 'id'>
  readonly after?: Omit<Service, 'id'>
}

/** A change on its way into the ledgers: every tenant gets it under the same id. */
export interface CatalogueChange {
  readonly eventId: string
  readonly version: number
  readonly changes: readonly ServiceChange[]
}

const sides = ['before', 'after'] as const
const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

const withoutId = ({ name, covered, reason }: Service): Omit<Service, 'id'> => ({
  name,
  covered,
  ...(reason !== undefined && { reason }),
})

/** What changed from one catalogue to another, by id: the order of services says nothing. */
export function diffCatalogue(before: readonly Service[], after: readonly Service[]): readonly ServiceChange[] {
  const [was, is] = [before, after].map((services) => new Map(services.map((each) => [each.id, withoutId(each)])))
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort().flatMap((id) => {
    const [former, latter] = [was?.get(id), is?.get(id)]
    if (former && latter && same(former, latter)) return []
    return [{ id, ...(former && { before: former }), ...(latter && { after: latter }) }]
  })
}

/** What is to be done about the deployed catalogue: remember it, nothing, or tell a change, which ends before another begins. */
export function judgeCatalogue(
  told: ToldCatalogue | undefined,
  deployed: readonly Service[],
): 'first' | 'nothing' | 'begin' | 'go on' {
  if (!told) return 'first'
  if (told.next) return 'go on'
  return diffCatalogue(told.services, deployed).length === 0 ? 'nothing' : 'begin'
}

/** The change that is being told; its id names what it leads to, so that it is never another change's. */
export function changeOf({ version, services }: ToldCatalogue, next: readonly Service[]): CatalogueChange {
  const to = version + 1
  return {
    eventId: `catalogue#${to}-${sha256Hex(canonicalJson(next)).slice(0, 8)}`,
    version: to,
    changes: diffCatalogue(services, next),
  }
}

/** Its event in one tenant's ledger. Names and reasons are the vendor's, and nobody's personal data. */
export const catalogueEvent = (change: CatalogueChange, tenantId: string, at: Instant): EventDraft => ({
  id: change.eventId,
  type: 'lockbox.catalogue.changed',
  tenantId,
  at,
  actor: { kind: 'system', id: 'catalogue', method: 'system' },
  details: { version: change.version, ...Object.assign({}, ...change.changes.map(detailsOf)) },
})

/**
 * `service.<n>.id`, and `service.<n>.<before or after>.<name, covered or reason>`: numbered, because the name of a detail takes
 * no dash, and is shorter than an id may be.
 */
const detailsOf = ({ id, ...change }: ServiceChange, n: number): EventDraft['details'] => ({
  [`service.${n + 1}.id`]: id,
  ...Object.fromEntries(
    sides.flatMap((side) =>
      Object.entries(change[side] ?? {}).map(([what, value]) => [`service.${n + 1}.${side}.${what}`, value]),
    ),
  ),
})

/** The changes in an event's details; the way back of `catalogueEvent`. */
export function changesIn(details: EventDraft['details'] = {}): readonly ServiceChange[] {
  const found = new Map<string, Record<'before' | 'after', Record<string, unknown>>>()
  for (const [name, value] of Object.entries(details)) {
    const [, n, side, what] = /^service\.(\d+)\.(before|after)\.(name|covered|reason)$/.exec(name) ?? []
    if (!n || !what) continue
    const service = found.get(n) ?? { before: {}, after: {} }
    service[side === 'before' ? 'before' : 'after'][what] = value
    found.set(n, service)
  }
  return [...found].map(([n, service]) => ({
    id: String(details[`service.${n}.id`]),
    ...Object.fromEntries(sides.flatMap((side) => ('name' in service[side] ? [[side, shaped(service[side])]] : []))),
  }))
}

const shaped = ({ name, covered, reason }: Record<string, unknown>): Omit<Service, 'id'> => ({
  name: String(name),
  covered: covered === true,
  ...(reason !== undefined && { reason: String(reason) }),
})
