import type { Instant } from '../domain/time.ts'
import type { SealLease } from '../ports.ts'
import type { ProofPorts } from './ports.ts'

/**
 * Lets one run at a time do something for a tenant, until it would be stopped at the latest. The queue's groups do so too,
 * but not for whoever calls the function directly.
 */
export const exclusively =
  (
    lease: SealLease,
    { clock, random }: Pick<ProofPorts, 'clock' | 'random'>,
    stopped: Instant,
  ): ProofPorts['exclusively'] =>
  async (tenantId, work) => {
    const now = clock.now()
    const holder = random.ulid(now)
    if (!(await lease.take(tenantId, holder, now, stopped)))
      throw new Error('another run is at work for this tenant; this one is to come again')
    try {
      return await work()
    } finally {
      await lease.release(tenantId, holder, clock.now())
    }
  }
