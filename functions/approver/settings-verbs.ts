import { confirmBody, emptyBody, managedBody, settingsBodyWithin } from '../contract/bodies.ts'
import { unwrap } from '../domain/problems.ts'
import { bodyText, checked, jsonBody } from '../runtime/body.ts'
import { withEtag } from '../runtime/etag.ts'
import { name, ulid } from '../runtime/fields.ts'
import type { HttpVerb } from '../runtime/http.ts'
import { listed, signedIn } from './caller.ts'
import { confirmByCode } from './confirm-approver.ts'
import { listEnvironments, setManaged } from './environments.ts'
import { liftBrake } from './lift-brake.ts'
import { proposalVerbs } from './proposal-verbs.ts'
import { putSettings } from './put-settings.ts'
import { settingsAnswer } from './settings-answer.ts'
import { wantCode } from './want-code.ts'
import { facts, issuer, logger, ports } from './wiring.ts'

const vendorDomains = facts.vendor.emailDomains
const settings = settingsBodyWithin(facts.accessPeriod)

const getSettings: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const settings = await ports.table.settings(caller.tenantId)
  const { approverId } = unwrap(listed(caller, settings))
  if (!settings) throw new Error('a listed approver has settings')
  return withEtag(event, { status: 200, body: settingsAnswer(settings, approverId, facts) })
}

const putSettingsVerb: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const body = unwrap(await putSettings(caller, jsonBody(event, settings), facts, ports))
  logger.info('settings put', { tenantId: caller.tenantId, version: body.version })
  return { status: 200, body }
}

const postCode: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const approverId = checked(event.pathParameters?.id, ulid, 'approver id')
  unwrap(await wantCode(caller, approverId, ports))
  logger.info('code wanted', { tenantId: caller.tenantId, approverId })
  return { status: 202, body: {} }
}

const postConfirm: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const approverId = checked(event.pathParameters?.id, ulid, 'approver id')
  const { code } = jsonBody(event, confirmBody)
  const body = unwrap(await confirmByCode(caller, approverId, code, facts, ports))
  logger.info('approver confirmed', { tenantId: caller.tenantId, approverId })
  return { status: 200, body }
}

const getEnvironments: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const environments = await listEnvironments(caller, ports.table, vendorDomains, ports.clock.now())
  return withEtag(event, { status: 200, body: unwrap(environments) })
}

const putEnvironment: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const environmentId = checked(event.pathParameters?.id, name, 'environment id')
  const body = unwrap(
    await setManaged({ caller, environmentId, ...jsonBody(event, managedBody), vendorDomains }, ports),
  )
  logger.info('environment put', { tenantId: caller.tenantId, environmentId, managed: body.managed })
  return { status: 200, body }
}

const postEmergencyAccess: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const environmentId = checked(event.pathParameters?.id, name, 'environment id')
  if (bodyText(event) !== '') jsonBody(event, emptyBody)
  const body = unwrap(await liftBrake(caller, environmentId, vendorDomains, ports))
  logger.info('emergency access possible', { tenantId: caller.tenantId, environmentId })
  return { status: 200, body }
}

/** What approvers decide about their organisation's lockbox. */
export const settingsVerbs: Readonly<Record<string, HttpVerb>> = {
  'GET /tenant/settings': getSettings,
  'PUT /tenant/settings': putSettingsVerb,
  'POST /tenant/approvers/{id}/code': postCode,
  'POST /tenant/approvers/{id}/confirm': postConfirm,
  'GET /tenant/environments': getEnvironments,
  'PUT /tenant/environments/{id}': putEnvironment,
  'POST /tenant/environments/{id}/emergency-access': postEmergencyAccess,
  ...proposalVerbs,
}
