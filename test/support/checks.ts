import { check } from '../../functions/check/check.ts'
import { type Remembered, remembered } from '../../functions/check/remembered.ts'
import type { AccessAsk } from '../../functions/domain/access-check.ts'
import { catalogue, operator, type World } from './world.ts'

/** What a data service asks, unless told otherwise: whether Olga may read production. */
export const accessAsk = (changes: Partial<AccessAsk> = {}): AccessAsk => ({
  tenantId: 'acme',
  environmentId: 'production',
  operatorId: operator.id,
  service: 'crm',
  accessLevel: 'read',
  ...changes,
})

export const checkPorts = (
  { table, clock, random }: Pick<World, 'table' | 'clock' | 'random'>,
  memory: Remembered = remembered(),
) => ({ table, clock, random, remembered: memory })

/** The check, asked by the data service of the ask. */
export const askCheck = (ask: AccessAsk, ports: ReturnType<typeof checkPorts>) =>
  check(
    {
      ask,
      covered: catalogue.find(({ id }) => id === ask.service)?.covered !== false,
      actor: { kind: 'operator', id: ask.operatorId, client: `of-${ask.service}`, method: 'client-credentials' },
    },
    ports,
  )
