import type { EmergencyLimits } from '../domain/emergency.ts'
import type { KeyPurpose } from '../domain/proofs/types.ts'
import type { Service } from '../domain/settings.ts'
import type { Instant, Seconds } from '../domain/time.ts'

/**
 * Names of the environment variables, shared by the constructs that set them and the functions that read them.
 * Each function is given only those that it needs.
 */
export const env = {
  stateTable: 'STATE_TABLE',
  ledgerTable: 'LEDGER_TABLE',
  stateMachine: 'STATE_MACHINE',
  linkKey: 'LINK_KEY',
  bus: 'BUS',
  failureBucket: 'FAILURE_BUCKET',
  notifyFunction: 'NOTIFY_FUNCTION',
  relayFunction: 'RELAY_FUNCTION',
  ledgerFunction: 'LEDGER_FUNCTION',
  /** Issuer (`iss`) whose access tokens the function accepts. */
  issuer: 'ISSUER',
  /** The same of each side, for a function that has routes of both. */
  operatorIssuer: 'OPERATOR_ISSUER',
  customerIssuer: 'CUSTOMER_ISSUER',
  /** Origin of every link in a mail: from configuration, never from a Host header. */
  publicUrl: 'PUBLIC_URL',
  /** JSON of `Federation`: which provider of the customers' pool vouches for whom. */
  federation: 'FEDERATION',
  /** Id of the customers' user pool. */
  customerPool: 'CUSTOMER_POOL',
  /** JSON of `SignIn`. */
  signIn: 'SIGN_IN',
  /** SES configuration set that mails are sent with. */
  configurationSet: 'CONFIGURATION_SET',
  /** JSON of `ReminderPlan`. */
  reminders: 'REMINDERS',
  /** JSON of `DeploymentFacts`. */
  deployment: 'DEPLOYMENT',
  /** JSON of `ServiceClients`. */
  services: 'SERVICES',
  /** Name of the stack: the dimension that keeps the metrics of two deployments in one account apart. */
  stackName: 'STACK_NAME',
  /** ARN of the KMS key that signs access tokens. */
  signingKey: 'SIGNING_KEY',
  /** JSON: ARNs of the KMS keys whose public halves are published. */
  accessKeys: 'ACCESS_KEYS',
  /** JSON of `KeyFacts[]`: every ledger key that is published; for receipts and mails those of the one purpose. */
  ledgerKeys: 'LEDGER_KEYS',
  /** URL of the queue of tenants to seal. */
  sealQueue: 'SEAL_QUEUE',
  /** Bucket of checkpoints and statements. */
  proofBucket: 'PROOF_BUCKET',
  exportFunction: 'EXPORT_FUNCTION',
  /** Bucket of exports. */
  exportBucket: 'EXPORT_BUCKET',
  /** Days that an export can be had. */
  exportDays: 'EXPORT_DAYS',
  /** JSON: the role that AWS credentials are given out of, by service. */
  awsRoles: 'AWS_ROLES',
} as const

/** What functions know of the deployment's configuration. */
export interface DeploymentFacts {
  readonly vendor: {
    readonly name: string
    /** https URL; mails and pages show the name alone without it. */
    readonly logoUrl?: string
    /** Reply-To of every mail. */
    readonly supportEmail: string
    /** The vendor's own e-mail domains, lower case: their addresses cannot approve. */
    readonly emailDomains: readonly string[]
  }
  /** From address of every mail. */
  readonly sender: string
  readonly catalogue: readonly Service[]
  readonly approvalWindow: Seconds
  readonly accessPeriod: Seconds
  /** How long an emergency opens a door at most, and how many a tenant can have a day. */
  readonly emergencyAccess: EmergencyLimits
  /** Of the key that signs checkpoints. KMS says it, so no variable has it: `withMailedKeys`. @default - unknown */
  readonly keyThumbprint?: string
  /** Of those before it that still count, and of those that take over from a time on. @default - there are none */
  readonly otherKeys?: readonly { readonly thumbprint: string; readonly from?: Instant }[]
}

/** A ledger key of the configuration. */
export interface KeyFacts {
  readonly keyArn: string
  readonly purpose: KeyPurpose
  readonly validFrom?: Instant
  readonly validUntil?: Instant
}

/** Client ids of the data services, by service: those that lockbox covers, and the others. */
export interface ServiceClients {
  readonly covered: Readonly<Record<string, string>>
  readonly notCovered: Readonly<Record<string, string>>
}

/** The value of an environment variable; a missing one is a deployment error and fails the cold start. */
export function required(name: (typeof env)[keyof typeof env]): string {
  const value = process.env[name]
  if (!value) throw new Error(`environment variable ${name} is not set`)
  return value
}

/** The deployment's facts, parsed once per cold start. */
export const deploymentFacts = (): DeploymentFacts => JSON.parse(required(env.deployment)) as DeploymentFacts
