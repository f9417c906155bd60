import { type Confirmation, confirmationMessage, maxWrongPerConfirmation } from '../domain/confirmation.ts'
import { isSameAddress } from '../domain/identity.ts'
import { readCode } from '../domain/links.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { confirmApprover, own } from '../domain/settings-change.ts'
import type { Clock, CodeChecker, Random, StateTable } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { listed, type SignedIn } from './caller.ts'
import { type SettingsAnswer, settingsAnswer } from './settings-answer.ts'
import { settingsWrites } from './settings-writes.ts'
import { mayConfirm, noSuchApprover } from './want-code.ts'

interface ConfirmPorts {
  readonly table: StateTable
  readonly codes: CodeChecker
  readonly clock: Clock
  readonly random: Random
}

/** Confirms an approver's address by the code that was mailed to it: a change of settings like any other. */
export async function confirmByCode(
  caller: SignedIn,
  approverId: string,
  typed: string,
  facts: DeploymentFacts,
  ports: ConfirmPorts,
): Promise<Outcome<SettingsAnswer>> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const outcome = await confirmOnce(caller, approverId, typed, facts, ports)
    if (outcome !== 'again') return outcome
  }
  return refused('Busy', 'The settings are being changed right now. Nothing was confirmed; try again.')
}

async function confirmOnce(
  caller: SignedIn,
  approverId: string,
  typed: string,
  facts: DeploymentFacts,
  ports: ConfirmPorts,
): Promise<Outcome<SettingsAnswer> | 'again'> {
  const { settings, confirmation } = await ports.table.confirmationFacts(caller.tenantId, approverId)
  const who = listed(caller, settings)
  const may = mayConfirm(who, approverId)
  if (!may.ok) return may
  if (!who.ok) return who
  const approver = settings && own(settings.approvers, approverId)
  if (!settings || !approver) return noSuchApprover
  if (!approver.unconfirmed) return done(settingsAnswer(settings, who.value.approverId, facts))

  const standing = usable(confirmation, approver.email)
  if (!standing.ok) return standing
  const code = readCode(typed)
  // What cannot be a code is a slip, not a try.
  if (!code) return refused('WrongCode', 'A code has eight characters, like K7F2-QX9M. It is in the mail.')
  const { used, mac } = standing.value
  if (!(await ports.codes.verify(confirmationMessage(used, code), mac))) return wrongCode(used, ports)

  const now = ports.clock.now()
  const change = confirmApprover(settings, approverId)
  const writes = settingsWrites(change, who.value.actor, now, ports.random)
  if (!writes.ok) return writes
  const committed = await ports.table.commit([
    ...writes.value,
    { kind: 'close-confirmation', tenantId: settings.tenantId, approverId, used },
  ])
  return committed.ok ? done(settingsAnswer(change.after, who.value.approverId, facts)) : 'again'
}

/** The code that may still be typed for this address. */
function usable(
  confirmation: Confirmation | undefined,
  email: string,
): Outcome<{ readonly used: Confirmation; readonly mac: Uint8Array }> {
  if (!confirmation?.mac || !isSameAddress(confirmation.email, email))
    return refused('WrongCode', 'No code was mailed to this address yet. Wait for the mail, or ask for a new code.')
  if (confirmation.wrong >= maxWrongPerConfirmation) return locked
  return done({ used: confirmation, mac: confirmation.mac })
}

const locked = refused('LinkLocked', 'Too many wrong codes: this code is locked. Ask for a new one.')

async function wrongCode(used: Confirmation, ports: ConfirmPorts): Promise<Outcome<never> | 'again'> {
  const committed = await ports.table.commit([{ kind: 'count-wrong-code-of-confirmation', confirmation: used }])
  // Somebody counted at the same moment: look again, so that no try is for free.
  if (!committed.ok) return 'again'
  const left = maxWrongPerConfirmation - used.wrong - 1
  return left === 0 ? locked : refused('WrongCode', `This is not the code of the newest mail. Tries left: ${left}.`)
}
