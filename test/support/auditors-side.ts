import { startExport } from '../../functions/auditor/start-export.ts'
import { unwrap } from '../../functions/domain/problems.ts'
import { MemoryExports } from './memory-exports.ts'
import type { World } from './world.ts'

/** An export that the customer's auditor begins. */
export async function auditorsSide(world: World): Promise<void> {
  const { jobs } = new MemoryExports([]).ports
  const auditor = {
    tenantId: 'acme',
    actor: { kind: 'auditor', id: 'aud@acme.example', email: 'aud@acme.example', method: 'signed-in' },
  } as const
  const range = { from: '2026-11-01T00:00:00.000Z' }
  const links = { to: async () => '' }
  unwrap(await startExport(auditor, range, 7, { ...world, jobs, links, goOn: async () => undefined }))
}
