import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider'
import { type ApiAnswer, type ApiClient, api } from './api.ts'
import { clientConfig } from './aws.ts'
import { addApprover, unmanage } from './customer.ts'
import { recordOutbox } from './functions.ts'
import { tenants } from './people.ts'
import type { Credentials, Outputs, Person, SeededTenant, Target } from './target.ts'

type Cloud = Pick<Target, 'region' | 'endpoint' | 'outputs'>

const cognitoOf = (cloud: Pick<Cloud, 'region' | 'endpoint'>) => new CognitoIdentityProviderClient(clientConfig(cloud))

/** Makes a person able to sign in, as the pool's administrator does. */
export async function addPerson(cloud: Cloud, person: Omit<Person, 'who'>): Promise<void> {
  const cognito = cognitoOf(cloud)
  const pool = {
    UserPoolId: person.pool === 'operators' ? cloud.outputs.OperatorPoolId : cloud.outputs.CustomerPoolId,
    Username: person.email,
  }
  await cognito
    .send(
      new AdminCreateUserCommand({
        ...pool,
        // No invitation by mail.
        MessageAction: 'SUPPRESS',
        TemporaryPassword: person.password,
        UserAttributes: [
          { Name: 'email', Value: person.email },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'name', Value: person.name },
          ...(person.tenantId ? [{ Name: 'custom:tenant', Value: person.tenantId }] : []),
        ],
      }),
    )
    .catch((error: unknown) => {
      // A given AWS may have been seeded before.
      if (!(error instanceof UsernameExistsException)) throw error
    })
  await Promise.all([
    cognito.send(new AdminSetUserPasswordCommand({ ...pool, Password: person.password, Permanent: true })),
    ...person.groups.map((GroupName) => cognito.send(new AdminAddUserToGroupCommand({ ...pool, GroupName }))),
  ])
}

/** The credentials of support tooling and of the data services: Cognito made their secrets. */
export async function machinesOf(cloud: {
  region: string
  endpoint?: string
  outputs: Outputs
}): Promise<Pick<Target, 'machine' | 'services'>> {
  const cognito = cognitoOf(cloud)
  const { OperatorPoolId: UserPoolId, MachineClientId, ServiceClients } = cloud.outputs
  const credentials = async (clientId: string): Promise<Credentials> => {
    const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: clientId }))
    return { clientId, clientSecret: UserPoolClient?.ClientSecret ?? '' }
  }
  const services = Object.entries(JSON.parse(ServiceClients) as Record<string, string>)
  return {
    machine: await credentials(MachineClientId),
    services: Object.fromEntries(
      await Promise.all(services.map(async ([service, clientId]) => [service, await credentials(clientId)] as const)),
    ),
  }
}

/**
 * Fills a fresh deployment: everybody who can sign in, the tenants with their environments and first approvers through
 * the vendor's own calls, and what is the customers' to say.
 */
export async function seed(target: Target): Promise<void> {
  await Promise.all(Object.values(target.people).map((person) => addPerson(target, person)))
  const vendor = api(target).as('vendor-admin')
  await Promise.all(tenants.map((tenant) => createTenant(target, vendor, tenant)))
  // A ledger begins with the tenant's creation.
  if (target.endpoint) await recordOutbox(target)
  await Promise.all(tenants.map((tenant) => furnish(target, vendor, tenant)))
  // Whoever starts now finds a ledger that lacks nothing.
  if (target.endpoint) await recordOutbox(target)
}

/** Creates a tenant with its first approver, as the vendor does. */
async function createTenant(target: Target, vendor: ApiClient, tenant: SeededTenant): Promise<void> {
  const [first] = approversOf(target, tenant)
  accepted(await vendor.put(`/tenants/${tenant.id}`, { name: tenant.name, timeZone: tenant.timeZone, approver: first }))
}

/** Its environments, which are the vendor's to name, and what its customer would say. */
async function furnish(target: Target, vendor: ApiClient, tenant: SeededTenant): Promise<void> {
  const [, ...others] = approversOf(target, tenant)
  for (const approver of others) await addApprover(target, tenant.id, approver)
  for (const environment of tenant.environments) {
    accepted(await vendor.put(`/tenants/${tenant.id}/environments/${environment.id}`, { name: environment.name }))
    if (!environment.managed) await unmanage(target, tenant.id, environment.id)
  }
}

const approversOf = ({ people }: Target, { approvers }: SeededTenant) =>
  approvers.map((who) => ({ name: people[who].name, email: people[who].email }))

function accepted(answer: ApiAnswer): void {
  if (answer.status >= 300) throw new Error(`the API refused to be seeded: ${answer.status} ${answer.text}`)
}
