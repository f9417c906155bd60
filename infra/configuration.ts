import * as v from 'valibot'
import type { Service } from '../functions/domain/settings.ts'
import type { Federation } from '../functions/identity/federation.ts'
import type { DeploymentFacts } from '../functions/runtime/env.ts'
import { configurationSchema } from './configuration-schema.ts'

/** Everything that a deployment decides: one typed object, checked at synth (design §4). */
export interface DeploymentConfiguration {
  /** Name of the CloudFormation stack; nothing else is named, so two stacks fit in one account. @default 'CustomerLockbox' */
  readonly stackName?: string
  /**
   * `sandbox`: can be destroyed and leaves nothing behind once the lock of its proofs, a day, is over. `production`: tables
   * and pools are retained, protected from deletion and restorable to any second of the last 35 days; MFA is required.
   */
  readonly stage: 'sandbox' | 'production'
  /** Who asks for access: shown in every mail and on every page. */
  readonly vendor: {
    readonly name: string
    /** https URL of an image. @default - the name alone is shown */
    readonly logoUrl?: string
    /** Reply-To of every mail. */
    readonly supportEmail: string
    /** The vendor's own e-mail domains: an address in one of them, or below it, cannot approve. */
    readonly emailDomains: readonly string[]
  }
  readonly sender: {
    /** From address of every mail. */
    readonly address: string
    /**
     * The SES identity that mails are sent with. `existing`: the address or its domain is verified in this account and region.
     * `create-domain`: the stack creates the identity of the address's domain; publish the DKIM records that SES shows.
     * `create-address`: the stack creates the identity of the address; SES sends it a mail with a link to confirm.
     */
    readonly identity: 'existing' | 'create-domain' | 'create-address'
    /** Domain that is verified in SES, where that is one above the address's own; with `existing` only. @default - the address's domain */
    readonly identityName?: string
  }
  /**
   * The API's own domain.
   * @default - an `execute-api` address, which looks like phishing in a customer's mail: for demonstrations only
   */
  readonly domain?: {
    readonly name: string
    /** ACM certificate of that name, in the stack's region. */
    readonly certificateArn: string
    /** Route 53 zone in which the stack creates the record. @default - you create it (output `DomainTarget`) */
    readonly hostedZone?: { readonly id: string; readonly name: string }
  }
  /** Origin of all links. @default - the domain, or the API's address without one. Set only to run locally. */
  readonly publicUrl?: string
  /** Who signs tokens. @default - a Cognito user pool of the stack's own for each of the two */
  readonly issuers?: {
    readonly operators?: OperatorIssuer
    readonly customers?: OidcIssuer
  }
  /** Organisations that sign in to the customers' pool with an identity provider of their own. @default - none */
  readonly federation?: readonly FederatedCustomer[]
  /** Product areas that access can be asked for; what is not covered carries its reason. */
  readonly catalogue: readonly CataloguedService[]
  /** How long a request waits for a decision, ISO 8601, at most a year. @default 'P4D' */
  readonly approvalWindow?: string
  /** How long an approved request opens the door unless asked or set shorter, ISO 8601. @default 'PT8H' */
  readonly accessPeriod?: string
  /** Access without an approval, for the group `breakglass`. */
  readonly emergencyAccess?: {
    /** How long it opens the door at most, ISO 8601, at most 4 hours. @default 'PT4H' */
    readonly period?: string
    /** How many a tenant can have a day, at most 4. @default 4 */
    readonly perDay?: number
  }
  /** When approvers are reminded of a request that waits, ISO 8601; what does not lie within its window is left out. */
  readonly reminders?: {
    /** After it was asked. @default 'PT4H' */
    readonly first?: string
    /** Again and again, counted from its asking. @default 'P1D' */
    readonly every?: string
    /** Before its window is over. @default 'PT4H' */
    readonly beforeEnd?: string
  }
  readonly retention?: {
    /** Days that logs are kept: one of the lengths that CloudWatch Logs knows. @default 90; in a sandbox 7 */
    readonly logDays?: number
  }
  /** Address that the alarm topic mails to. @default - subscribe to the topic yourself (output `AlarmTopic`) */
  readonly alarmEmail?: string
  /**
   * Names of the keys that access tokens are signed with: the first one signs, all are published, so that a key can be
   * rotated without a gap (docs/guard.md). @default - `['k1']`
   */
  readonly accessKeys?: readonly string[]
  /**
   * The keys of the ledger's proofs, by what they sign, newest first: of each the first one that is valid signs, all are
   * published. Rotated by naming one more in front, ahead of its time (docs/operating.md). @default - one `k1` each
   */
  readonly ledgerKeys?: {
    /** Checkpoints, statements, and changes of keys. */
    readonly checkpoint?: readonly LedgerKeyName[]
    readonly receipt?: readonly LedgerKeyName[]
  }
  /** Where checkpoints and statements are kept, under S3 Object Lock. */
  readonly proofs?: {
    /**
     * Name of a bucket that is there already, such as one in an account of its own: with versioning and Object Lock, and a
     * policy that lets the stack's functions in (docs/deploying.md). @default - the stack makes one
     */
    readonly bucketName?: string
    /** Days that nobody can delete one: compliance mode in production, governance in a sandbox. @default 3650; in a sandbox 1 */
    readonly lockDays?: number
    /** How often a tenant with new events gets a checkpoint, ISO 8601; each gets one a day anyway. @default 'PT1H' */
    readonly every?: string
  }
  /** Files that auditors asked for. */
  readonly exports?: {
    /** Days that they can be had, at most 365. @default 7 */
    readonly days?: number
  }
  /** A data service that shows how the door is kept, for demonstrations and tests. @default - none */
  readonly sample?: {
    /** Id of the service of the catalogue that it stands for. */
    readonly service: string
    /** Pins its API's id in a local AWS, as `apiId` does. @default - none */
    readonly apiId?: string
  }
  /** Pins the API's id in a local AWS (tag `ms-custom-id`), so that its URLs are known before the deploy. @default - none */
  readonly apiId?: string
}

