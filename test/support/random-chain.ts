import fc from 'fast-check'
import { eventDomains, type SealedEvent } from '../../functions/domain/events.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { instant } from '../../functions/domain/time.ts'
import { startedRequest } from './arbitraries.ts'
import { mailSent, moved, startedEvent } from './sample-events.ts'
import { testRandom } from './world.ts'

/** What happens to one request, from its start to its end. */
const lives = [[], ['approve'], ['approve', 'revoke'], ['approve', 'end'], ['deny'], ['cancel'], ['expire']] as const

/** The events of one request, in order, with mails in between. */
const history = fc.record({ request: startedRequest, life: fc.constantFrom(...lives) }).map(({ request, life }) => {
  const random = testRandom()
  const events: SealedEvent[] = [startedEvent(request, random)]
  let now = request
  for (const command of life) {
    const late = command === 'expire' ? request.expiresAt : '2199-01-01T00:00:00.000Z'
    const at = command === 'expire' || command === 'end' ? late : request.requestedAt
    const move = moved(now, command, random, at)
    events.push(
      move.sealed,
      mailSent(request, { ...random, ulid: () => `${request.ulid.slice(0, 24)}M${events.length % 10}` }),
    )
    now = move.after
  }
  return events
})

/** The entry of an event from a domain that may make it. */
export const entryOf = (head: LedgerEntry | undefined, sealed: SealedEvent, now: string): LedgerEntry =>
  appendTo(head, eventDomains[sealed.event.type][0], sealed, now)

/** Events of a few requests of the tenant `acme`, mixed, and the clocks of the functions that record them. */
export const chain = fc
  .tuple(
    fc.uniqueArray(history, { minLength: 1, maxLength: 4, selector: ([first]) => first?.event.id }),
    fc.infiniteStream(fc.nat(4_000_000_000)),
  )
  .map(([histories, clocks]) => {
    const waiting = histories.map((events) => events.map(ofAcme))
    const entries: LedgerEntry[] = []
    for (let turn = 0; waiting.some((events) => events.length > 0); turn++) {
      const next = waiting[turn % waiting.length]?.shift()
      if (next) entries.push(entryOf(entries.at(-1), next, instant(clocks.next().value)))
    }
    return entries
  })

/** The same event, of the tenant `acme`: requests of several random tenants make one ledger. */
function ofAcme({ event, personal }: SealedEvent): SealedEvent {
  const requestId = `acme.${event.data.requestId?.split('.')[1]}`
  return {
    event: {
      ...event,
      source: 'urn:lockbox:acme',
      subject: requestId,
      data: { ...event.data, tenantId: 'acme', requestId },
    },
    personal,
  }
}
