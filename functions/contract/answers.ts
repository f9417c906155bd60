import * as v from 'valibot'
import { allowedBases, refusedBases } from '../domain/access-check.ts'
import { eventDomains } from '../domain/events.ts'
import { reasonTypes, requestStates } from '../domain/request.ts'
import { auditorMails } from '../domain/settings.ts'

// What the API answers, as schemas: the OpenAPI document is generated from them, and the clients from that. Times are
// RFC 3339 in UTC, durations ISO 8601. A field that is missing is unknown or does not apply; nothing is `null`.

export const time = v.pipe(v.string(), v.isoTimestamp(), v.description('RFC 3339, UTC'))
export const duration = v.pipe(v.string(), v.description('ISO 8601 duration, for example PT8H'))
export const level = v.picklist(['read', 'write'])
export const state = v.picklist(requestStates)

/** Lists page with an opaque cursor; a page may be short, even empty, and still have one. */
export const pageOf = <T extends v.GenericSchema>(item: T) =>
  v.strictObject({ items: v.array(item), cursor: v.exactOptional(v.string()) })

/** Who did one thing to a request, when, how they proved who they are, and why. */
export const stepAnswer = v.strictObject({
  at: time,
  by: v.strictObject({ kind: v.string(), name: v.exactOptional(v.string()), email: v.exactOptional(v.string()) }),
  method: v.string(),
  reason: v.exactOptional(v.string()),
})

export const commentAnswer = v.strictObject({
  id: v.string(),
  at: time,
  by: v.strictObject({
    kind: v.picklist(['operator', 'approver', 'vendor-admin']),
    name: v.string(),
    email: v.exactOptional(v.string()),
  }),
  text: v.string(),
})

const requestFields = {
  id: v.pipe(v.string(), v.description('`<tenant>.<ULID>`')),
  tenantId: v.string(),
  environmentId: v.string(),
  environmentName: v.string(),
  service: v.string(),
  state,
  /** What people read of the state. */
  display: v.string(),
  version: v.number(),
  operator: v.strictObject({
    id: v.string(),
    name: v.string(),
    email: v.string(),
    country: v.exactOptional(v.string()),
    employer: v.exactOptional(v.string()),
    client: v.exactOptional(v.string()),
  }),
  reason: v.strictObject({ type: v.picklist(reasonTypes), detail: v.string() }),
  supportTicket: v.exactOptional(v.string()),
  accessLevel: level,
  accessPeriod: duration,
  requestedAt: time,
  expiresAt: time,
  granted: v.exactOptional(v.strictObject({ accessLevel: level, accessPeriod: duration, accessUntil: time })),
  decided: v.exactOptional(stepAnswer),
  closed: v.exactOptional(stepAnswer),
  extends: v.exactOptional(v.pipe(v.string(), v.description('The grant that it asks to go on from'))),
  /** Of an emergency: the incident that it is for. */
  incident: v.exactOptional(v.string()),
  /** Of an emergency: the approver who took note of it; missing: nobody did yet. */
  acknowledged: v.exactOptional(stepAnswer),
}

const useAnswer = v.strictObject({ count: v.number(), firstAt: time, lastAt: time })
/** What a grant was used for: accesses that the check let in, tokens and credentials that were given out. */
const usesAnswer = v.strictObject({ check: v.exactOptional(useAnswer), pass: v.exactOptional(useAnswer) })

/** A request as the vendor's side sees it; `granted` only while the grant is open. */
export const requestAnswer = v.strictObject(requestFields)
export const requestPageAnswer = pageOf(requestAnswer)
/** Ids of other grants of the same operator on the same environment that are open. */
const overlapping = v.exactOptional(v.array(v.string()))
/** `GET /requests/{id}`: with the comments. */
export const requestWithCommentsAnswer = v.strictObject({
  ...requestFields,
  comments: v.array(commentAnswer),
  uses: v.exactOptional(usesAnswer),
  overlapping,
})
/** `POST /requests` when lockbox does not govern what was asked for. */
export const notRequiredAnswer = v.strictObject({
  decision: v.literal('NotRequired'),
  basis: v.picklist(['PolicyOff', 'EnvironmentNotManaged', 'ServiceNotCovered']),
})

/** A request as its own organisation sees it: `granted` also once it is over, and whether the access is open now. */
const tenantRequestFields = {
  ...requestFields,
  /** The grant is open at this moment. */
  open: v.boolean(),
  /** A fire drill: it opens no door. */
  drill: v.exactOptional(v.literal(true)),
}
export const tenantRequestAnswer = v.strictObject(tenantRequestFields)
export const tenantRequestPageAnswer = pageOf(tenantRequestAnswer)

