// Generated from openapi.json by `npm run contract`.


export interface paths {
  "/.well-known/jwks.json": {
    /**
     * The public keys of access tokens
     * @description May be kept for five minutes. The first one signs; the others were used before, or will be.
     */
    get: operations["getAccessKeys"];
  };
  "/.well-known/ledger-keys.json": {
    /**
     * The public keys of the ledger's proofs
     * @description Of checkpoints, statements and receipts; none of them signs an access token. May be kept for five minutes. An id is the key's own thumbprint (RFC 7638): compare it with one that you got another way.
     */
    get: operations["getLedgerKeys"];
  };
  "/access/check": {
    /**
     * Ask whether an operator may in, before letting them
     * @description The service is the calling client's own. Whatever is not `allowed: true` is a refusal, an error too. What is allowed is recorded: a use of a grant once a minute.
     */
    post: operations["checkAccess"];
  };
  "/audit": {
    /** The organisation's ledger, newest first */
    get: operations["listAudit"];
  };
  "/audit/checkpoints": {
    /**
     * The signed checkpoints of the organisation's ledger, oldest first
     * @description With `after`, those of a higher number. A ledger without new events gets one of the same number each day: to have these too, ask from one below the last number that you have.
     */
    get: operations["listCheckpoints"];
  };
  "/audit/exports": {
    /**
     * Begin an export of the ledger
     * @description Of everything, or of what was recorded from `from` on and before `to`, up to the newest entry of this moment. The export is itself on record; an organisation can begin 20 a day (UTC).
     */
    post: operations["startExport"];
  };
  "/audit/exports/{id}": {
    /**
     * How far an export is, then a link to its file
     * @description NDJSON: one entry a line, ascending, each in its canonical form (docs/ledger.md). The link is valid for 15 minutes and takes `Range`, so that a download can go on; another call gives another link.
     */
    get: operations["getExport"];
  };
  "/audit/receipts/{requestId}": {
    /**
     * A signed receipt of what became of a request
     * @description From the ledger alone, and verified offline. It allows nothing.
     */
    get: operations["getReceipt"];
  };
  "/audit/requests": {
    /**
     * One row a request, newest first: what to sample from
     * @description Asked, decided, used and ended, with the number of each in the ledger. Emergencies and fire drills are in it, and marked. `from` and `to` are about when the asking was recorded.
     */
    get: operations["listAuditRequests"];
  };
  "/audit/statements": {
    /** The signed monthly statements, oldest first */
    get: operations["listStatements"];
  };
  "/config.json": {
    /** What a client knows before anybody signs in */
    get: operations["getConfiguration"];
  };
  "/emergency-access": {
    /**
     * Let yourself in, in an emergency
     * @description For people in the group `breakglass`, never for machines. Open as soon as it is recorded, without an approval: all approvers and observers are mailed at once, and can stop it. At most four a day per tenant, and none for 24 hours after a denial or a revocation.
     */
    post: operations["openEmergencyAccess"];
  };
  "/openapi.json": {
    /** This document */
    get: operations["getContract"];
  };
  "/operators/{id}/end-grants": {
    /**
     * End everything that an operator has open, in all organisations
     * @description For a stolen laptop. One transaction each; what is ended says so to everyone concerned.
     */
    post: operations["endGrants"];
  };
  "/requests": {
    /**
     * Requests, newest first
     * @description People get their own. Machines name `tenantId` and a `state` or a `supportTicket`, and so do vendor administrators who want all requests of a tenant.
     */
    get: operations["listRequests"];
    /**
     * Ask for access
     * @description Machines name the operator that they act for, people leave `operator` out. With an `Idempotency-Key` the same call gets the same answer for 24 hours.
     */
    post: operations["startRequest"];
  };
  "/requests/{id}": {
    /**
     * One request, with its comments
     * @description With `wait` the answer is held back while the request waits for its decision, at most so many seconds.
     */
    get: operations["getRequest"];
  };
  "/requests/{id}/access-token": {
    /**
     * A token for the data service of an open grant
     * @description Only for the operator whom the grant is for, or the machine that asked for it. Each is recorded; use one until it ends.
     */
    post: operations["getAccessToken"];
  };
  "/requests/{id}/aws-credentials": {
    /**
     * AWS credentials for an open grant
     * @description Of the role that the deployment names for the service; without one it is `NotConfigured`.
     */
    post: operations["getAwsCredentials"];
  };
  "/requests/{id}/cancel": {
    /** Take a request back while it waits */
    post: operations["cancelRequest"];
  };
  "/requests/{id}/comments": {
    /**
     * Say something to the approvers
     * @description Mailed to the approvers. The clock goes on.
     */
    post: operations["commentOnRequest"];
  };
  "/requests/{id}/end": {
    /** End an open access early */
    post: operations["endRequest"];
  };
  "/requests/{id}/receipt": {
    /**
     * A signed receipt of what became of a request
     * @description From the ledger alone, and verified offline. It allows nothing. Of an own request, of one that the machine asked for, or of any for vendor administrators.
     */
    get: operations["getOwnReceipt"];
  };
  "/requests/{id}/remind": {
    /**
     * Remind the approvers of a request that waits
     * @description Mails all who can decide once more, with fresh links and codes; at most once an hour.
     */
    post: operations["remindApprovers"];
  };
  "/tenant/approvers/{id}/code": {
    /**
     * Mail a fresh confirmation code
     * @description At most three a day for an approver.
     */
    post: operations["sendConfirmationCode"];
  };
  "/tenant/approvers/{id}/confirm": {
    /**
     * Confirm an address with the code that was mailed to it
     * @description Five wrong codes lock a code; a fresh one is needed then.
     */
    post: operations["confirmApprover"];
  };
  "/tenant/drills": {
    /**
     * Start a fire drill
     * @description A request that goes the whole way, is marked as a drill everywhere, and opens no door.
     */
    post: operations["startDrill"];
  };
  "/tenant/environments": {
    /** The environments, and which of them are managed */
    get: operations["listEnvironments"];
  };
  "/tenant/environments/{id}": {
    /** Say whether the lockbox policy is enforced for an environment */
    put: operations["setManaged"];
  };
  "/tenant/environments/{id}/emergency-access": {
    /**
     * Allow emergency access to an environment again
     * @description It is refused for 24 hours after a denial or a revocation. Everybody on the list gets a mail.
     */
    post: operations["allowEmergencyAccess"];
  };
  "/tenant/proposal": {
    /** The vendor's proposal of an approver */
    get: operations["getProposal"];
  };
  "/tenant/proposal/accept": {
    /**
     * Become an approver, as proposed
     * @description For the proposed person, once the time to stop it is over, and only while still nobody else can act.
     */
    post: operations["acceptProposal"];
  };
  "/tenant/proposal/stop": {
    /** Stop the proposal */
    post: operations["stopProposal"];
  };
  "/tenant/requests": {
    /**
     * The organisation's requests
     * @description Without `state`: first those that wait, then all others, newest first.
     */
    get: operations["listTenantRequests"];
  };
  "/tenant/requests/{id}": {
    /** One request, with all that happened to it */
    get: operations["getTenantRequest"];
  };
  "/tenant/requests/{id}/acknowledge": {
    /**
     * Take note of an emergency access
     * @description On record, and no reminder comes any more. It approves nothing; the operator in person cannot do it. Whoever comes second is told who was first.
     */
    post: operations["acknowledgeEmergency"];
  };
  "/tenant/requests/{id}/comments": {
    /**
     * Say something to the operator
     * @description Mailed to the operator and the other approvers. The clock goes on.
     */
    post: operations["commentOnTenantRequest"];
  };
  "/tenant/requests/{id}/decision": {
    /**
     * Approve or deny
     * @description Sends back the `digest` that was shown, so that what is decided is what somebody read. An approval may lower level and period.
     */
    post: operations["decideRequest"];
  };
  "/tenant/requests/{id}/mails": {
    /**
     * Mail link and code once more
     * @description While the request waits, at most three times a day.
     */
    post: operations["sendMails"];
  };
  "/tenant/requests/{id}/revoke": {
    /**
     * Revoke open access
     * @description Ends every open grant of the request's operator on its environment; with `only` this one. Nobody gets in any more from the answer on.
     */
    post: operations["revokeAccess"];
  };
  "/tenant/settings": {
    /** The organisation's settings */
    get: operations["getSettings"];
    /**
     * Change the settings
     * @description All of them, as they are to be. An approver without `id` is new; a new or changed address gets a code by mail, and counts once that was typed. Everybody on the list before and after gets a mail that says what changed.
     */
    put: operations["putSettings"];
  };
  "/tenants/{id}": {
    /**
     * Create a tenant with its first approver, once
     * @description Afterwards its settings are the customer's own.
     */
    put: operations["createTenant"];
  };
  "/tenants/{id}/approver-proposal": {
    /** The proposal of an approver, and what became of it */
    get: operations["getApproverProposal"];
    /**
     * Propose an approver where nobody is left who can act
     * @description Mailed to everybody on the list; any of them may stop it within 72 hours.
     */
    post: operations["proposeApprover"];
  };
  "/tenants/{id}/environments": {
    /** The environments that access can be asked for */
    get: operations["listTenantEnvironments"];
  };
  "/tenants/{id}/environments/{environmentId}": {
    /** Say that a tenant has an environment, and what it is called */
    put: operations["putEnvironment"];
  };
  "/tenants/{id}/environments/{environmentId}/migration": {
    /**
     * Give an environment to another organisation
     * @description Refused while the lockbox policy of either organisation is on, or a request or grant is open on the environment. Its id stays with the former organisation as a tombstone, and so does its history.
     */
    post: operations["migrateEnvironment"];
  };
  "/vendor/tenants/{id}/audit": {
    /**
     * An organisation's ledger, for the vendor's auditors
     * @description Each page is first recorded in that very ledger: who reads, and what they look for. At most 120 an hour of one auditor and organisation.
     */
    get: operations["readTenantAudit"];
  };
}

