import type { AccessLevel, Actor } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant, Seconds } from '../domain/time.ts'
import type { Command, Transition } from '../domain/transitions.ts'
import type { Write } from '../ports.ts'

/** What an approver decides, by link or signed in. */
export interface Decision {
  readonly decision: 'approve' | 'deny'
  readonly accessLevel?: AccessLevel
  readonly accessPeriod?: Seconds
  readonly reason?: string
}

/** The decision as a command, with the tenant's limits of this moment. */
export const commandOf = (decision: Decision, by: Actor, settings: TenantSettings): Command =>
  decision.decision === 'deny'
    ? { do: 'deny', by, ...(decision.reason && { reason: decision.reason }) }
    : {
        do: 'approve',
        by,
        limits: { accessLevel: settings.maxAccessLevel, accessPeriod: settings.maxAccessPeriod },
        ...(decision.accessLevel && { accessLevel: decision.accessLevel }),
        ...(decision.accessPeriod !== undefined && { accessPeriod: decision.accessPeriod }),
        ...(decision.reason && { reason: decision.reason }),
      }

/** An approval opens the door and needs the environment to be the tenant's still; a denial is always possible. */
export function doorWrites({ after, door }: Transition, now: Instant): readonly Write[] {
  if (door !== 'open' || !after.granted) return []
  const { tenantId, environmentId, operator, service, granted } = after
  return [
    { kind: 'pin-environment', tenantId, environmentId },
    {
      kind: 'open-door',
      door: {
        request: after,
        environmentId,
        operatorId: operator.id,
        service,
        basis: 'Approved',
        ...(operator.client && { client: operator.client }),
        accessLevel: granted.accessLevel,
        accessFrom: now,
        accessUntil: granted.accessUntil,
      },
    },
  ]
}

/** A denial and a revocation keep emergencies out of the environment for a while. */
export const brakeWrites = ({ after, brakeUntil }: Transition): readonly Write[] =>
  brakeUntil === undefined
    ? []
    : [{ kind: 'put-brake', tenantId: after.tenantId, environmentId: after.environmentId, until: brakeUntil }]

/** Told to whoever approves what is not the tenant's any more. */
export const environmentMoved = {
  code: 'EnvironmentMoved',
  detail: 'This environment belongs to another tenant now.',
} as const
