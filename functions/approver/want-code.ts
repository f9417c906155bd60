import { maxCodesPerDay } from '../domain/confirmation.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { own } from '../domain/settings-change.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { type Listed, listed, type SignedIn } from './caller.ts'
import { wantConfirmation } from './settings-writes.ts'

/** Has a fresh code mailed to an approver whose address is not confirmed yet; it takes the place of a former one. */
export async function wantCode(
  caller: SignedIn,
  approverId: string,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<void>> {
  const { tenantId } = caller
  const settings = await ports.table.settings(tenantId)
  const may = mayConfirm(listed(caller, settings), approverId)
  if (!may.ok) return may
  const approver = settings && own(settings.approvers, approverId)
  if (!settings || !approver) return noSuchApprover
  if (!approver.unconfirmed) return done(undefined)
  const now = ports.clock.now()
  const committed = await ports.table.commit([
    wantConfirmation({ ...may.value, tenantId, approverId, email: approver.email, now, random: ports.random }),
    { kind: 'pin-settings', tenantId, version: settings.version },
    {
      kind: 'count',
      key: key.countByDay('approver', tenantId, 'code', approverId, now),
      below: maxCodesPerDay,
      now,
    },
  ])
  if (committed.ok) return done(undefined)
  if (committed.failed.includes('count'))
    return refused('TooManyRequests', `At most ${maxCodesPerDay} codes a day go to one address. Try again tomorrow.`)
  return refused('Busy', 'The settings are being changed right now. No code was sent; try again.')
}

/** A confirmed approver may for anybody; somebody unconfirmed for themselves: the code proves the mailbox. */
export function mayConfirm(caller: Outcome<Listed>, approverId: string): Outcome<{ readonly by: Listed['actor'] }> {
  if (!caller.ok) return caller
  const { approver, actor } = caller.value
  if (approver.unconfirmed && caller.value.approverId !== approverId)
    return refused('NotConfirmed', 'Confirm your own address first.')
  return done({ by: actor })
}

export const noSuchApprover: Outcome<never> = refused(
  'NotFound',
  'There is no such approver on the list of your organisation. Load the settings again.',
)