export type webhooks = Record<string, never>;

export interface components {
  schemas: {
    AccessAnswer: {
      allowed: boolean;
      /** @enum {string} */
      basis: "Approved" | "Emergency" | "PolicyOff" | "EnvironmentNotManaged" | "ServiceNotCovered" | "NoGrant" | "AwaitingApproval" | "NotYetRecorded" | "LevelTooLow" | "Denied" | "Expired" | "Canceled" | "Revoked" | "Ended" | "UnknownTenant" | "UnknownEnvironment" | "EnvironmentMoved";
      requestId?: string;
      until?: components["schemas"]["Instant"];
    };
    AccessCheck: {
      operator: string;
      tenantId: string;
      environmentId: string;
      /**
       * @default read
       * @enum {string}
       */
      accessLevel?: "read" | "write";
      action?: string;
      resource?: string;
    };
    AccessKeys: {
      keys: {
          /** @constant */
          kty: "EC";
          /** @constant */
          crv: "P-256";
          x: string;
          y: string;
          kid: string;
          /** @constant */
          use: "sig";
          /** @constant */
          alg: "ES256";
        }[];
    };
    /** @enum {string} */
    AccessLevel: "read" | "write";
    AccessToken: {
      token: string;
      /** @constant */
      tokenType: "lockbox-access+jwt";
      expiresAt: components["schemas"]["Instant"];
      audience: string;
    };
    Approver: {
      id: string;
      name: string;
      email: string;
      confirmed: boolean;
    };
    ApproverProposal: {
      id: string;
      name: string;
      email: string;
      reason: string;
      proposedAt: components["schemas"]["Instant"];
      effectiveAt: components["schemas"]["Instant"];
      /** @enum {string} */
      state: "waiting" | "stopped" | "accepted";
      you: boolean;
    };
    AuditEntry: {
      seq: number;
      recordedAt: components["schemas"]["Instant"];
      hash: string;
      previousHash: string;
      event: {
        id: string;
        type: string;
        time: components["schemas"]["Instant"];
        data: {
          tenantId: string;
        };
      };
      personal: {
        [key: string]: {
          salt: string;
          value: string;
        };
      };
    };
    AuditExport: {
      id: string;
      /** @enum {string} */
      state: "Running" | "Complete" | "Failed";
      from?: components["schemas"]["Instant"];
      to?: components["schemas"]["Instant"];
      startedAt: components["schemas"]["Instant"];
      expiresAt: components["schemas"]["Instant"];
      entries: number;
      total?: number;
      firstSeq?: number;
      lastSeq?: number;
      bytes: number;
      sha256?: string;
      detail?: string;
      link?: string;
      linkExpiresAt?: components["schemas"]["Instant"];
    };
    AuditPage: {
      items: components["schemas"]["AuditEntry"][];
      cursor?: string;
    };
    AwsCredentials: {
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken: string;
      expiresAt: components["schemas"]["Instant"];
    };
    Checkpoint: {
      seq: number;
      head: string;
      time: components["schemas"]["Instant"];
      keyId: string;
      jws: string;
    };
    CheckpointPage: {
      items: components["schemas"]["Checkpoint"][];
      cursor?: string;
    };
    CloseRequest: {
      reason?: string;
    };
    Comment: {
      id: string;
      at: components["schemas"]["Instant"];
      by: {
        /** @enum {string} */
        kind: "operator" | "approver" | "vendor-admin";
        name: string;
        email?: string;
      };
      text: string;
    };
    Configuration: {
      vendor: {
        name: string;
        logoUrl?: string;
        supportEmail: string;
      };
      catalogue: {
          id: string;
          name: string;
          covered: boolean;
          reason?: string;
        }[];
      approvalWindow: components["schemas"]["Duration"];
      accessPeriod: components["schemas"]["Duration"];
      customers?: components["schemas"]["SignIn"];
      operators?: components["schemas"]["SignIn"];
    };
    ConfirmationCode: {
      code: string;
    };
    Contract: {
      openapi: string;
    };
    Decision: {
      /** @enum {string} */
      decision: "approve" | "deny";
      digest: string;
      /** @enum {string} */
      accessLevel?: "read" | "write";
      /** @description ISO 8601 duration, for example PT4H */
      accessPeriod?: string;
      reason?: string;
    };
    /** @description ISO 8601 duration, for example PT8H */
    Duration: string;
    Empty: Record<string, never>;
    EndGrants: {
      reason: string;
    };
    EndedGrants: {
      ended: {
          id: string;
          tenantId: string;
          environmentId: string;
          service: string;
        }[];
    };
    Environment: {
      environmentId: string;
      name: string;
      managed: boolean;
      version: number;
      emergencyRefusedUntil?: components["schemas"]["Instant"];
    };
    Environments: {
      items: components["schemas"]["Environment"][];
    };
    /** @description What the gateway refuses before any function is called. */
    GatewayRefusal: {
      message: string;
    };
    Grant: {
      accessLevel: components["schemas"]["AccessLevel"];
      accessPeriod: components["schemas"]["Duration"];
      accessUntil: components["schemas"]["Instant"];
    };
    /**
     * Format: date-time
     * @description RFC 3339, UTC
     */
    Instant: string;
    IssuedReceipt: {
      requestId: string;
      /** @enum {string} */
      outcome: "approved" | "denied" | "expired" | "canceled" | "emergency" | "revoked" | "ended";
      seq: number;
      hash: string;
      issuedAt: components["schemas"]["Instant"];
      /** @description RFC 7638 thumbprint of the key that signed it */
      keyId: string;
      /** @description Compact JWS, `typ` `lockbox-receipt+jws`: keep it, and verify it offline */
      jws: string;
      receipt: components["schemas"]["Receipt"];
    };
    LedgerKeys: {
      keys: ({
          /** @constant */
          kty: "EC";
          /** @constant */
          crv: "P-256";
          x: string;
          y: string;
          kid: string;
          /** @constant */
          use: "sig";
          /** @constant */
          alg: "ES256";
          /** @enum {string} */
          purpose: "checkpoint" | "receipt";
          validFrom?: components["schemas"]["Instant"];
          validUntil?: components["schemas"]["Instant"];
        })[];
    };
    MailStatus: {
      id: string;
      name?: string;
      email: string;
      /** @enum {string} */
      role: "approver" | "observer";
      /** @enum {string} */
      status: "preparing" | "sent" | "failed";
      at: components["schemas"]["Instant"];
      attempts: number;
      error?: string;
      delivery?: {
        /** @enum {string} */
        status: "delivered" | "bounced" | "complained" | "rejected";
        at: components["schemas"]["Instant"];
        detail?: string;
      };
    };
    MailsWanted: {
      approverIds?: string[];
    };
    ManagedChange: {
      managed: boolean;
      version: number;
    };
    Migrated: {
      environmentId: string;
      from: string;
      to: string;
    };
    Migration: {
      tenantId: string;
    };
    NewComment: {
      text: string;
    };
    NewEnvironment: {
      name: string;
    };
    NewExport: {
      /** Format: date-time */
      from?: string;
      /** Format: date-time */
      to?: string;
    };
    NewProposal: {
      name: string;
      /** Format: email */
      email: string;
      reason: string;
    };
    NewSettings: {
      version: number;
      name?: string;
      /** @enum {string} */
      policy: "on" | "off";
      /** @enum {string} */
      approvalMode: "email" | "deny-by-email" | "sign-in";
      approvers: {
          id?: string;
          name: string;
          /** Format: email */
          email: string;
        }[];
      observers: {
          id?: string;
          name: string;
          /** Format: email */
          email: string;
        }[];
      auditors?: ({
          id?: string;
          name: string;
          /** Format: email */
          email: string;
          mails: ("checkpoints" | "statements")[];
        })[];
      /** @description ISO 8601 duration, for example PT4H */
      maxAccessPeriod: string;
      /** @enum {string} */
      maxAccessLevel: "read" | "write";
      /** @description IANA name, for example Europe/Zurich */
      timeZone: string;
      denyNeedsReason: boolean;
    };
    NewTenant: {
      name: string;
      /**
       * @description IANA name, for example Europe/Zurich
       * @default UTC
       */
      timeZone?: string;
      /**
       * @default on
       * @enum {string}
       */
      policy?: "on" | "off";
      approver: {
        name: string;
        /** Format: email */
        email: string;
      };
    };
    NotRequired: {
      /** @constant */
      decision: "NotRequired";
      /** @enum {string} */
      basis: "PolicyOff" | "EnvironmentNotManaged" | "ServiceNotCovered";
    };
    Nothing: Record<string, never>;
    Observer: {
      id: string;
      name: string;
      email: string;
    };
    OpenEmergency: {
      tenantId: string;
      environmentId: string;
      service: string;
      /**
       * @default read
       * @enum {string}
       */
      accessLevel?: "read" | "write";
      incident: string;
      justification: string;
      /** @description ISO 8601 duration, for example PT4H */
      accessPeriod?: string;
    };
    Operator: {
      id: string;
      name: string;
      email: string;
      country?: string;
      employer?: string;
      client?: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      /** @description `InvalidRequest`: every fault with its place. */
      errors?: {
          pointer: string;
          detail: string;
        }[];
      /** @description `RequestAlreadyOpen`: the request that is open. */
      requestId?: string;
      /** @description `RequestAlreadyOpen`: the proposal that waits. */
      proposalId?: string;
      /** @description `ProposalNotDue`: when it may be accepted. */
      effectiveAt?: components["schemas"]["Instant"];
      /** @description `RequestExpired`: when its time was over. */
      expiresAt?: components["schemas"]["Instant"];
      /** @description `UnknownService`: the services that there are. */
      known?: string[];
      /** @description `AlreadyDecided`: who was faster led here. */
      state?: components["schemas"]["RequestState"];
      /** @description `AlreadyDecided`: when. */
      at?: string;
      /** @description `AlreadyDecided`: who. */
      by?: string;
      /** @description `EnvironmentInUse`: what is open on it. */
      requestIds?: string[];
      /** @description `LockboxEnabled`: the organisations whose policy is on. */
      tenantIds?: string[];
      /** @description `Busy`: the grants that were ended all the same. */
      ended?: {
          id?: string;
        }[];
      /** @description `EmergencyRefused`: when that is over. */
      until?: components["schemas"]["Instant"];
      /** @description `VersionConflict`: what it is now. */
      current?: components["schemas"]["Settings"] | components["schemas"]["Environment"];
    };
    Proposal: {
      proposal?: components["schemas"]["ApproverProposal"];
    };
    Reason: {
      /** @enum {string} */
      type: "CustomerInitiatedSupport" | "VendorInitiatedService" | "VendorInitiatedReview" | "ThirdPartyDataRequest" | "ProductionAlert";
      detail: string;
    };
    /** @description What the JWS says, for reading: what counts is the JWS */
    Receipt: {
      /** Format: uri */
      iss: string;
      issuedAt: string;
      tenantId: string;
      requestId: string;
      environmentId: string;
      service: string;
      supportTicket?: string;
      /** @enum {string} */
      accessLevel?: "read" | "write";
      accessPeriod?: string;
      operator: {
        id?: string;
        name?: string;
        email?: string;
      };
      reason?: {
        type?: string;
        detail?: string;
      };
      /** @constant */
      drill?: true;
      /** @enum {string} */
      outcome: "approved" | "denied" | "expired" | "canceled" | "emergency" | "revoked" | "ended";
      at: string;
      by: {
        kind: string;
        method: string;
        id?: string;
        name?: string;
        email?: string;
        client?: string;
      };
      why?: string;
      granted?: {
        /** @enum {string} */
        accessLevel: "read" | "write";
        accessPeriod?: string;
        accessUntil: string;
      };
      seq: number;
      hash: string;
      history: {
          type: string;
          at: string;
          seq: number;
          hash: string;
          by: {
            kind: string;
            method: string;
            id?: string;
            name?: string;
            email?: string;
            client?: string;
          };
        }[];
    };
    RecordedEvent: {
      seq: number;
      at: components["schemas"]["Instant"];
      /** @enum {string} */
      type: "lockbox.request.started" | "lockbox.request.approved" | "lockbox.request.denied" | "lockbox.request.canceled" | "lockbox.request.expired" | "lockbox.request.emergency" | "lockbox.request.revoked" | "lockbox.request.ended" | "lockbox.request.notRequired" | "lockbox.request.commented" | "lockbox.door.closed" | "lockbox.settings.created" | "lockbox.settings.changed" | "lockbox.approver.proposed" | "lockbox.approver.proposalStopped" | "lockbox.person.invited" | "lockbox.environment.created" | "lockbox.environment.changed" | "lockbox.environment.managed" | "lockbox.environment.unmanaged" | "lockbox.mail.sent" | "lockbox.mail.failed" | "lockbox.mail.requested" | "lockbox.link.locked" | "lockbox.access.used" | "lockbox.access.notRequired" | "lockbox.environment.migrated" | "lockbox.catalogue.changed" | "lockbox.request.acknowledged" | "lockbox.brake.lifted" | "lockbox.mail.delivered" | "lockbox.mail.undelivered" | "lockbox.access.tokenIssued" | "lockbox.access.credentialsIssued" | "lockbox.key.changed" | "lockbox.request.refused" | "lockbox.audit.read" | "lockbox.audit.exported";
      by: {
        kind: string;
        name?: string;
        email?: string;
      };
      method: string;
      details: {
        [key: string]: string | number | boolean;
      };
    };
    Refusal: {
      code: string;
      detail: string;
    };
    Request: {
      /** @description `<tenant>.<ULID>` */
      id: string;
      tenantId: string;
      environmentId: string;
      environmentName: string;
      service: string;
      state: components["schemas"]["RequestState"];
      display: string;
      version: number;
      operator: components["schemas"]["Operator"];
      reason: components["schemas"]["Reason"];
      supportTicket?: string;
      accessLevel: components["schemas"]["AccessLevel"];
      accessPeriod: components["schemas"]["Duration"];
      requestedAt: components["schemas"]["Instant"];
      expiresAt: components["schemas"]["Instant"];
      granted?: components["schemas"]["Grant"];
      decided?: components["schemas"]["Step"];
      closed?: components["schemas"]["Step"];
      /** @description The grant that it asks to go on from */
      extends?: string;
      incident?: string;
      acknowledged?: components["schemas"]["Step"];
    };
    RequestPage: {
      items: components["schemas"]["Request"][];
      cursor?: string;
    };
    RequestRow: {
      requestId: string;
      tenantId: string;
      environmentId: string;
      service: string;
      supportTicket?: string;
      /** @constant */
      emergency?: true;
      /** @constant */
      drill?: true;
      operator: {
        id?: string;
        name?: string;
        email?: string;
      };
      asked: {
        at: components["schemas"]["Instant"];
        seq: number;
        by: {
          kind: string;
          method: string;
          id?: string;
          name?: string;
          email?: string;
          client?: string;
        };
        why?: string;
        recordedAt: components["schemas"]["Instant"];
        reason?: {
          type?: string;
          detail?: string;
        };
        accessLevel?: components["schemas"]["AccessLevel"];
        accessPeriod?: components["schemas"]["Duration"];
        incident?: string;
      };
      decided?: {
        at: components["schemas"]["Instant"];
        seq: number;
        by: {
          kind: string;
          method: string;
          id?: string;
          name?: string;
          email?: string;
          client?: string;
        };
        why?: string;
        /** @enum {string} */
        decision: "approved" | "denied";
      };
      granted?: {
        accessLevel: components["schemas"]["AccessLevel"];
        accessPeriod?: components["schemas"]["Duration"];
        accessUntil: components["schemas"]["Instant"];
      };
      acknowledged?: {
        at: components["schemas"]["Instant"];
        seq: number;
        by: {
          kind: string;
          method: string;
          id?: string;
          name?: string;
          email?: string;
          client?: string;
        };
        why?: string;
      };
      used?: {
        /** @description Minutes with at least one access */
        accesses: number;
        tokens: number;
        credentials: number;
        firstAt: components["schemas"]["Instant"];
        lastAt: components["schemas"]["Instant"];
        firstSeq: number;
        lastSeq: number;
      };
      ended?: {
        at: components["schemas"]["Instant"];
        seq: number;
        by: {
          kind: string;
          method: string;
          id?: string;
          name?: string;
          email?: string;
          client?: string;
        };
        why?: string;
        /** @enum {string} */
        how: "expired" | "canceled" | "revoked" | "ended";
      };
      /** @enum {string} */
      outcome: "waiting" | "approved" | "denied" | "expired" | "canceled" | "emergency" | "revoked" | "ended";
      /** @description Where the ledger has its transitions */
      seqs: number[];
      /**
       * @description There are older uses that are not counted
       * @constant
       */
      partial?: true;
    };
    RequestRowPage: {
      items: components["schemas"]["RequestRow"][];
      cursor?: string;
    };
    /** @enum {string} */
    RequestState: "ActionNeeded" | "Approved" | "Emergency" | "Denied" | "Expired" | "Canceled" | "Revoked" | "Ended";
    RequestWithComments: {
      /** @description `<tenant>.<ULID>` */
      id: string;
      tenantId: string;
      environmentId: string;
      environmentName: string;
      service: string;
      state: components["schemas"]["RequestState"];
      display: string;
      version: number;
      operator: components["schemas"]["Operator"];
      reason: components["schemas"]["Reason"];
      supportTicket?: string;
      accessLevel: components["schemas"]["AccessLevel"];
      accessPeriod: components["schemas"]["Duration"];
      requestedAt: components["schemas"]["Instant"];
      expiresAt: components["schemas"]["Instant"];
      granted?: components["schemas"]["Grant"];
      decided?: components["schemas"]["Step"];
      closed?: components["schemas"]["Step"];
      /** @description The grant that it asks to go on from */
      extends?: string;
      incident?: string;
      acknowledged?: components["schemas"]["Step"];
      comments: components["schemas"]["Comment"][];
      uses?: {
        check?: {
          count: number;
          firstAt: components["schemas"]["Instant"];
          lastAt: components["schemas"]["Instant"];
        };
        pass?: {
          count: number;
          firstAt: components["schemas"]["Instant"];
          lastAt: components["schemas"]["Instant"];
        };
      };
      overlapping?: string[];
    };
    Revocation: {
      reason?: string;
      /** @constant */
      only?: "this";
    };
    Revoked: {
      revoked: {
          id: string;
          service: string;
          accessLevel: components["schemas"]["AccessLevel"];
        }[];
    };
    Settings: {
      tenantId: string;
      name: string;
      version: number;
      /** @enum {string} */
      policy: "on" | "off";
      /** @enum {string} */
      approvalMode: "email" | "deny-by-email" | "sign-in";
      approvers: components["schemas"]["Approver"][];
      observers: components["schemas"]["Observer"][];
      auditors: ({
          id: string;
          name: string;
          email: string;
          mails: ("checkpoints" | "statements")[];
        })[];
      maxAccessPeriod: components["schemas"]["Duration"];
      maxAccessLevel: components["schemas"]["AccessLevel"];
      timeZone: string;
      denyNeedsReason: boolean;
      warnings: ("OneApproverOnly" | "NobodyConfirmed")[];
      you: string;
      deploymentMaxAccessPeriod: components["schemas"]["Duration"];
      approvalWindow: components["schemas"]["Duration"];
    };
    SignIn: {
      authority: string;
      clientId: string;
      scope: string;
      cli: {
        clientId: string;
        redirectUris: string[];
      };
      metadata?: {
        issuer: string;
        authorization_endpoint: string;
        token_endpoint: string;
        userinfo_endpoint: string;
        revocation_endpoint: string;
        end_session_endpoint: string;
        jwks_uri: string;
      };
      signOutUrl?: string;
    };
    StartRequest: {
      tenantId: string;
      environmentId: string;
      service: string;
      /**
       * @default read
       * @enum {string}
       */
      accessLevel?: "read" | "write";
      reason: {
        /** @enum {string} */
        type: "CustomerInitiatedSupport" | "VendorInitiatedService" | "VendorInitiatedReview" | "ThirdPartyDataRequest" | "ProductionAlert";
        detail: string;
      };
      supportTicket?: string;
      /** @description ISO 8601 duration, for example PT4H */
      accessPeriod?: string;
      extends?: string;
      operator?: {
        id: string;
        name: string;
        /** Format: email */
        email: string;
        country?: string;
        employer?: string;
      };
    };
    Statement: {
      month: string;
      keyId: string;
      jws: string;
    };
    StatementPage: {
      items: components["schemas"]["Statement"][];
      cursor?: string;
    };
    Step: {
      at: components["schemas"]["Instant"];
      by: {
        kind: string;
        name?: string;
        email?: string;
      };
      method: string;
      reason?: string;
    };
    Tenant: {
      tenantId: string;
      name: string;
    };
    TenantRequest: {
      /** @description `<tenant>.<ULID>` */
      id: string;
      tenantId: string;
      environmentId: string;
      environmentName: string;
      service: string;
      state: components["schemas"]["RequestState"];
      display: string;
      version: number;
      operator: components["schemas"]["Operator"];
      reason: components["schemas"]["Reason"];
      supportTicket?: string;
      accessLevel: components["schemas"]["AccessLevel"];
      accessPeriod: components["schemas"]["Duration"];
      requestedAt: components["schemas"]["Instant"];
      expiresAt: components["schemas"]["Instant"];
      granted?: components["schemas"]["Grant"];
      decided?: components["schemas"]["Step"];
      closed?: components["schemas"]["Step"];
      /** @description The grant that it asks to go on from */
      extends?: string;
      incident?: string;
      acknowledged?: components["schemas"]["Step"];
      open: boolean;
      /** @constant */
      drill?: true;
    };
    TenantRequestDetail: {
      /** @description `<tenant>.<ULID>` */
      id: string;
      tenantId: string;
      environmentId: string;
      environmentName: string;
      service: string;
      state: components["schemas"]["RequestState"];
      display: string;
      version: number;
      operator: components["schemas"]["Operator"];
      reason: components["schemas"]["Reason"];
      supportTicket?: string;
      accessLevel: components["schemas"]["AccessLevel"];
      accessPeriod: components["schemas"]["Duration"];
      requestedAt: components["schemas"]["Instant"];
      expiresAt: components["schemas"]["Instant"];
      granted?: components["schemas"]["Grant"];
      decided?: components["schemas"]["Step"];
      closed?: components["schemas"]["Step"];
      /** @description The grant that it asks to go on from */
      extends?: string;
      incident?: string;
      acknowledged?: components["schemas"]["Step"];
      open: boolean;
      /** @constant */
      drill?: true;
      digest: string;
      atMost: {
        accessLevel: components["schemas"]["AccessLevel"];
        accessPeriod: components["schemas"]["Duration"];
      };
      refusals: {
        approve?: components["schemas"]["Refusal"];
        deny?: components["schemas"]["Refusal"];
        revoke?: components["schemas"]["Refusal"];
        mails?: components["schemas"]["Refusal"];
        acknowledge?: components["schemas"]["Refusal"];
      };
      mails: components["schemas"]["MailStatus"][];
      uses?: {
        check?: {
          count: number;
          firstAt: components["schemas"]["Instant"];
          lastAt: components["schemas"]["Instant"];
        };
        pass?: {
          count: number;
          firstAt: components["schemas"]["Instant"];
          lastAt: components["schemas"]["Instant"];
        };
      };
      comments: components["schemas"]["Comment"][];
      events: components["schemas"]["RecordedEvent"][];
      alsoOpen: {
          id: string;
          service: string;
          accessUntil: components["schemas"]["Instant"];
        }[];
      overlapping?: string[];
    };
    TenantRequestPage: {
      items: components["schemas"]["TenantRequest"][];
      cursor?: string;
    };
    VendorEnvironment: {
      tenantId: string;
      environmentId: string;
      name: string;
    };
    VendorEnvironments: {
      items: {
          environmentId: string;
          name: string;
        }[];
    };
  };
  responses: {
    /** @description `Busy` */
    Busy: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "Busy";
        };
        "application/json": components["schemas"]["GatewayRefusal"];
      };
    };
    /** @description `EnvironmentMoved` */
    EnvironmentMoved: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "EnvironmentMoved";
        };
      };
    };
    /** @description `Forbidden` */
    Forbidden: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "Forbidden";
        };
      };
    };
    /** @description Refused by the gateway. */
    Gateway429: {
      content: {
        "application/json": components["schemas"]["GatewayRefusal"];
      };
    };
    /** @description Refused by the gateway. */
    Gateway503: {
      content: {
        "application/json": components["schemas"]["GatewayRefusal"];
      };
    };
    /** @description `InternalError` */
    InternalError: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "InternalError";
        };
      };
    };
    /** @description `InvalidRequest` */
    InvalidRequest: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "InvalidRequest";
        };
      };
    };
    /** @description `NoOutcome` */
    NoOutcome: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "NoOutcome";
        };
      };
    };
    /** @description `NotFound` */
    NotFound: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "NotFound";
        };
      };
    };
    /** @description `NothingToEnd` */
    NothingToEnd: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "NothingToEnd";
        };
      };
    };
    /** @description `PayloadTooLarge` */
    PayloadTooLarge: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "PayloadTooLarge";
        };
      };
    };
    /** @description `RequestExpired` */
    RequestExpired: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "RequestExpired";
        };
      };
    };
    /** @description `TooManyRequests` */
    TooManyRequests: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "TooManyRequests";
        };
        "application/json": components["schemas"]["GatewayRefusal"];
      };
    };
    /** @description `Unauthenticated` */
    Unauthenticated: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "Unauthenticated";
        };
        "application/json": components["schemas"]["GatewayRefusal"];
      };
    };
    /** @description `UnknownEnvironment` */
    UnknownEnvironment: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "UnknownEnvironment";
        };
      };
    };
    /** @description `UnknownService` */
    UnknownService: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "UnknownService";
        };
      };
    };
    /** @description `UnknownTenant` */
    UnknownTenant: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "UnknownTenant";
        };
      };
    };
    /** @description `UnsupportedMediaType` */
    UnsupportedMediaType: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "UnsupportedMediaType";
        };
      };
    };
    /** @description `VendorAddress` */
    VendorAddress: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "VendorAddress";
        };
      };
    };
    /** @description `VersionConflict` */
    VersionConflict: {
      content: {
        "application/problem+json": components["schemas"]["Problem"] & {
          /** @enum {string} */
          code?: "VersionConflict";
        };
      };
    };
  };
  parameters: {
    /** @description `<tenant>.<ULID>` */
    RequestId: string;
    /** @description `<tenant>.<ULID>` */
    ReceiptRequestId: string;
    /** @description A tenant */
    TenantId: string;
    /** @description On the tenant's list */
    ApproverId: string;
    /** @description An environment */
    EnvironmentId: string;
    /** @description An environment */
    TenantEnvironmentId: string;
    /** @description An operator, percent-encoded as every part of a path */
    OperatorId: string;
    /** @description An export */
    ExportId: string;
    /** @description An `ETag` that was got before: 304 when nothing has changed. */
    IfNoneMatch?: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}

