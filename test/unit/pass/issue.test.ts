import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { revoke } from '../../../functions/approver/revoke.ts'
import type { AwsSession } from '../../../functions/domain/aws-session.ts'
import { key } from '../../../functions/domain/keys.ts'
import type { Asker } from '../../../functions/domain/pass.ts'
import type { AccessRequest, RequestKey } from '../../../functions/domain/request.ts'
import { accessToken } from '../../../functions/pass/access-token.ts'
import { awsCredentials } from '../../../functions/pass/aws-credentials.ts'
import { lockbox, testKey } from '../../support/access-tokens.ts'
import { operator, operatorActor, signedInAs, World } from '../../support/world.ts'

const person: Asker = { kind: 'person', operatorId: operator.id }
const signing = testKey('key-1')

/** A world with a grant that the ledger has recorded. */
async function granted(changes: Partial<AccessRequest> = {}) {
  const world = new World()
  const request = await world.approved(changes)
  record(world, request)
  const assumed: { readonly roleArn: string; readonly session: AwsSession }[] = []
  const roles = {
    assume: async (roleArn: string, session: AwsSession) => {
      assumed.push({ roleArn, session })
      const expiresAt = '2026-11-23T23:00:00.000Z'
      return { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session', expiresAt }
    },
  }
  const ports = { table: world.table, clock: world.clock, random: world.random, signer: signing.signer, roles }
  const ask = { grant: request as RequestKey, asker: person, actor: () => operatorActor }
  return {
    world,
    request,
    ports,
    assumed,
    token: (more: Partial<typeof ask> = {}) => accessToken({ ...ask, ...more }, lockbox, ports),
    credentials: (arns: Record<string, string>) => awsCredentials(ask, arns, ports),
  }
}

function record(world: World, { tenantId, environmentId, operator: { id }, ulid }: AccessRequest): void {
  const k = key.door(tenantId, environmentId, id, ulid)
  const name = `${k.pk} ${k.sk}`
  const door = world.table.doors.get(name)
  if (door) world.table.doors.set(name, { ...door, recordedSeq: 5 })
}

const issued = (world: World) => world.eventTypes().filter((type) => type.startsWith('lockbox.access.'))

describe('an access token', () => {
  test('verifies by the published key, and is recorded under its own id', async () => {
    const { world, token, request } = await granted()
    const answer = await token()
    if (!answer.ok) throw new Error(answer.problem.code)
    const { payload } = await jwtVerify(answer.value.token, signing.publicKey, {
      currentDate: new Date(world.clock.at),
    })
    expect(decodeProtectedHeader(answer.value.token)).toEqual({
      alg: 'ES256',
      typ: 'lockbox-access+jwt',
      kid: 'key-1',
    })
    expect(answer.value).toMatchObject({
      tokenType: 'lockbox-access+jwt',
      audience: 'lockbox/crm',
      expiresAt: '2026-11-23T09:05:00.000Z',
    })
    const sealed = [...world.table.outbox.values()].find(({ event }) => event.id === payload.jti)
    expect(sealed?.event).toMatchObject({
      type: 'lockbox.access.tokenIssued',
      data: {
        tenantId: 'acme',
        requestId: `acme.${request.ulid}`,
        environmentId: 'production',
        service: 'crm',
        details: { accessLevel: 'write', audience: 'lockbox/crm', expiresAt: '2026-11-23T09:05:00.000Z' },
      },
    })
    expect(sealed?.personal['operator.id']?.value).toBe(operator.id)
    expect(JSON.stringify(sealed)).not.toContain(answer.value.token.split('.')[2])
  })

  test('names the machine that acts, and only that machine gets it', async () => {
    const { token } = await granted({ operator: { ...operator, client: 'tooling' } })
    const answer = await token({ asker: { kind: 'machine', client: 'tooling' } })
    expect(answer.ok && decodeJwt(answer.value.token).act).toEqual({ sub: 'tooling' })
    expect(await token({ asker: { kind: 'machine', client: 'other' } })).toMatchObject({
      problem: { code: 'NotFound' },
    })
  })

  test('is not given out, and not recorded, before the ledger has the grant', async () => {
    const world = new World()
    const request = await world.approved()
    const ask = { grant: request, asker: person, actor: () => operatorActor }
    const answer = await accessToken(ask, lockbox, { ...world, signer: signing.signer })
    expect(answer).toMatchObject({ problem: { code: 'NotYetRecorded' } })
    expect(issued(world)).toEqual([])
  })

  test('is not given out once the grant was revoked, or is over', async () => {
    const revoked = await granted()
    await revoke({ caller: signedInAs(), key: revoked.request }, revoked.world.vendorDomains, revoked.world)
    expect(await revoked.token()).toMatchObject({ problem: { code: 'NoGrant' } })
    const over = await granted()
    over.world.clock.advance(28_800)
    expect(await over.token()).toMatchObject({ problem: { code: 'NoGrant' } })
  })

  test('is not given out when the revocation comes between reading and recording', async () => {
    const { world, request, ports } = await granted()
    const { doorsOf } = world.table
    const table = {
      commit: world.table.commit,
      doorsOf: async (tenantId: string) => {
        const doors = await doorsOf(tenantId)
        await revoke({ caller: signedInAs(), key: request }, world.vendorDomains, world)
        return doors
      },
    }
    const ask = { grant: request, asker: person, actor: () => operatorActor }
    const answer = await accessToken(ask, lockbox, { ...ports, table })
    expect(answer).toMatchObject({ problem: { code: 'NoGrant' } })
    expect(issued(world)).toEqual([])
  })

  test('is recorded even when the key cannot sign: nothing is given out unrecorded, and not the other way round', async () => {
    const { world, request, ports } = await granted()
    const signer = { kid: 'k', sign: () => Promise.reject(new Error('KMS is busy')) }
    const ask = { grant: request, asker: person, actor: () => operatorActor }
    await expect(accessToken(ask, lockbox, { ...ports, signer })).rejects.toThrow('KMS is busy')
    expect(issued(world)).toEqual(['lockbox.access.tokenIssued'])
  })

  test('is counted as a use, and a grant gives 120 an hour', async () => {
    const { world, token, request } = await granted()
    const first = world.clock.now()
    for (let i = 0; i < 120; i++) expect((await token()).ok).toBe(true)
    expect(await token()).toMatchObject({ problem: { code: 'TooManyRequests' } })
    expect(issued(world)).toHaveLength(120)
    expect(await world.table.usesOf(request)).toEqual({ pass: { count: 120, firstAt: first, lastAt: first } })
    world.clock.advance(3600)
    expect((await token()).ok).toBe(true)
  })
})

describe('AWS credentials', () => {
  const role = 'arn:aws:iam::111122223333:role/support'

  test('are those of the service’s role, until the policy ends them', async () => {
    const { world, credentials, assumed } = await granted()
    const answer = await credentials({ crm: role })
    expect(answer).toMatchObject({ value: { accessKeyId: 'ASIA', expiresAt: '2026-11-23T09:15:00.000Z' } })
    const [event] = [...world.table.outbox.values()].filter(({ event: { type } }) => type.startsWith('lockbox.access.'))
    expect(event?.event).toMatchObject({
      type: 'lockbox.access.credentialsIssued',
      data: { service: 'crm', details: { accessLevel: 'write', expiresAt: '2026-11-23T09:15:00.000Z' } },
    })
    expect(assumed).toMatchObject([
      { roleArn: role, session: { sessionName: event?.event.id, sourceIdentity: operator.id } },
    ])
    // Whose account that is, is the vendor's to know.
    expect(JSON.stringify(event)).not.toContain('111122223333')
  })

  test('are not configured for a service without a role, and nothing is recorded', async () => {
    const { world, credentials, assumed } = await granted()
    expect(await credentials({ files: role })).toMatchObject({ problem: { code: 'NotConfigured' } })
    expect(await credentials({})).toMatchObject({ problem: { code: 'NotConfigured' } })
    expect([issued(world), assumed]).toEqual([[], []])
  })
})
