import { answered } from '../api.ts'
import { print, type Session } from '../session.ts'
import { printable } from '../words.ts'

/** Ends everything that is open to an operator, of every customer. */
export async function endGrants(session: Session, id: string, reason: string): Promise<void> {
  const api = await session.api('operators')
  const answer = await answered(api.POST('/operators/{id}/end-grants', { params: { path: { id } }, body: { reason } }))
  await print(session, answer, () =>
    [
      printable(answer.ended.length === 0 ? `Nothing was open to ${id}.` : `Nothing is open to ${id} any more. Ended:`),
      ...answer.ended.map((grant) =>
        printable(`${grant.id}  ${grant.service} in ${grant.environmentId} of ${grant.tenantId}`),
      ),
    ].join('\n'),
  )
}

export interface MigrateOptions {
  readonly tenant: string
  readonly environment: string
  readonly to: string
}

/** Assigns an environment to another customer. */
export async function migrate(session: Session, { tenant, environment, to }: MigrateOptions): Promise<void> {
  const api = await session.api('operators')
  const answer = await answered(
    api.POST('/tenants/{id}/environments/{environmentId}/migration', {
      params: { path: { id: tenant, environmentId: environment } },
      body: { tenantId: to },
    }),
  )
  await print(session, answer, () => printable(`${environment} belongs to ${to} now, and no longer to ${tenant}.`))
}
