import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { SignIn, SignInFacts } from '../functions/runtime/sign-in.ts'
import type { Deployment, TrustedIssuer } from './configuration.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { MachineClient, machineScopes, People } from './people.ts'
import { ServiceClients } from './service-clients.ts'

export interface IdentityProps {
  readonly deployment: Deployment
  readonly preToken: LockboxFunction
  readonly publicUrl: string
  readonly configurationSet: ConfigurationSet
}

/** Two domains of people, never one issuer: a pool each, unless the deployment brings an issuer of its own. */
export class LockboxIdentity extends Construct {
  readonly operators: { readonly people: People; readonly machine: MachineClient } | undefined
  readonly customers: People | undefined
  readonly signIn: SignIn
  /** The data services' clients in the operators' own pool. */
  readonly dataServices: ServiceClients | undefined
  /** Client ids of the data services, by service. */
  readonly services: Readonly<Record<string, string>>
  readonly issuers: { readonly operators: TrustedIssuer; readonly customers: TrustedIssuer }

  constructor(scope: Construct, id: string, { deployment, preToken, publicUrl, configurationSet }: IdentityProps) {
    super(scope, id)
    const { operators, customers } = deployment.issuers
    if (!operators) {
      const groups = ['operator', 'breakglass', 'vendor-admin', 'vendor-auditor']
      const people = new People(this, 'Operators', {
        deployment,
        preToken,
        publicUrl,
        configurationSet,
        groups,
        label: 'operators',
        tenants: false,
      })
      const scopes = machineScopes(people)
      this.operators = {
        people,
        machine: new MachineClient(this, 'SupportTooling', { people, scope: scopes.requests }),
      }
      const { catalogue } = deployment
      this.dataServices = new ServiceClients(this, 'DataServices', { people, scope: scopes.check, catalogue })
      this.services = this.dataServices.ids
    } else this.services = operators.services
    if (!customers) {
      const groups = ['approver', 'auditor']
      this.customers = new People(this, 'Customers', {
        deployment,
        preToken,
        publicUrl,
        configurationSet,
        groups,
        label: 'customers',
        tenants: true,
        federation: deployment.federation,
      })
    }
    this.issuers = {
      operators:
        operators ??
        issuerOf(this.operators?.people, this.operators?.machine.userPoolClientId, ...Object.values(this.services)),
      customers: customers ?? issuerOf(this.customers),
    }
    const ofOperators = operators ? signInWith(operators) : this.operators?.people.signIn
    const ofCustomers = customers ? signInWith(customers) : this.customers?.signIn
    this.signIn = { ...(ofCustomers && { customers: ofCustomers }), ...(ofOperators && { operators: ofOperators }) }
  }
}

function issuerOf(people: People | undefined, ...machines: readonly (string | undefined)[]): TrustedIssuer {
  if (!people) throw new Error('an audience has neither a pool nor an issuer')
  const { issuer, client, cli } = people
  const audiences = [client.userPoolClientId, cli.userPoolClientId, ...machines].filter((id) => id !== undefined)
  return { issuer, audiences }
}

type OwnIssuer = NonNullable<Deployment['issuers']['customers']>

/** Of an issuer that the deployment brings: undefined when it has no client for the admin centre. */
const signInWith = ({ issuer, clientId, cliClientId, scopes, origins }: OwnIssuer): SignInFacts | undefined =>
  clientId
    ? {
        issuer,
        clientId,
        ...(cliClientId && { cliClientId }),
        scope: scopes.join(' '),
        ...(origins.length > 0 && { origins }),
      }
    : undefined
