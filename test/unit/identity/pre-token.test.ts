import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { beforeAll, expect, test, vi } from 'vitest'
import { env } from '../../../functions/runtime/env.ts'

const federation = { 'acme-sso': { tenantId: 'acme', emailVerified: true, groups: ['approver'] } }
let handler: (event: PreTokenGenerationV2TriggerEvent) => Promise<PreTokenGenerationV2TriggerEvent>
beforeAll(async () => {
  vi.stubEnv(env.federation, JSON.stringify(federation))
  handler = (await import('../../../functions/identity/pre-token.handler.ts')).handler
})

const answerTo = async (userAttributes: Record<string, string>, groupsToOverride: string[] = []) => {
  const event = { request: { userAttributes, groupConfiguration: { groupsToOverride } }, response: {} }
  const { response } = await handler(event as unknown as PreTokenGenerationV2TriggerEvent)
  return response.claimsAndScopeOverrideDetails
}
const identities = (...names: string[]) => JSON.stringify(names.map((providerName) => ({ providerName })))

test('a user of the pool: the groups stay as they are', async () => {
  const attributes = { email: 'Bob@Bank.Example', email_verified: 'true', name: 'Bob', 'custom:tenant': 'bank' }
  expect(await answerTo(attributes, ['approver'])).toEqual({
    accessTokenGeneration: {
      claimsToAddOrOverride: { email: 'bob@bank.example', email_verified: 'true', name: 'Bob', tenant: 'bank' },
    },
  })
})

test('a user of a provider: tenant and groups are the configuration’s', async () => {
  const attributes = { email: 'ada@acme.example', identities: identities('acme-sso'), 'custom:tenant': 'bank' }
  expect(await answerTo(attributes, ['auditor', 'eu-1_Abc_acme-sso'])).toEqual({
    accessTokenGeneration: {
      claimsToAddOrOverride: { email: 'ada@acme.example', email_verified: 'true', tenant: 'acme' },
    },
    groupOverrideDetails: { groupsToOverride: ['approver'] },
  })
})

test('a user whom nobody vouches for: no tenant, no address, no group', async () => {
  const attributes = {
    email: 'eve@x.example',
    email_verified: 'true',
    identities: identities('x'),
    'custom:tenant': 'a',
  }
  expect(await answerTo(attributes, ['approver'])).toEqual({
    accessTokenGeneration: { claimsToAddOrOverride: {} },
    groupOverrideDetails: { groupsToOverride: [] },
  })
})
