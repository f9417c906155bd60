import { recordDelivery } from '../../functions/events/delivery.ts'
import { deliveryReport } from '../../functions/events/ses-event.ts'
import { nudge } from '../../functions/operator/nudge.ts'
import { notify } from '../../functions/workflow/notify.ts'
import { facts } from './doubles.ts'
import { sesEvent } from './ses-events.ts'
import { Sweeping } from './sweeping.ts'
import { approverIds, operatorActor, type World } from './world.ts'

/** Everything that comes of the sweep, and of what SES says: expiry, end, reminder, warning, nudge, deliveries. */
export async function sweepsSide(world: World): Promise<readonly string[]> {
  const sweeping = new Sweeping(world)
  const { clock, vendorDomains } = world
  const waits = await world.open({ service: 'waits' })
  const held = await world.approved({ service: 'held' })
  await notify(waits, facts, 'https://lockbox.example', { ...world, table: world.table, mailer: sweeping.mailer })
  await nudge(
    { key: waits, maySee: () => true, actor: () => operatorActor, vendorDomains },
    { ...world, table: world.table },
  )
  const about = { tenantId: 'acme', ulids: [waits.ulid], recipient: approverIds.ada, sentAt: clock.now() }
  for (const kind of ['Email Delivered', 'Email Bounced'] as const) {
    const report = deliveryReport(sesEvent(kind, { ...about, address: 'ada@acme.example', messageId: kind }))
    if (report) await recordDelivery(report, vendorDomains, { ...world, table: world.table })
  }
  // Half an hour before the end of the one, past the first reminder of the other; then past both ends.
  for (const seconds of [27_000, 3600, 345_600]) {
    clock.advance(seconds)
    await sweeping.sweep()
  }
  return [waits.ulid, held.ulid]
}
