import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider'
import { type ApiAnswer, api } from './api.ts'
import { clientConfig } from './aws.ts'
import { addApprover, unmanage } from './customer.ts'
import { recordOutbox } from './functions.ts'
import { tenants } from './people.ts'
import type { Outputs, Person, SeededTenant, Target } from './target.ts'

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

/** The secret of support tooling's client, which Cognito made. */
export async function machineOf(cloud: {
  region: string
  endpoint?: string
  outputs: Outputs
}): Promise<Target['machine']> {
  const { UserPoolClient } = await cognitoOf(cloud).send(
    new DescribeUserPoolClientCommand({
      UserPoolId: cloud.outputs.OperatorPoolId,
      ClientId: cloud.outputs.MachineClientId,
    }),
  )
  return { clientId: cloud.outputs.MachineClientId, clientSecret: UserPoolClient?.ClientSecret ?? '' }
}

/**
 * Fills a fresh deployment: everybody who can sign in, the tenants with their environments and first approvers through
 * the vendor's own calls, and what is the customers' to say.
 */
export async function seed(target: Target): Promise<void> {
  await Promise.all(Object.values(target.people).map((person) => addPerson(target, person)))
  await Promise.all(tenants.map((tenant) => addTenant(target, tenant)))
  if (target.endpoint) await recordOutbox(target)
}

/** Creates a tenant as the vendor does, then says what its customer would. */
async function addTenant(target: Target, tenant: SeededTenant): Promise<void> {
  const vendor = api(target).as('vendor-admin')
  const [first, ...others] = tenant.approvers.map((who) => ({
    name: target.people[who].name,
    email: target.people[who].email,
  }))
  accepted(await vendor.put(`/tenants/${tenant.id}`, { name: tenant.name, timeZone: tenant.timeZone, approver: first }))
  for (const environment of tenant.environments) {
    accepted(await vendor.put(`/tenants/${tenant.id}/environments/${environment.id}`, { name: environment.name }))
    if (!environment.managed) await unmanage(target, tenant.id, environment.id)
  }
  for (const approver of others) await addApprover(target, tenant.id, approver)
}

function accepted(answer: ApiAnswer): void {
  if (answer.status >= 300) throw new Error(`the API refused to be seeded: ${answer.status} ${answer.text}`)
}