/** Why the caller may not do something now; missing when they may. */
const whyNot = v.exactOptional(v.strictObject({ code: v.string(), detail: v.string() }))

export const tenantRequestDetailAnswer = v.strictObject({
  ...tenantRequestFields,
  /** Of what is asked: a decision sends it back, so that what is decided is what was shown. */
  digest: v.string(),
  /** What an approval gives at most: what was asked, within the organisation's limits of this moment. */
  atMost: v.strictObject({ accessLevel: level, accessPeriod: duration }),
  /**
   * What keeps the caller from approving, denying, revoking, asking for mails again, and of an emergency from
   * acknowledging it; all missing: nothing does.
   */
  refusals: v.strictObject({ approve: whyNot, deny: whyNot, revoke: whyNot, mails: whyNot, acknowledge: whyNot }),
  /** How the mail to each approver and observer went. */
  mails: v.array(
    v.strictObject({
      id: v.string(),
      name: v.exactOptional(v.string()),
      email: v.string(),
      role: v.picklist(['approver', 'observer']),
      status: v.picklist(['preparing', 'sent', 'failed']),
      at: time,
      attempts: v.number(),
      error: v.exactOptional(v.string()),
      /** What the mail service said became of it; missing: nothing yet. */
      delivery: v.exactOptional(
        v.strictObject({
          status: v.picklist(['delivered', 'bounced', 'complained', 'rejected']),
          at: time,
          detail: v.exactOptional(v.string()),
        }),
      ),
    }),
  ),
  uses: v.exactOptional(usesAnswer),
  comments: v.array(commentAnswer),
  /** Everything that the ledger has of it, oldest first. */
  events: v.array(
    v.strictObject({
      seq: v.number(),
      at: time,
      type: v.picklist(Object.keys(eventDomains) as (keyof typeof eventDomains)[]),
      by: v.strictObject({ kind: v.string(), name: v.exactOptional(v.string()), email: v.exactOptional(v.string()) }),
      method: v.string(),
      details: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    }),
  ),
  /** Other open grants of the same operator on the same environment: revoking ends them too, unless told otherwise. */
  alsoOpen: v.array(v.strictObject({ id: v.string(), service: v.string(), accessUntil: time })),
  overlapping,
})

/** `POST /tenant/requests/{id}/revoke`: every grant that it ended. */
export const revokedAnswer = v.strictObject({
  revoked: v.array(v.strictObject({ id: v.string(), service: v.string(), accessLevel: level })),
})

const personFields = { id: v.string(), name: v.string(), email: v.string() }

export const settingsAnswer = v.strictObject({
  tenantId: v.string(),
  name: v.string(),
  version: v.number(),
  policy: v.picklist(['on', 'off']),
  approvalMode: v.picklist(['email', 'deny-by-email', 'sign-in']),
  /** Only a confirmed address gets mails with links, and only its approver counts as one who can act. */
  approvers: v.array(v.strictObject({ ...personFields, confirmed: v.boolean() })),
  observers: v.array(v.strictObject(personFields)),
  /** Who gets proofs of the ledger by mail. */
  auditors: v.array(v.strictObject({ ...personFields, mails: v.array(v.picklist(auditorMails)) })),
  maxAccessPeriod: duration,
  maxAccessLevel: level,
  timeZone: v.string(),
  denyNeedsReason: v.boolean(),
  warnings: v.array(v.picklist(['OneApproverOnly', 'NobodyConfirmed'])),
  /** The caller's own id on the list. */
  you: v.string(),
  /** The longest period that this deployment allows at all. */
  deploymentMaxAccessPeriod: duration,
  approvalWindow: duration,
})

export const environmentAnswer = v.strictObject({
  environmentId: v.string(),
  name: v.string(),
  managed: v.boolean(),
  /** Of the customer's mark: 0 until it was changed for the first time. */
  version: v.number(),
  /** After a denial or a revocation: until then emergency access is refused. */
  emergencyRefusedUntil: v.exactOptional(time),
})
export const environmentsAnswer = v.strictObject({ items: v.array(environmentAnswer) })

