import * as v from 'valibot'
import type { AuditEvent, EventType } from '../events.ts'
import { isTransition } from '../request-events.ts'
import { accessEvents } from './access.ts'
import { type EventDescription, idForms, placeholders } from './fields.ts'
import { mailEvents } from './mails.ts'
import { requestEvents } from './requests.ts'
import { settingsEvents } from './settings.ts'

/** Every type of event, described. A type without a description does not compile. `docs/ledger.md` prints this. */
export const eventReference: Readonly<Record<EventType, EventDescription>> = {
  ...requestEvents,
  ...settingsEvents,
  ...mailEvents,
  ...accessEvents,
}

/** Personal values that any event may have. */
export const commonPersonal = {
  'actor.id': 'Who did it; of a function its name. Every event has it',
  'actor.name': 'What they are called, if that is known',
  'actor.email': 'Their address, if that is known',
  'actor.ip': 'Where they came from, if they came over the network',
  'actor.userAgent': 'With what, the same',
  'operator.id': 'Of an event about a request or a place: whose access it is',
} as const

/** The forms that an id of this type may have. */
export const idsOf = (type: EventType): readonly (keyof typeof idForms)[] =>
  eventReference[type].id ?? ['<ulid>#<version>']

/** A name with placeholders as the names that it stands for. */
const pattern = (name: string): RegExp =>
  new RegExp(
    `^${Object.entries(placeholders).reduce(
      (form, [placeholder, stands]) => form.replaceAll(placeholder, stands),
      name.replaceAll('.', '\\.'),
    )}$`,
  )
const describedBy = <T>(names: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.entries(names).find(([form]) => pattern(form).test(name))?.[1]

/** What of an event is not as its type is described; empty: it has exactly what it may have, and all that it must. */
export function undescribed({ id, type, data }: AuditEvent): readonly string[] {
  const description = Object.hasOwn(eventReference, type) ? eventReference[type] : undefined
  if (!description) return [`${type}: not described`]
  const faults = [
    ...(idsOf(type).some((form) => idForms[form].test(id)) ? [] : [`id ${id}`]),
    ...Object.entries(data.details).flatMap(([name, value]) => {
      const detail = describedBy(description.details, name)
      if (!detail) return [`details.${name}: not described`]
      return v.is(detail.value, value) ? [] : [`details.${name}: ${JSON.stringify(value)}`]
    }),
    ...Object.entries(description.details)
      .filter(([name, { optional }]) => !optional && !Object.hasOwn(data.details, name))
      .map(([name]) => `details.${name}: missing`),
    ...Object.keys(data.personal)
      .filter((name) => !Object.hasOwn(commonPersonal, name) && !describedBy(description.personal, name))
      .map((name) => `personal.${name}: not described`),
    ...Object.entries({ 'actor.id': {}, ...description.personal })
      .filter(([name, personal]) => !('optional' in personal) && !Object.hasOwn(data.personal, name))
      .map(([name]) => `personal.${name}: missing`),
    ...aboutFaults(description, data),
    ...(isTransition(type) ? [] : sideFaults(description, data)),
  ]
  return faults.map((fault) => `${type}: ${fault}`)
}

function aboutFaults({ about }: EventDescription, data: AuditEvent['data']): readonly string[] {
  const ofRequest = about === 'request' || (about === 'request, if any' && data.requestId !== undefined)
  const ofPlace = ofRequest || about === 'place'
  const has = (name: string, wanted: boolean, there: boolean) =>
    wanted === there ? [] : [`${name}: ${there ? 'not described' : 'missing'}`]
  return [
    ...has('requestId', ofRequest || about === 'request id', data.requestId !== undefined),
    ...has('environmentId', ofPlace || about === 'environment', data.environmentId !== undefined),
    ...has('service', ofPlace, data.service !== undefined),
    ...has('personal.operator.id', ofPlace, Object.hasOwn(data.personal, 'operator.id')),
    ...(data.supportTicket !== undefined && !ofPlace ? ['supportTicket: not described'] : []),
  ]
}

const sideFaults = (description: EventDescription, data: AuditEvent['data']): readonly string[] =>
  (['before', 'after'] as const).flatMap((side) =>
    data[side] !== undefined && description[side] === undefined ? [`${side}: not described`] : [],
  )