export type $defs = Record<string, never>;

export type external = Record<string, never>;

export interface operations {

  /**
   * The public keys of access tokens
   * @description May be kept for five minutes. The first one signs; the others were used before, or will be.
   */
  getAccessKeys: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description A JWK set (RFC 7517). */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["AccessKeys"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * The public keys of the ledger's proofs
   * @description Of checkpoints, statements and receipts; none of them signs an access token. May be kept for five minutes. An id is the key's own thumbprint (RFC 7638): compare it with one that you got another way.
   */
  getLedgerKeys: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description A JWK set (RFC 7517): of each purpose the first one that is valid signs. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["LedgerKeys"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Ask whether an operator may in, before letting them
   * @description The service is the calling client's own. Whatever is not `allowed: true` is a refusal, an error too. What is allowed is recorded: a use of a grant once a minute.
   */
  checkAccess: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["AccessCheck"];
      };
    };
    responses: {
      /** @description Whether, and why. */
      200: {
        content: {
          "application/json": components["schemas"]["AccessAnswer"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The organisation's ledger, newest first */
  listAudit: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        actor?: string;
        environmentId?: string;
        type?: "lockbox.request.started" | "lockbox.request.approved" | "lockbox.request.denied" | "lockbox.request.canceled" | "lockbox.request.expired" | "lockbox.request.emergency" | "lockbox.request.revoked" | "lockbox.request.ended" | "lockbox.request.notRequired" | "lockbox.request.commented" | "lockbox.door.closed" | "lockbox.settings.created" | "lockbox.settings.changed" | "lockbox.approver.proposed" | "lockbox.approver.proposalStopped" | "lockbox.person.invited" | "lockbox.environment.created" | "lockbox.environment.changed" | "lockbox.environment.managed" | "lockbox.environment.unmanaged" | "lockbox.mail.sent" | "lockbox.mail.failed" | "lockbox.mail.requested" | "lockbox.link.locked" | "lockbox.access.used" | "lockbox.access.notRequired" | "lockbox.environment.migrated" | "lockbox.catalogue.changed" | "lockbox.request.acknowledged" | "lockbox.brake.lifted" | "lockbox.mail.delivered" | "lockbox.mail.undelivered" | "lockbox.access.tokenIssued" | "lockbox.access.credentialsIssued" | "lockbox.key.changed" | "lockbox.request.refused" | "lockbox.audit.read" | "lockbox.audit.exported";
        requestId?: string;
        supportTicket?: string;
        limit?: number;
        cursor?: string;
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["AuditPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * The signed checkpoints of the organisation's ledger, oldest first
   * @description With `after`, those of a higher number. A ledger without new events gets one of the same number each day: to have these too, ask from one below the last number that you have.
   */
  listCheckpoints: {
    parameters: {
      query?: {
        after?: number;
        limit?: number;
        cursor?: string;
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["CheckpointPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Begin an export of the ledger
   * @description Of everything, or of what was recorded from `from` on and before `to`, up to the newest entry of this moment. The export is itself on record; an organisation can begin 20 a day (UTC).
   */
  startExport: {
    requestBody?: {
      content: {
        "application/json": components["schemas"]["NewExport"];
      };
    };
    responses: {
      /** @description It runs; `Location` says where to look. */
      202: {
        content: {
          "application/json": components["schemas"]["AuditExport"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * How far an export is, then a link to its file
   * @description NDJSON: one entry a line, ascending, each in its canonical form (docs/ledger.md). The link is valid for 15 minutes and takes `Range`, so that a download can go on; another call gives another link.
   */
  getExport: {
    parameters: {
      path: {
        id: components["parameters"]["ExportId"];
      };
    };
    responses: {
      /** @description The export. */
      200: {
        content: {
          "application/json": components["schemas"]["AuditExport"];
        };
      };
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * A signed receipt of what became of a request
   * @description From the ledger alone, and verified offline. It allows nothing.
   */
  getReceipt: {
    parameters: {
      path: {
        requestId: components["parameters"]["ReceiptRequestId"];
      };
    };
    responses: {
      /** @description The receipt. */
      200: {
        content: {
          "application/json": components["schemas"]["IssuedReceipt"];
        };
      };
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["NoOutcome"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * One row a request, newest first: what to sample from
   * @description Asked, decided, used and ended, with the number of each in the ledger. Emergencies and fire drills are in it, and marked. `from` and `to` are about when the asking was recorded.
   */
  listAuditRequests: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        supportTicket?: string;
        limit?: number;
        cursor?: string;
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["RequestRowPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /** The signed monthly statements, oldest first */
  listStatements: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["StatementPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /** What a client knows before anybody signs in */
  getConfiguration: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description Vendor, catalogue, and how people sign in. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["Configuration"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Let yourself in, in an emergency
   * @description For people in the group `breakglass`, never for machines. Open as soon as it is recorded, without an approval: all approvers and observers are mailed at once, and can stop it. At most four a day per tenant, and none for 24 hours after a denial or a revocation.
   */
  openEmergencyAccess: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["OpenEmergency"];
      };
    };
    responses: {
      /** @description Lockbox does not govern what was asked for. */
      200: {
        content: {
          "application/json": components["schemas"]["NotRequired"];
        };
      };
      /** @description The request, open. */
      201: {
        content: {
          "application/json": components["schemas"]["Request"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      /** @description `UnknownTenant`, `UnknownEnvironment` */
      404: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownTenant" | "UnknownEnvironment";
          });
        };
      };
      /** @description `NoApprover`, `RequestAlreadyOpen`, `EmergencyRefused`, `EnvironmentMoved` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NoApprover" | "RequestAlreadyOpen" | "EmergencyRefused" | "EnvironmentMoved";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["UnknownService"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** This document */
  getContract: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description OpenAPI 3.1. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["Contract"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * End everything that an operator has open, in all organisations
   * @description For a stolen laptop. One transaction each; what is ended says so to everyone concerned.
   */
  endGrants: {
    parameters: {
      path: {
        id: components["parameters"]["OperatorId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EndGrants"];
      };
    };
    responses: {
      /** @description Every grant that this call ended. */
      200: {
        content: {
          "application/json": components["schemas"]["EndedGrants"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Requests, newest first
   * @description People get their own. Machines name `tenantId` and a `state` or a `supportTicket`, and so do vendor administrators who want all requests of a tenant.
   */
  listRequests: {
    parameters: {
      query?: {
        tenantId?: string;
        state?: "ActionNeeded" | "Approved" | "Emergency" | "Denied" | "Expired" | "Canceled" | "Revoked" | "Ended";
        supportTicket?: string;
        cursor?: string;
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["RequestPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Ask for access
   * @description Machines name the operator that they act for, people leave `operator` out. With an `Idempotency-Key` the same call gets the same answer for 24 hours.
   */
  startRequest: {
    parameters: {
      header?: {
        /** @description Belongs to client, operator and tenant, for 24 hours; with another body it is refused. */
        "Idempotency-Key"?: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["StartRequest"];
      };
    };
    responses: {
      /** @description Lockbox does not govern what was asked for. */
      200: {
        content: {
          "application/json": components["schemas"]["NotRequired"];
        };
      };
      /** @description The request, waiting for a decision. */
      201: {
        content: {
          "application/json": components["schemas"]["Request"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      /** @description `UnknownTenant`, `UnknownEnvironment`, `NotFound` */
      404: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownTenant" | "UnknownEnvironment" | "NotFound";
          });
        };
      };
      /** @description `NoApprover`, `RequestAlreadyOpen`, `NoGrant`, `EnvironmentMoved` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NoApprover" | "RequestAlreadyOpen" | "NoGrant" | "EnvironmentMoved";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      /** @description `UnknownService`, `AccessLevelTooHigh`, `IdempotencyMismatch` */
      422: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownService" | "AccessLevelTooHigh" | "IdempotencyMismatch";
          });
        };
      };
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * One request, with its comments
   * @description With `wait` the answer is held back while the request waits for its decision, at most so many seconds.
   */
  getRequest: {
    parameters: {
      query?: {
        wait?: number;
      };
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    responses: {
      /** @description The request. */
      200: {
        content: {
          "application/json": components["schemas"]["RequestWithComments"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * A token for the data service of an open grant
   * @description Only for the operator whom the grant is for, or the machine that asked for it. Each is recorded; use one until it ends.
   */
  getAccessToken: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The token, for at most five minutes. */
      200: {
        content: {
          "application/json": components["schemas"]["AccessToken"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      /** @description `NoGrant`, `NotYetRecorded` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NoGrant" | "NotYetRecorded";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * AWS credentials for an open grant
   * @description Of the role that the deployment names for the service; without one it is `NotConfigured`.
   */
  getAwsCredentials: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description Credentials, for at most fifteen minutes. */
      200: {
        content: {
          "application/json": components["schemas"]["AwsCredentials"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      /** @description `NotFound`, `NotConfigured` */
      404: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NotFound" | "NotConfigured";
          });
        };
      };
      /** @description `NoGrant`, `NotYetRecorded` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NoGrant" | "NotYetRecorded";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** Take a request back while it waits */
  cancelRequest: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["CloseRequest"];
      };
    };
    responses: {
      /** @description The request, canceled. */
      200: {
        content: {
          "application/json": components["schemas"]["Request"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      /** @description `AlreadyDecided`, `RequestExpired` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "AlreadyDecided" | "RequestExpired";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Say something to the approvers
   * @description Mailed to the approvers. The clock goes on.
   */
  commentOnRequest: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewComment"];
      };
    };
    responses: {
      /** @description The comment. */
      201: {
        content: {
          "application/json": components["schemas"]["Comment"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["RequestExpired"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** End an open access early */
  endRequest: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["CloseRequest"];
      };
    };
    responses: {
      /** @description The request, ended. */
      200: {
        content: {
          "application/json": components["schemas"]["Request"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["NothingToEnd"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * A signed receipt of what became of a request
   * @description From the ledger alone, and verified offline. It allows nothing. Of an own request, of one that the machine asked for, or of any for vendor administrators.
   */
  getOwnReceipt: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    responses: {
      /** @description The receipt. */
      200: {
        content: {
          "application/json": components["schemas"]["IssuedReceipt"];
        };
      };
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["NoOutcome"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Remind the approvers of a request that waits
   * @description Mails all who can decide once more, with fresh links and codes; at most once an hour.
   */
  remindApprovers: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    responses: {
      /** @description The mails will be sent. */
      202: {
        content: {
          "application/json": components["schemas"]["Nothing"];
        };
      };
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      /** @description `AlreadyDecided`, `RequestExpired`, `NoApprover` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "AlreadyDecided" | "RequestExpired" | "NoApprover";
          });
        };
      };
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Mail a fresh confirmation code
   * @description At most three a day for an approver.
   */
  sendConfirmationCode: {
    parameters: {
      path: {
        id: components["parameters"]["ApproverId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The code will be mailed. */
      202: {
        content: {
          "application/json": components["schemas"]["Nothing"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotConfirmed`, `NotAnApprover` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotConfirmed" | "NotAnApprover";
          });
        };
      };
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Confirm an address with the code that was mailed to it
   * @description Five wrong codes lock a code; a fresh one is needed then.
   */
  confirmApprover: {
    parameters: {
      path: {
        id: components["parameters"]["ApproverId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConfirmationCode"];
      };
    };
    responses: {
      /** @description The settings as they are now. */
      200: {
        content: {
          "application/json": components["schemas"]["Settings"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed`, `WrongCode`, `LinkLocked` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed" | "WrongCode" | "LinkLocked";
          });
        };
      };
      404: components["responses"]["NotFound"];
      409: components["responses"]["VersionConflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Start a fire drill
   * @description A request that goes the whole way, is marked as a drill everywhere, and opens no door.
   */
  startDrill: {
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The request. */
      201: {
        content: {
          "application/json": components["schemas"]["TenantRequest"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["UnknownEnvironment"];
      /** @description `RequestAlreadyOpen`, `NoApprover` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "RequestAlreadyOpen" | "NoApprover";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      /** @description `UnknownService`, `VendorAddress` */
      422: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownService" | "VendorAddress";
          });
        };
      };
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The environments, and which of them are managed */
  listEnvironments: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description All of them. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["Environments"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /** Say whether the lockbox policy is enforced for an environment */
  setManaged: {
    parameters: {
      path: {
        id: components["parameters"]["EnvironmentId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ManagedChange"];
      };
    };
    responses: {
      /** @description The environment as it is now. */
      200: {
        content: {
          "application/json": components["schemas"]["Environment"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["UnknownEnvironment"];
      409: components["responses"]["VersionConflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Allow emergency access to an environment again
   * @description It is refused for 24 hours after a denial or a revocation. Everybody on the list gets a mail.
   */
  allowEmergencyAccess: {
    parameters: {
      path: {
        id: components["parameters"]["EnvironmentId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The environment as it is now. */
      200: {
        content: {
          "application/json": components["schemas"]["Environment"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["UnknownEnvironment"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The vendor's proposal of an approver */
  getProposal: {
    responses: {
      /** @description The newest one; empty when there was none. */
      200: {
        content: {
          "application/json": components["schemas"]["Proposal"];
        };
      };
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Become an approver, as proposed
   * @description For the proposed person, once the time to stop it is over, and only while still nobody else can act.
   */
  acceptProposal: {
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The settings as they are now. */
      200: {
        content: {
          "application/json": components["schemas"]["Settings"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover";
          });
        };
      };
      404: components["responses"]["NotFound"];
      /** @description `ProposalNotDue`, `ApproverCanAct` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "ProposalNotDue" | "ApproverCanAct";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** Stop the proposal */
  stopProposal: {
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The proposal, stopped. */
      200: {
        content: {
          "application/json": components["schemas"]["Proposal"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover";
          });
        };
      };
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * The organisation's requests
   * @description Without `state`: first those that wait, then all others, newest first.
   */
  listTenantRequests: {
    parameters: {
      query?: {
        state?: "ActionNeeded" | "Approved" | "Emergency" | "Denied" | "Expired" | "Canceled" | "Revoked" | "Ended";
        environmentId?: string;
        operator?: string;
        supportTicket?: string;
        from?: string;
        to?: string;
        limit?: number;
        cursor?: string;
      };
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["TenantRequestPage"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /** One request, with all that happened to it */
  getTenantRequest: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    responses: {
      /** @description The request. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["TenantRequestDetail"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["NotFound"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Take note of an emergency access
   * @description On record, and no reminder comes any more. It approves nothing; the operator in person cannot do it. Whoever comes second is told who was first.
   */
  acknowledgeEmergency: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Empty"];
      };
    };
    responses: {
      /** @description The request, acknowledged. */
      200: {
        content: {
          "application/json": components["schemas"]["TenantRequest"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed`, `SelfApproval` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed" | "SelfApproval";
          });
        };
      };
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Say something to the operator
   * @description Mailed to the operator and the other approvers. The clock goes on.
   */
  commentOnTenantRequest: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewComment"];
      };
    };
    responses: {
      /** @description The comment. */
      201: {
        content: {
          "application/json": components["schemas"]["Comment"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["NotFound"];
      409: components["responses"]["RequestExpired"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Approve or deny
   * @description Sends back the `digest` that was shown, so that what is decided is what somebody read. An approval may lower level and period.
   */
  decideRequest: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Decision"];
      };
    };
    responses: {
      /** @description The request, decided. */
      200: {
        content: {
          "application/json": components["schemas"]["TenantRequest"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed`, `SelfApproval`, `WayOfDecidingRefused` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed" | "SelfApproval" | "WayOfDecidingRefused";
          });
        };
      };
      404: components["responses"]["NotFound"];
      /** @description `AskChanged`, `AlreadyDecided`, `RequestExpired`, `EnvironmentMoved` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "AskChanged" | "AlreadyDecided" | "RequestExpired" | "EnvironmentMoved";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      /** @description `ReasonRequired`, `AccessLevelTooHigh`, `VendorAddress` */
      422: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "ReasonRequired" | "AccessLevelTooHigh" | "VendorAddress";
          });
        };
      };
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Mail link and code once more
   * @description While the request waits, at most three times a day.
   */
  sendMails: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["MailsWanted"];
      };
    };
    responses: {
      /** @description The mails will be sent. */
      202: {
        content: {
          "application/json": components["schemas"]["Nothing"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["NotFound"];
      /** @description `NoApprover`, `AlreadyDecided`, `RequestExpired` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "NoApprover" | "AlreadyDecided" | "RequestExpired";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Revoke open access
   * @description Ends every open grant of the request's operator on its environment; with `only` this one. Nobody gets in any more from the answer on.
   */
  revokeAccess: {
    parameters: {
      path: {
        id: components["parameters"]["RequestId"];
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Revocation"];
      };
    };
    responses: {
      /** @description Every grant that it ended. */
      200: {
        content: {
          "application/json": components["schemas"]["Revoked"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      404: components["responses"]["NotFound"];
      409: components["responses"]["NothingToEnd"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The organisation's settings */
  getSettings: {
    parameters: {
      header?: {
        "If-None-Match"?: components["parameters"]["IfNoneMatch"];
      };
    };
    responses: {
      /** @description The settings. */
      200: {
        headers: {
          /** @description Changes when the answer does. */
          ETag?: string;
        };
        content: {
          "application/json": components["schemas"]["Settings"];
        };
      };
      /** @description What you have is still so. */
      304: {
        content: never;
      };
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Change the settings
   * @description All of them, as they are to be. An approver without `id` is new; a new or changed address gets a code by mail, and counts once that was typed. Everybody on the list before and after gets a mail that says what changed.
   */
  putSettings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewSettings"];
      };
    };
    responses: {
      /** @description The settings as they are now. */
      200: {
        content: {
          "application/json": components["schemas"]["Settings"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `NotAnApprover`, `NotConfirmed` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "NotAnApprover" | "NotConfirmed";
          });
        };
      };
      /** @description `VersionConflict`, `LastApprover` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "VersionConflict" | "LastApprover";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Create a tenant with its first approver, once
   * @description Afterwards its settings are the customer's own.
   */
  createTenant: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewTenant"];
      };
    };
    responses: {
      /** @description The same call was answered before. */
      200: {
        content: {
          "application/json": components["schemas"]["Tenant"];
        };
      };
      /** @description The tenant. */
      201: {
        content: {
          "application/json": components["schemas"]["Tenant"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      /** @description `Forbidden`, `CustomerOwned` */
      403: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "Forbidden" | "CustomerOwned";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The proposal of an approver, and what became of it */
  getApproverProposal: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
      };
    };
    responses: {
      /** @description The newest one; empty when there was none. */
      200: {
        content: {
          "application/json": components["schemas"]["Proposal"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["UnknownTenant"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /**
   * Propose an approver where nobody is left who can act
   * @description Mailed to everybody on the list; any of them may stop it within 72 hours.
   */
  proposeApprover: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewProposal"];
      };
    };
    responses: {
      /** @description The proposal. */
      201: {
        content: {
          "application/json": components["schemas"]["Proposal"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["UnknownTenant"];
      /** @description `ApproverCanAct`, `RequestAlreadyOpen` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "ApproverCanAct" | "RequestAlreadyOpen";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      422: components["responses"]["VendorAddress"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /** The environments that access can be asked for */
  listTenantEnvironments: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
      };
    };
    responses: {
      /** @description All of them. */
      200: {
        content: {
          "application/json": components["schemas"]["VendorEnvironments"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Gateway503"];
    };
  };
  /** Say that a tenant has an environment, and what it is called */
  putEnvironment: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
        environmentId: components["parameters"]["TenantEnvironmentId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewEnvironment"];
      };
    };
    responses: {
      /** @description It had that name, or has it now. */
      200: {
        content: {
          "application/json": components["schemas"]["VendorEnvironment"];
        };
      };
      /** @description The environment, managed. */
      201: {
        content: {
          "application/json": components["schemas"]["VendorEnvironment"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["UnknownTenant"];
      409: components["responses"]["EnvironmentMoved"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * Give an environment to another organisation
   * @description Refused while the lockbox policy of either organisation is on, or a request or grant is open on the environment. Its id stays with the former organisation as a tombstone, and so does its history.
   */
  migrateEnvironment: {
    parameters: {
      path: {
        id: components["parameters"]["TenantId"];
        environmentId: components["parameters"]["TenantEnvironmentId"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Migration"];
      };
    };
    responses: {
      /** @description The environment was moved, now or before. */
      200: {
        content: {
          "application/json": components["schemas"]["Migrated"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      /** @description `UnknownTenant`, `UnknownEnvironment` */
      404: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownTenant" | "UnknownEnvironment";
          });
        };
      };
      /** @description `EnvironmentMoved`, `LockboxEnabled`, `EnvironmentInUse` */
      409: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "EnvironmentMoved" | "LockboxEnabled" | "EnvironmentInUse";
          });
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["Gateway429"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
  /**
   * An organisation's ledger, for the vendor's auditors
   * @description Each page is first recorded in that very ledger: who reads, and what they look for. At most 120 an hour of one auditor and organisation.
   */
  readTenantAudit: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        actor?: string;
        environmentId?: string;
        type?: "lockbox.request.started" | "lockbox.request.approved" | "lockbox.request.denied" | "lockbox.request.canceled" | "lockbox.request.expired" | "lockbox.request.emergency" | "lockbox.request.revoked" | "lockbox.request.ended" | "lockbox.request.notRequired" | "lockbox.request.commented" | "lockbox.door.closed" | "lockbox.settings.created" | "lockbox.settings.changed" | "lockbox.approver.proposed" | "lockbox.approver.proposalStopped" | "lockbox.person.invited" | "lockbox.environment.created" | "lockbox.environment.changed" | "lockbox.environment.managed" | "lockbox.environment.unmanaged" | "lockbox.mail.sent" | "lockbox.mail.failed" | "lockbox.mail.requested" | "lockbox.link.locked" | "lockbox.access.used" | "lockbox.access.notRequired" | "lockbox.environment.migrated" | "lockbox.catalogue.changed" | "lockbox.request.acknowledged" | "lockbox.brake.lifted" | "lockbox.mail.delivered" | "lockbox.mail.undelivered" | "lockbox.access.tokenIssued" | "lockbox.access.credentialsIssued" | "lockbox.key.changed" | "lockbox.request.refused" | "lockbox.audit.read" | "lockbox.audit.exported";
        requestId?: string;
        supportTicket?: string;
        limit?: number;
        cursor?: string;
      };
      path: {
        id: components["parameters"]["TenantId"];
      };
    };
    responses: {
      /** @description A page: the end is where there is no `cursor`. */
      200: {
        content: {
          "application/json": components["schemas"]["AuditPage"];
        };
      };
      400: components["responses"]["InvalidRequest"];
      401: components["responses"]["Unauthenticated"];
      403: components["responses"]["Forbidden"];
      /** @description `UnknownTenant`, `NotFound` */
      404: {
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code?: "UnknownTenant" | "NotFound";
          });
        };
      };
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["Busy"];
    };
  };
}