/** A key of the ledger's proofs. Outside of its interval nothing that it signed counts. */
export interface LedgerKeyName {
  /** Letters, digits and dashes; it never changes. */
  readonly name: string
  /** RFC 3339 in UTC, from when on it signs; needed of all but the oldest. @default - since ever */
  readonly validFrom?: string
  /** RFC 3339 in UTC, once another one signs. @default - until further notice */
  readonly validUntil?: string
}

/** A product area that access can be asked for. */
export interface CataloguedService extends Service {
  /**
   * The role whose credentials operators get for an open grant: for a service that they work on with AWS's own tools
   * (docs/guard.md says how it must trust). Only the function that gives them out knows it. @default - none
   */
  readonly awsRoleArn?: string
}

/** An OpenID Connect issuer other than the stack's own pools. */
export interface OidcIssuer {
  /** `iss` of its tokens; `<issuer>/.well-known/openid-configuration` must be public. */
  readonly issuer: string
  /** Accepted `aud` (or `client_id`) values of access tokens. */
  readonly audiences: readonly string[]
  /** Its public client for the admin centre: code with PKCE, returning to `<origin>/app/signed-in`. @default - nobody of this side signs in to the admin centre */
  readonly clientId?: string
  /** Its public client for the command line, returning to `http://localhost:47811/callback` (or 47812, 47813). @default - clientId */
  readonly cliClientId?: string
  /** What a sign-in asks for. @default - `openid` */
  readonly scopes?: readonly string[]
  /** Origins beside the issuer's own that a browser calls to sign in, such as its token endpoint's. @default - none */
  readonly origins?: readonly string[]
}

/** The operators' issuer also knows the vendor's data services. */
export interface OperatorIssuer extends OidcIssuer {
  /** Client id of each data service, by its id in the catalogue. @default - no data service may ask the check */
  readonly services?: Readonly<Record<string, string>>
}

/** A customer's own identity provider: whoever comes from it belongs to exactly this tenant. */
export interface FederatedCustomer {
  /** The one tenant of its people, whatever they say of themselves. */
  readonly tenantId: string
  /** The provider's name in the pool and on the sign-in page: 3 to 32 letters, digits and dashes. It never changes. */
  readonly name: string
  /** An OpenID Connect provider; either this or `saml`. */
  readonly oidc?: {
    readonly issuer: string
    readonly clientId: string
    /** Name of the secret in Secrets Manager whose whole value is the client's secret. */
    readonly clientSecretName: string
    /** @default - `openid email profile` */
    readonly scopes?: readonly string[]
  }
  /** A SAML 2.0 provider; either this or `oidc`. */
  readonly saml?: {
    /** https URL of its metadata. */
    readonly metadataUrl: string
  }
  /** Whether the provider vouches for the addresses that it sends: without that nobody of it can be an approver. @default false */
  readonly emailVerified?: boolean
  /** What its people may enter: `approver`, `auditor`. @default - what an administrator of the pool gave each of them */
  readonly groups?: readonly ('approver' | 'auditor')[]
  readonly attributes?: {
    /** Its claim with the address. @default - `email`, or SAML's `emailaddress` */
    readonly email?: string
    /** Its claim with the name. @default - `name`, or SAML's `name` */
    readonly name?: string
  }
}

/** What decides whether an access token is let in. */
export type TrustedIssuer = Pick<OidcIssuer, 'issuer' | 'audiences'>

/** The configuration after its check: defaults filled in, durations in seconds. */
export type Deployment = v.InferOutput<typeof configurationSchema>

/** Checks a configuration; the error says everything that is to be changed, and where. */
export function checkConfiguration(configuration: DeploymentConfiguration): Deployment {
  const checked = v.safeParse(configurationSchema, configuration)
  if (checked.success) return checked.output
  const lines = checked.issues.map((issue) => {
    const at = v.getDotPath(issue)
    return `  - ${at && !issue.message.startsWith(at) ? `${at}: ` : ''}${issue.message}`
  })
  throw new Error(`The deployment's configuration is not valid. Please change:\n${lines.join('\n')}`)
}

/** What the functions are told of the deployment. */
export const factsOf = ({
  vendor,
  sender,
  catalogue,
  approvalWindow,
  accessPeriod,
  emergencyAccess,
}: Deployment): DeploymentFacts => ({
  vendor: {
    name: vendor.name,
    ...(vendor.logoUrl && { logoUrl: vendor.logoUrl }),
    supportEmail: vendor.supportEmail,
    emailDomains: vendor.emailDomains,
  },
  sender: sender.address,
  catalogue: catalogue.map(({ id, name, covered, reason }) => ({ id, name, covered, ...(reason && { reason }) })),
  approvalWindow,
  accessPeriod,
  emergencyAccess,
})

/** The roles that AWS credentials are given out of, by service. */
export const awsRolesOf = ({ catalogue }: Deployment): Readonly<Record<string, string>> =>
  Object.fromEntries(catalogue.flatMap(({ id, awsRoleArn }) => (awsRoleArn ? [[id, awsRoleArn]] : [])))

/** What the pre-token trigger is told: who belongs to which tenant. */
export const federationOf = ({ federation }: Deployment): Federation =>
  Object.fromEntries(
    federation.map(({ name, tenantId, emailVerified, groups: admitted }) => [
      name,
      { tenantId, emailVerified, ...(admitted && { groups: admitted }) },
    ]),
  )
