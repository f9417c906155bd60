import { parseDuration } from '../functions/domain/time.ts'
import type { Request, StartBody } from './api/answers.ts'

/** What somebody wants access to, and how much of it. */
export interface AccessForm {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly accessLevel: 'read' | 'write'
  readonly accessPeriod: string
}

/** A request for access while it is written, as the form holds it. */
export interface StartForm extends AccessForm {
  /** One key a form: sending it twice, or after a lost answer, starts one request. */
  readonly key: string
  readonly reasonType: StartBody['reason']['type']
  readonly detail: string
  readonly supportTicket: string
}

export const emptyForm = (key: string, accessPeriod: string): StartForm => ({
  key,
  tenantId: '',
  environmentId: '',
  service: '',
  reasonType: 'CustomerInitiatedSupport',
  detail: '',
  supportTicket: '',
  accessLevel: 'read',
  accessPeriod,
})

/** The same with no longer period than the deployment allows: it is known only once its configuration is there. */
export const fitting = (form: StartForm, longest: string): StartForm =>
  (parseDuration(form.accessPeriod) ?? 0) <= (parseDuration(longest) ?? 0) ? form : { ...form, accessPeriod: longest }

export const isTenantId = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text)

/** What is still missing of where the access goes. */
export const accessProblems = (form: AccessForm): Partial<Record<keyof AccessForm, string>> => ({
  ...(!isTenantId(form.tenantId) && { tenantId: 'Give the id of a tenant: a-z, 0-9 and -.' }),
  ...(form.environmentId === '' && { environmentId: 'Choose an environment.' }),
  ...(form.service === '' && { service: 'Choose a service.' }),
})

/** What is still missing, by field; the API judges anew, and finally. */
export function startProblems(form: StartForm): Partial<Record<keyof StartForm, string>> {
  return {
    ...accessProblems(form),
    ...(form.detail.trim() === '' && { detail: 'Say what you need the access for.' }),
    ...(form.detail.length > 1200 && { detail: 'At most 1200 characters.' }),
    ...(form.reasonType === 'CustomerInitiatedSupport' &&
      form.supportTicket.trim() === '' && { supportTicket: 'Support that the customer asked for has a ticket.' }),
  }
}

export const startBody = (form: StartForm): StartBody => ({
  tenantId: form.tenantId,
  environmentId: form.environmentId,
  service: form.service,
  accessLevel: form.accessLevel,
  accessPeriod: form.accessPeriod,
  reason: { type: form.reasonType, detail: form.detail.trim() },
  ...(form.supportTicket.trim() && { supportTicket: form.supportTicket.trim() }),
})

/** More time for an open grant: the same access as it was given, for the same reason, and the request that it goes on from. */
export const extensionBody = (of: Request, detail: string, accessPeriod: string): StartBody => ({
  tenantId: of.tenantId,
  environmentId: of.environmentId,
  service: of.service,
  accessLevel: of.granted?.accessLevel ?? of.accessLevel,
  accessPeriod,
  reason: { type: of.reason.type, detail },
  ...(of.supportTicket && { supportTicket: of.supportTicket }),
  extends: of.id,
})
