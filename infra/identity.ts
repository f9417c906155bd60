import { Construct } from 'constructs'
import type { Deployment, OidcIssuer } from './configuration.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { MachineClient, People } from './people.ts'

export interface IdentityProps {
  readonly deployment: Deployment
  readonly preToken: LockboxFunction
  readonly publicUrl: string
}

/** Two domains of people, never one issuer: a pool each, unless the deployment brings an issuer of its own. */
export class LockboxIdentity extends Construct {
  readonly operators: { readonly people: People; readonly machine: MachineClient } | undefined
  readonly customers: People | undefined
  readonly issuers: { readonly operators: OidcIssuer; readonly customers: OidcIssuer }

  constructor(scope: Construct, id: string, { deployment, preToken, publicUrl }: IdentityProps) {
    super(scope, id)
    const { operators, customers } = deployment.issuers
    if (!operators) {
      const groups = ['operator', 'breakglass', 'vendor-admin', 'vendor-auditor']
      const people = new People(this, 'Operators', {
        deployment,
        preToken,
        publicUrl,
        groups,
        label: 'operators',
        tenants: false,
      })
      this.operators = { people, machine: new MachineClient(this, 'SupportTooling', { people }) }
    }
    if (!customers) {
      const groups = ['approver', 'auditor']
      this.customers = new People(this, 'Customers', {
        deployment,
        preToken,
        publicUrl,
        groups,
        label: 'customers',
        tenants: true,
      })
    }
    this.issuers = {
      operators: operators ?? issuerOf(this.operators?.people, this.operators?.machine),
      customers: customers ?? issuerOf(this.customers),
    }
  }
}

function issuerOf(people: People | undefined, machine?: MachineClient): OidcIssuer {
  if (!people) throw new Error('an audience has neither a pool nor an issuer')
  const audiences = [people.client.userPoolClientId, ...(machine ? [machine.userPoolClientId] : [])]
  return { issuer: people.issuer, audiences }
}
