import { unwrap } from '../domain/problems.ts'
import type { HttpVerb } from '../runtime/http.ts'
import { listed, signedIn } from './caller.ts'
import { settingsAnswer } from './settings-answer.ts'
import { facts, issuer, ports } from './wiring.ts'

const getSettings: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const settings = await ports.table.settings(caller.tenantId)
  const { approverId } = unwrap(listed(caller, settings))
  if (!settings) throw new Error('a listed approver has settings')
  return { status: 200, body: settingsAnswer(settings, approverId, facts) }
}

/** What approvers decide about their organisation's lockbox. */
export const settingsVerbs: Readonly<Record<string, HttpVerb>> = {
  'GET /tenant/settings': getSettings,
}
