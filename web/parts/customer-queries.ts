import * as api from '../api/customers.ts'
import { useSession } from '../session/session.ts'
import { browserZone } from '../zone.ts'
import { useLive } from './live.ts'

/** Whether the person is in a group of their issuer. */
export function useInGroup(group: string): boolean {
  const session = useSession('customers')
  return session.state === 'in' ? session.person.groups.includes(group) : false
}

export const useSettings = () => useLive('customers', ['settings'], api.getSettings, useInGroup('approver'))
export const useEnvironments = () => useLive('customers', ['environments'], api.getEnvironments, useInGroup('approver'))
export const useProposal = () => useLive('customers', ['proposal'], api.getProposal, useInGroup('approver'))

/** The organisation's zone; an auditor may not read the settings and gets the browser's. */
export const useZone = (): string => useSettings().data?.timeZone ?? browserZone()
