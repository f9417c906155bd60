import * as api from '../api/customers.ts'
import { useSession } from '../session/session.ts'
import { browserZone } from '../zone.ts'
import { useLive } from './live.ts'

/** Whether the person may be in a group of their issuer; what a token does not tell is for the API to say. */
export function useInGroup(group: string): boolean {
  const session = useSession('customers')
  return session.state === 'in' && (session.person.groups.length === 0 || session.person.groups.includes(group))
}

/** What only approvers may read is not asked for as somebody else, unless it is what the page is about. */
export const useSettings = (asked = false) =>
  useLive('customers', ['settings'], api.getSettings, useInGroup('approver') || asked)
export const useEnvironments = (asked = false) =>
  useLive('customers', ['environments'], api.getEnvironments, useInGroup('approver') || asked)
export const useProposal = () => useLive('customers', ['proposal'], api.getProposal, useInGroup('approver'))

/** The organisation's zone; an auditor may not read the settings and gets the browser's. */
export const useZone = (): string => useSettings().data?.timeZone ?? browserZone()
