import type { EmergencyBody } from './api/answers.ts'
import { type AccessForm, accessProblems } from './start-form.ts'

/** An emergency access while it is written. */
export interface EmergencyForm extends AccessForm {
  readonly incident: string
  readonly justification: string
}

/** Longer than this no deployment allows; it may allow less, and then says so. */
export const longestEmergency = 'PT4H'

const least = 20
const most = 1200

export const emptyEmergency: EmergencyForm = {
  tenantId: '',
  environmentId: '',
  service: '',
  accessLevel: 'read',
  accessPeriod: 'PT1H',
  incident: '',
  justification: '',
}

/** What is still missing, by field; the API judges anew, and finally. */
export function emergencyProblems(form: EmergencyForm): Partial<Record<keyof EmergencyForm, string>> {
  const { length } = form.justification.trim()
  return {
    ...accessProblems(form),
    ...(form.incident.trim() === '' && { incident: 'Name the incident: an emergency without one is none.' }),
    ...(length < least && { justification: `At least ${least} characters: ${least - length} more.` }),
    ...(length > most && { justification: `At most ${most} characters.` }),
  }
}

export const emergencyBody = ({ incident, justification, ...access }: EmergencyForm): EmergencyBody => ({
  ...access,
  incident: incident.trim(),
  justification: justification.trim(),
})
