import { canonicalJson, utf8Length } from './digest.ts'
import { actorSought, canBeSought, isDrill, mayEmit, opensDoor, personalHash, type SealedEvent } from './events.ts'
import { fitsKey, isTenantId, isUlid, parseRequestId } from './ids.ts'
import type { Domain } from './keys.ts'
import { doorClosedId, isLegalStep, isTransition } from './request-events.ts'
import { transitionEventId } from './transitions.ts'

/** Why the ledger does not take an event. It is kept in the failure bucket under this name. */
export type LedgerRefusal =
  | 'UnknownDomain'
  | 'UnknownShape'
  | 'TooLarge'
  | 'WrongDomain'
  | 'WrongTenant'
  | 'WrongId'
  | 'WrongPersonalValues'
  | 'IllegalTransition'
  /** The id was taken before, by an event with another content. */
  | 'IdTaken'

/** Where an event lay, taken from its key: the one thing about it that IAM vouches for. */
export interface Source {
  readonly domain: Domain
  readonly tenantId: string
  readonly eventId: string
}

/** No item passes 32 KB (design §4); the bus takes 256 KB. Of the sealed event's canonical form. */
export const maxEventBytes = 32 * 1024

/** Why an event that lay at `source` is not taken, as far as the event alone tells; undefined when it is. */
export function refusalOf(source: Source, sealed: SealedEvent): LedgerRefusal | undefined {
  const { event } = sealed
  const { data } = event
  if (!mayEmit(source.domain, event.type)) return 'WrongDomain'
  if (!isTenantId(source.tenantId) || data.tenantId !== source.tenantId) return 'WrongTenant'
  if (event.source !== `urn:lockbox:${source.tenantId}`) return 'WrongTenant'
  if (data.requestId !== undefined && parseRequestId(data.requestId)?.tenantId !== source.tenantId) return 'WrongTenant'
  if (event.subject !== (data.requestId ?? source.tenantId)) return 'WrongId'
  if (event.id !== source.eventId || !hasOwnId(sealed)) return 'WrongId'
  if (isTransition(event.type) && !isLegalStep(event)) return 'IllegalTransition'
  // The customer starts fire drills and nothing else; the vendor starts everything else and no fire drill.
  if (event.type === 'lockbox.request.started' && (source.domain === 'approver') !== isDrill(data.details))
    return 'WrongDomain'
  if (event.type === 'lockbox.request.emergency' && !namesIncident(event)) return 'UnknownShape'
  if (!personalValuesMatch(sealed) || !namesThePeople(sealed)) return 'WrongPersonalValues'
  if (utf8Length(canonicalJson(sealed)) > maxEventBytes) return 'TooLarge'
  return undefined
}

/**
 * Whether the id is one that this type of event may have. A function that may record that a mail was sent must not
 * be able to take the id of an approval before the approval comes.
 */
function hasOwnId({ event }: SealedEvent): boolean {
  if (isTransition(event.type)) {
    const request = parseRequestId(event.data.requestId ?? '')
    return (
      request !== undefined &&
      event.data.version !== undefined &&
      event.id === transitionEventId(request.ulid, event.data.version)
    )
  }
  // Nobody may take the id of a customer's change before the customer makes it.
  if (event.type === 'lockbox.settings.created') return event.id === 'settings#1'
  // It is the end of the door that it names, and of no other.
  if (event.type === 'lockbox.door.closed') {
    const { ulid } = event.data.details
    return typeof ulid === 'string' && isUlid(ulid) && (isUlid(event.id) || event.id === doorClosedId(ulid))
  }
  // `lockbox.environment.changed` may have a ULID, or `environment.<id>#<version>`; its neighbours may not.
  const [, family = ''] = event.type.split('.')
  return isUlid(event.id) || event.id.startsWith(`${family}#`) || event.id.startsWith(`${family}.`)
}

/** An emergency is told by its incident, and is asked about until somebody takes note of it. */
const namesIncident = ({ data: { details } }: SealedEvent['event']): boolean =>
  typeof details.incident === 'string' && details.incident.trim() !== ''

function personalValuesMatch({ event, personal }: SealedEvent): boolean {
  const hashes = event.data.personal
  const names = Object.keys(hashes)
  return (
    names.length === Object.keys(personal).length &&
    names.every((name) => {
      const salted = Object.hasOwn(personal, name) ? personal[name] : undefined
      return salted !== undefined && personalHash(salted) === hashes[name]
    })
  )
}

/** Nothing happens without somebody who did it, and no door opens without somebody who goes through it. */
function namesThePeople({ event, personal }: SealedEvent): boolean {
  if ((personal['actor.id']?.value ?? '') === '') return false
  if (!canBeSought(actorSought(personal))) return false
  if (!opensDoor(event.type, event.data.details)) return true
  const operatorId = personal['operator.id']?.value ?? ''
  return operatorId !== '' && fitsKey(operatorId) && event.data.environmentId !== undefined
}
