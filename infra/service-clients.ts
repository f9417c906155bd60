import { Duration, SecretValue } from 'aws-cdk-lib'
import { type CfnUserPoolClient, type OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { ServiceClients as ClientIds } from '../functions/runtime/env.ts'
import type { Deployment } from './configuration.ts'
import type { People } from './people.ts'

export interface ServiceClientsProps {
  readonly people: People
  /** That of the check. */
  readonly scope: OAuthScope
  readonly catalogue: Deployment['catalogue']
}

/** A machine client for every service of the catalogue: who asks the check is known by the client alone. */
export class ServiceClients extends Construct {
  /** Client ids by service. */
  readonly ids: Readonly<Record<string, string>>
  private readonly clients: Readonly<Record<string, CfnUserPoolClient>>

  constructor(scope: Construct, id: string, { people, scope: mayCheck, catalogue }: ServiceClientsProps) {
    super(scope, id)
    this.clients = Object.fromEntries(
      catalogue.map((service) => {
        const client = new UserPoolClient(this, service.id, {
          userPool: people.pool,
          generateSecret: true,
          oAuth: { flows: { clientCredentials: true }, scopes: [mayCheck] },
          enableTokenRevocation: true,
          accessTokenValidity: Duration.minutes(60),
        })
        const raw = client.node.defaultChild as CfnUserPoolClient
        raw.explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH']
        return [service.id, raw]
      }),
    )
    this.ids = Object.fromEntries(Object.entries(this.clients).map(([service, { ref }]) => [service, ref]))
  }

  /** What Cognito made for a service's client, for a place in the stack that keeps secrets. */
  secretOf(service: string): SecretValue {
    const client = this.clients[service]
    if (!client) throw new Error(`no service ${service} has a client`)
    return SecretValue.resourceAttribute(client.attrClientSecret)
  }
}

/** What the check is told: whose client is whose, and which services lockbox covers. */
export function serviceClientsOf({ catalogue }: Deployment, ids: Readonly<Record<string, string>>): ClientIds {
  const of = (covered: boolean) =>
    Object.fromEntries(
      catalogue.flatMap((service) => {
        const client = ids[service.id]
        return client && service.covered === covered ? [[service.id, client]] : []
      }),
    )
  return { covered: of(true), notCovered: of(false) }
}
