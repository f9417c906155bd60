import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from './target.ts'
import { expected, type Tell, tourParts } from './tour-parts.ts'

/** The first stories of the demo, each told as it happens. Each gives the request's id. */
export function tour(target: Target, tell: Tell) {
  const { tooling, ask, decide, outcome, use, shutOut, resumed, told } = tourParts(target, tell)
  return {
    approve: async (): Promise<string> => {
      const id = await ask({
        environmentId: 'production',
        service: 'database',
        accessLevel: 'write',
        ticket: 'T-1001',
        detail: 'The nightly export fails since Monday.',
      })
      await decide('approver', id, { decision: 'approve', accessLevel: 'read', reason: 'Reading is enough for this.' })
      await outcome(id)
      await resumed(id, 'Hold the door open')
      await told(id, /approved/i)
      const token = await use(id, 'production')
      expected(await tooling.post(`/requests/${id}/end`, { reason: 'Found it.' }))
      tell('The operator is done early and ends the access')
      await shutOut(token, 'production')
      return id
    },
    deny: async (): Promise<string> => {
      const id = await ask({
        environmentId: 'production',
        service: 'files',
        accessLevel: 'read',
        ticket: 'T-1002',
        detail: 'A report cannot be opened.',
      })
      await decide('approver2', id, { decision: 'deny', reason: 'Not during the audit.' })
      await outcome(id)
      await resumed(id, 'No access to end')
      await told(id, /denied/i)
      return id
    },
    expire: async (): Promise<string> => {
      const id = await ask({
        environmentId: 'staging',
        service: 'database',
        accessLevel: 'read',
        ticket: 'T-1003',
        detail: 'A slow query.',
      })
      tell(`Nobody answers for ${target.approvalWindow} s …`)
      await sleep(target.approvalWindow * 1000)
      await outcome(id)
      await resumed(id, 'No access to end')
      await told(id, /expired/i)
      return id
    },
  }
}
