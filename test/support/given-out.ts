import type { Asker } from '../../functions/domain/pass.ts'
import { unwrap } from '../../functions/domain/problems.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { accessToken } from '../../functions/pass/access-token.ts'
import { awsCredentials } from '../../functions/pass/aws-credentials.ts'
import { lockbox, testKey } from './access-tokens.ts'
import { operator, operatorActor, type World } from './world.ts'

/** A token and credentials for a grant whose door stands open. */
export async function giveOut(world: World): Promise<void> {
  const accessFrom = world.clock.now()
  const grant = { tenantId: 'acme', ulid: world.random.ulid(accessFrom) }
  const opened = { accessFrom, accessUntil: plusSeconds(accessFrom, 3600), recordedSeq: 1 }
  const what = { environmentId: 'production', service: 'crm', basis: 'Approved', accessLevel: 'read' } as const
  await world.table.commit([
    { kind: 'open-door', door: { request: grant, operatorId: operator.id, ...what, ...opened } },
  ])
  const asker: Asker = { kind: 'person', operatorId: operator.id }
  const ask = { grant, asker, actor: () => operatorActor }
  const roles = {
    assume: async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '', expiresAt: accessFrom }),
  }
  unwrap(await accessToken(ask, lockbox, { ...world, signer: testKey('k1').signer }))
  unwrap(await awsCredentials(ask, { crm: 'arn:aws:iam::111122223333:role/crm' }, { ...world, roles }))
}
