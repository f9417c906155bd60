import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { env, required } from '../runtime/env.ts'
import { claimsOf, type Federation } from './federation.ts'

const federation = JSON.parse(required(env.federation)) as Federation

/**
 * Puts into the access token what the API decides by: the e-mail, only once it is verified, the name, and, in the
 * customers' pool, the tenant. What is missing stays missing: the functions refuse a token without it.
 */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  const { userAttributes, groupConfiguration } = event.request
  const { email, name, tenant, groups } = claimsOf(
    userAttributes,
    groupConfiguration?.groupsToOverride ?? [],
    federation,
  )
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          ...(email && { email, email_verified: 'true' }),
          ...(name && { name }),
          ...(tenant && { tenant }),
        },
      },
      ...(groups && { groupOverrideDetails: { groupsToOverride: [...groups] } }),
    },
  }
  return event
}
