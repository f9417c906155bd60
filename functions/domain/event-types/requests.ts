import type { EventType } from '../events.ts'
import {
  type EventDescription,
  level,
  may,
  maybeTold,
  must,
  oneOf,
  reasonType,
  request,
  standing,
  text,
  time,
  told,
  ulid,
  whole,
  yes,
} from './fields.ts'

const drill = { drill: may(yes, 'A fire drill of the customer: it opens no door') }
const asked = {
  'operator.name': told('Who asks'),
  'operator.email': told('Their address'),
  'operator.country': maybeTold('Where they work from, by the word of the support tooling'),
  'operator.employer': maybeTold('Whom they work for, by the same word'),
  'reason.detail': told('Why, in their own words'),
}
const environmentName = { environmentName: told('What the environment is called') }
const opened = {
  accessLevel: must(level, 'What the access allows'),
  accessPeriod: must(whole, 'Its length in seconds'),
  accessUntil: must(time, 'When it ends'),
}
const why = { reason: maybeTold('Why, in the words of whoever did it') }
const refusedUntil = (of: string) =>
  may(time, `Until then emergency access to the environment is refused, because of this ${of}; never of a fire drill`)

/** What happens to requests. */
export const requestEvents = {
  'lockbox.request.started': {
    says: 'Somebody asks for access. By an approver only as a fire drill.',
    about: 'request',
    details: {
      accessLevel: must(level, 'What is asked for'),
      accessPeriod: must(whole, 'For how long, in seconds from the approval'),
      expiresAt: must(time, 'Until when it can be decided'),
      reasonType: must(reasonType, 'Kind of the reason'),
      extends: may(request, 'The grant that this one is to go on from'),
      ...drill,
    },
    personal: { ...environmentName, ...asked },
  },
  'lockbox.request.approved': {
    says: 'An approver lets the operator in. The door opens once this is recorded.',
    about: 'request',
    details: { ...opened, client: may(text, 'The OAuth client that named the operator'), ...drill },
    personal: why,
  },
  'lockbox.request.denied': {
    says: 'An approver refuses.',
    about: 'request',
    details: { emergencyRefusedUntil: refusedUntil('denial'), ...drill },
    personal: why,
  },
  'lockbox.request.canceled': {
    says: 'The operator takes the request back.',
    about: 'request',
    details: drill,
    personal: why,
  },
  'lockbox.request.expired': {
    says: 'Nobody decided in time.',
    about: 'request',
    details: drill,
    personal: {},
  },
  'lockbox.request.emergency': {
    says: 'Somebody opens access without an approval. The door opens once this is recorded, and unless the customer refuses emergencies.',
    about: 'request',
    details: {
      ...opened,
      incident: must(text, 'The incident that it is for; without one the ledger refuses the event'),
      reasonType: must(reasonType, 'Kind of the reason'),
    },
    personal: { ...environmentName, ...asked },
  },
  'lockbox.request.revoked': {
    says: 'An approver ends an access that is open.',
    about: 'request',
    details: { emergencyRefusedUntil: refusedUntil('revocation'), ...drill },
    personal: why,
  },
  'lockbox.request.ended': {
    says: "An access is over: by the clock, by its operator, or by the vendor's administrators.",
    about: 'request',
    details: drill,
    personal: why,
  },
  'lockbox.request.notRequired': {
    says: 'Somebody asked for access, or for emergency access, that needs no approval; once an hour for each operator, environment and service.',
    id: ['ULID'],
    about: 'place',
    details: {
      basis: must(oneOf(['PolicyOff', 'EnvironmentNotManaged', 'ServiceNotCovered']), 'Why none is needed'),
      incident: may(text, 'Of an emergency that was not needed: what it was for'),
    },
    personal: asked,
  },
  'lockbox.request.commented': {
    says: 'Somebody of either side writes about a request.',
    id: ['ULID'],
    about: 'request',
    details: {},
    personal: { comment: told('The text') },
  },
  'lockbox.request.acknowledged': {
    says: 'The first approver takes note of an emergency.',
    id: ['ULID'],
    about: 'request',
    details: { incident: must(text, 'The incident that it was for') },
    personal: {},
  },
  'lockbox.door.closed': {
    says: 'A revocation found a door open whose request said something else. Whoever reads one should ask who wrote over the request.',
    id: ['door.<ulid of the grant>', 'ULID'],
    about: 'request',
    details: {
      ulid: must(ulid, 'Of the grant; the first form of the id is that of a door that the ledger had marked'),
      accessLevel: must(level, 'What the door allowed'),
      accessUntil: must(time, 'Until when it stood open'),
      recordedSeq: may(whole, 'Entry by which the ledger had marked it'),
      requestSays: must(standing, 'State that the request claimed; `nothing` where there is none'),
      emergencyRefusedUntil: must(time, 'Until then emergency access to the environment is refused'),
    },
    personal: why,
  },
} as const satisfies Partial<Record<EventType, EventDescription>>
