import { seal } from '../domain/events.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import type { Environment } from '../domain/settings.ts'
import type { Clock, Random, StateTable } from '../ports.ts'

/** Says that a tenant has an environment, and what it is called. Whether it is managed is the customer's to say. */
export async function putEnvironment(
  input: {
    readonly tenantId: string
    readonly environmentId: string
    readonly name: string
    readonly actor: Actor
  },
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<{ readonly created: boolean; readonly environment: Environment }>> {
  const { tenantId, environmentId, name } = input
  for (let attempt = 0; attempt < 3; attempt++) {
    const former = await ports.table.environment(tenantId, environmentId)
    if (former?.movedTo !== undefined)
      return refused('EnvironmentMoved', `Environment "${environmentId}" belongs to another tenant now.`)
    if (former?.name === name) return done({ created: false, environment: former })

    const settings = await ports.table.settings(tenantId)
    if (!settings) return refused('UnknownTenant', `There is no tenant "${tenantId}". Create it first.`)
    const now = ports.clock.now()
    const environment = { tenantId, environmentId, name, version: (former?.version ?? 0) + 1 }
    const committed = await ports.table.commit([
      { kind: 'put-environment', environment, ...(former && { formerVersion: former.version }) },
      {
        kind: 'emit',
        domain: 'vendor-admin',
        sealed: seal(
          {
            id: `environment.${environmentId}#${environment.version}`,
            type: former ? 'lockbox.environment.changed' : 'lockbox.environment.created',
            tenantId,
            at: now,
            actor: input.actor,
            environmentId,
            ...(former && { before: former.name }),
            after: name,
          },
          ports.random.bytes,
        ),
      },
    ])
    if (committed.ok) return done({ created: former === undefined, environment })
  }
  return refused('Busy', 'The environment is being changed right now. Nothing was changed; try again.')
}
