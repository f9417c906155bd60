import type { EventType } from '../events.ts'
import { type EventDescription, level, may, must, oneOf, text, time } from './fields.ts'

const done = {
  accessLevel: must(level, 'What was about to be done'),
  action: may(text, "The data service's own name for it"),
  resource: may(text, 'What it was done to, in the same words'),
}

/** What an access was used for. */
export const accessEvents = {
  'lockbox.access.used': {
    says: 'A data service let the operator in, by their word; the first use of a grant in each minute. The actor is the operator, `data.actor.client` the service.',
    id: ['ULID'],
    about: 'request',
    details: done,
    personal: {},
  },
  'lockbox.access.notRequired': {
    says: 'A data service let somebody in for whom no grant was needed; the first in each hour of an operator, environment and service.',
    id: ['ULID'],
    about: 'place',
    details: {
      ...done,
      basis: must(oneOf(['PolicyOff', 'EnvironmentNotManaged', 'ServiceNotCovered']), 'Why none was needed'),
    },
    personal: {},
  },
  'lockbox.access.tokenIssued': {
    says: "A token was given out for a grant; recorded before. The id is the token's `jti`. Who has one in hand may not have used it.",
    id: ['ULID'],
    about: 'request',
    details: {
      accessLevel: must(level, 'What it allows'),
      expiresAt: must(time, 'Until when it is good'),
      audience: must(text, 'The data service that it is for'),
    },
    personal: {},
  },
  'lockbox.access.credentialsIssued': {
    says: "AWS credentials were given out for a grant; recorded before. The id is the session's name in CloudTrail.",
    id: ['ULID'],
    about: 'request',
    details: { accessLevel: must(level, 'What they allow'), expiresAt: must(time, 'Until when they are good') },
    personal: {},
  },
} as const satisfies Partial<Record<EventType, EventDescription>>
