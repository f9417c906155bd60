import { parseDuration } from '../functions/domain/time.ts'
import type { StartBody } from './api/answers.ts'

/** A request for access while it is written, as the form holds it. */
export interface StartForm {
  /** One key a form: sending it twice, or after a lost answer, starts one request. */
  readonly key: string
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly reasonType: StartBody['reason']['type']
  readonly detail: string
  readonly supportTicket: string
  readonly accessLevel: 'read' | 'write'
  readonly accessPeriod: string
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

/** What is still missing, by field; the API judges anew, and finally. */
export function startProblems(form: StartForm): Partial<Record<keyof StartForm, string>> {
  return {
    ...(!isTenantId(form.tenantId) && { tenantId: 'Give the id of a tenant: a-z, 0-9 and -.' }),
    ...(form.environmentId === '' && { environmentId: 'Choose an environment.' }),
    ...(form.service === '' && { service: 'Choose a service.' }),
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
