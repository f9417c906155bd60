import type { EventType } from '../events.ts'
import { keyPurposes } from '../proofs/types.ts'
import {
  type EventDescription,
  flag,
  may,
  maybeTold,
  must,
  oneOf,
  request,
  text,
  thumbprint,
  time,
  ulid,
  yes,
} from './fields.ts'

/** Who reads the ledger, who was refused, and what vouches for its proofs. */
export const proofEvents = {
  'lockbox.key.changed': {
    says: "A key of the ledger's proofs is announced: a new one of checkpoints, which signs from then on, or one of receipts. There is one of each key.",
    id: ['key.<thumbprint>'],
    about: 'tenant',
    details: {
      purpose: must(oneOf(keyPurposes), 'What the new key signs'),
      keyId: must(thumbprint, 'The new key'),
      endorsedBy: may(
        thumbprint,
        "The checkpoints' key that vouches for it; missing: nobody does, since the one before was over",
      ),
      endorsement: may(text, 'JWS by that key'),
    },
    personal: {},
  },
  'lockbox.request.refused': {
    says: 'Somebody of the two sides of a request was refused something about it. Of each request and domain 20 are recorded, 5 of them of people whose request it is not.',
    id: ['ULID'],
    about: 'request id',
    details: {
      call: must(text, 'What they called'),
      code: must(text, "The problem's code, as they were answered"),
      suppressed: may(
        yes,
        'Further refusals of this request, in this domain, are not recorded; after NotFound and NotAnApprover: further ones of this kind',
      ),
    },
    personal: {},
  },
  'lockbox.audit.read': {
    says: "Somebody of the vendor's auditors is about to read a page of this ledger; recorded before.",
    id: ['ULID'],
    about: 'tenant',
    details: {
      continued: must(flag, 'Whether it goes on from another page'),
      'filter.from': may(time, 'From when on'),
      'filter.to': may(time, 'Until when'),
      'filter.environmentId': may(text, 'Of which environment'),
      'filter.type': may(text, 'Which events'),
      'filter.requestId': may(request, 'Of which request'),
      'filter.supportTicket': may(text, 'Of which ticket'),
    },
    personal: { 'filter.actor': maybeTold('By whom') },
  },
  'lockbox.audit.exported': {
    says: 'An auditor of the organisation begins an export; recorded before.',
    id: ['ULID'],
    about: 'tenant',
    details: {
      exportId: must(ulid, 'The export'),
      from: may(time, 'From when on'),
      to: may(time, 'Until when'),
    },
    personal: {},
  },
} as const satisfies Partial<Record<EventType, EventDescription>>
