import type { Seconds } from '../../functions/domain/time.ts'

/** The people that a sandbox is seeded with, by the names that the command line and the tests use. */
export type Who =
  | 'operator'
  | 'operator2'
  | 'breakglass'
  | 'vendor-admin'
  | 'vendor-auditor'
  | 'operator-approver'
  | 'approver'
  | 'approver2'
  | 'approver3'
  | 'auditor'
  | 'clinic-approver'
  | 'clinic-auditor'

/** Someone who can sign in. */
export interface Person {
  readonly who: Who
  readonly name: string
  /** Also the user name. */
  readonly email: string
  readonly password: string
  /** Which of the two pools: they never share an issuer. */
  readonly pool: 'operators' | 'customers'
  readonly groups: readonly string[]
  /** Of customers only. */
  readonly tenantId?: string
}

export interface SeededEnvironment {
  readonly id: string
  readonly name: string
  readonly managed: boolean
}

export interface SeededTenant {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly environments: readonly SeededEnvironment[]
  /** Who is on the settings list. */
  readonly approvers: readonly Who[]
}

/** A machine's client credentials. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Names of the stack's outputs. */
export const outputNames = [
  'ApiUrl',
  'StateTable',
  'LedgerTable',
  'OperatorIssuer',
  'OperatorPoolId',
  'OperatorClientId',
  'OperatorCliClientId',
  'MachineClientId',
  'OperatorTokenUrl',
  'CustomerIssuer',
  'CustomerPoolId',
  'CustomerClientId',
  'CustomerCliClientId',
  'StateMachineArn',
  'BusName',
  'LinkKeyArn',
  'FailureBucket',
  'SweepFunction',
  'DeliveryFunction',
  'RelayFunction',
  'LedgerFunction',
  'NotifyFunction',
  'OperatorFunction',
  'LinkFunction',
  'ServiceClients',
  'CatalogueFunction',
  'CheckpointFunction',
  'PassRoleArn',
  'SampleUrl',
  'ProofBucket',
  'CheckpointFunction',
  'CheckpointClockFunction',
] as const
export type Outputs = Readonly<Record<(typeof outputNames)[number], string>>

/**
 * A deployment with everything that the demo, the tests and `npm run token` need of it. Plain JSON, so that it can be
 * handed to other processes; the same form names a real account (`LOCKBOX_E2E_TARGET`).
 */
export interface Target {
  readonly region: string
  /** The local AWS; absent: the real one, with the credentials of the environment. */
  readonly endpoint?: string
  readonly stackName: string
  readonly outputs: Outputs
  /** Origin of the API. */
  readonly apiUrl: string
  /** Origin of the sample data service. */
  readonly sampleUrl: string
  /** Where client credentials are exchanged for a token. */
  readonly tokenUrl: string
  /** Support tooling's client. */
  readonly machine: Credentials
  /** Those of the data services, by the catalogue's id. */
  readonly services: Readonly<Record<string, Credentials>>
  /** An inbox (maildev's API) that receives the mail of everybody below. */
  readonly inboxUrl: string
  readonly approvalWindow: Seconds
  readonly accessPeriod: Seconds
  readonly people: Readonly<Record<Who, Person>>
  readonly tenants: readonly SeededTenant[]
}
