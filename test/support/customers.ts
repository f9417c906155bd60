import { api } from '../../infra/local/api.ts'
import { settingsOf } from '../../infra/local/customer.ts'
import { newPassword } from '../../infra/local/people.ts'
import { addPerson } from '../../infra/local/seed.ts'
import type { Target } from '../../infra/local/target.ts'

type CustomerWho = 'auditor' | 'approver'

/** The API with somebody of this tenant, who can sign in from now on, in the place of the seeded person of that name. */
export async function withCustomer(
  target: Target,
  tenantId: string,
  who: CustomerWho,
  changes: { readonly email?: string; readonly groups?: readonly string[] } = {},
) {
  const person = {
    who,
    name: `The ${who}`,
    email: changes.email ?? `${who}@${tenantId}.example`,
    password: newPassword(),
    pool: 'customers' as const,
    groups: changes.groups ?? [who],
    tenantId,
  }
  await addPerson(target, person)
  return api({ ...target, people: { ...target.people, [who]: person } })
}

/** Id of the tenant's first approver, as its settings have it. */
export const firstApproverId = async (target: Target, tenantId: string): Promise<string> =>
  Object.keys((await settingsOf(target, tenantId)).approvers)[0] ?? ''