/** The vendor's proposal of an approver, where nobody is left who can act. */
export const proposalAnswer = v.strictObject({
  proposal: v.exactOptional(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      email: v.string(),
      reason: v.string(),
      proposedAt: time,
      /** From then on the proposed person may accept. */
      effectiveAt: time,
      state: v.picklist(['waiting', 'stopped', 'accepted']),
      /** Whether the caller is the proposed person. */
      you: v.boolean(),
    }),
  ),
})

export const tenantAnswer = v.strictObject({ tenantId: v.string(), name: v.string() })
export const vendorEnvironmentAnswer = v.strictObject({
  tenantId: v.string(),
  environmentId: v.string(),
  name: v.string(),
})
export const vendorEnvironmentsAnswer = v.strictObject({
  items: v.array(v.strictObject({ environmentId: v.string(), name: v.string() })),
})

/** `POST /access/check`. */
export const checkAnswer = v.strictObject({
  /** Anything but `true` is a refusal. */
  allowed: v.boolean(),
  /** Why. */
  basis: v.picklist([...allowedBases, ...refusedBases]),
  /** The request behind it; missing: there is none. */
  requestId: v.exactOptional(v.string()),
  /** Of a grant: when it is over. */
  until: v.exactOptional(time),
})
/** `POST /operators/{id}/end-grants`: every grant that it ended. */
export const endedGrantsAnswer = v.strictObject({
  ended: v.array(
    v.strictObject({ id: v.string(), tenantId: v.string(), environmentId: v.string(), service: v.string() }),
  ),
})
/** `POST /tenants/{id}/environments/{environmentId}/migration`: whose the environment was, and whose it is. */
export const migrationAnswer = v.strictObject({ environmentId: v.string(), from: v.string(), to: v.string() })

/** How people of one side sign in: public clients, authorization code with PKCE. */
export const signInAnswer = v.strictObject({
  /** The issuer: its discovery document says what `metadata` does not. */
  authority: v.string(),
  clientId: v.string(),
  /** Separated by spaces. */
  scope: v.string(),
  /** The command line's own client, and where it may listen for the code. */
  cli: v.strictObject({ clientId: v.string(), redirectUris: v.array(v.string()) }),
  /** OpenID Connect endpoints; missing: ask the authority. */
  metadata: v.exactOptional(
    v.strictObject({
      issuer: v.string(),
      authorization_endpoint: v.string(),
      token_endpoint: v.string(),
      userinfo_endpoint: v.string(),
      revocation_endpoint: v.string(),
      end_session_endpoint: v.string(),
      jwks_uri: v.string(),
    }),
  ),
  /** Ends the session of the sign-in page and leads back to `/`; missing: as OpenID Connect has it. */
  signOutUrl: v.exactOptional(v.string()),
})

/** `GET /config.json`: what the admin centre and the command line know before anybody signs in. */
export const configAnswer = v.strictObject({
  vendor: v.strictObject({ name: v.string(), logoUrl: v.exactOptional(v.string()), supportEmail: v.string() }),
  catalogue: v.array(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      covered: v.boolean(),
      reason: v.exactOptional(v.string()),
    }),
  ),
  approvalWindow: duration,
  accessPeriod: duration,
  /** Missing: this side's issuer has no client for the admin centre. */
  customers: v.exactOptional(signInAnswer),
  operators: v.exactOptional(signInAnswer),
})

/** `GET /openapi.json`. */
export const contractAnswer = v.looseObject({ openapi: v.string() })

/** `POST /requests/{id}/access-token`: for the data service that `audience` names, and no other. */
export const accessTokenAnswer = v.strictObject({
  token: v.string(),
  tokenType: v.literal('lockbox-access+jwt'),
  /** At most five minutes on, and never after the grant. */
  expiresAt: time,
  audience: v.string(),
})

/** `POST /requests/{id}/aws-credentials`. */
export const awsCredentialsAnswer = v.strictObject({
  accessKeyId: v.string(),
  secretAccessKey: v.string(),
  sessionToken: v.string(),
  /** At most fifteen minutes on, and never after the grant. */
  expiresAt: time,
})

/** A public key of ours as RFC 7517 has it. */
export const jwk = {
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: v.string(),
  y: v.string(),
  kid: v.string(),
  use: v.literal('sig'),
  alg: v.literal('ES256'),
} as const

/** `GET /.well-known/jwks.json`: RFC 7517. */
export const jwksAnswer = v.strictObject({ keys: v.array(v.strictObject(jwk)) })

/** A call that was taken and has nothing to say. */
export const nothingAnswer = v.strictObject({})

/** RFC 9457. */
export const problemAnswer = v.looseObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
})
