import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'

/**
 * Puts into the access token what the API decides by: the e-mail, only once it is verified, the name, and, in the
 * customers' pool, the tenant, which is an attribute that neither user nor client may write. What is missing stays
 * missing: the functions refuse a token without it.
 */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  const { email, email_verified: verified, name, 'custom:tenant': tenant } = event.request.userAttributes
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          ...(email && verified === 'true' && { email: email.toLowerCase(), email_verified: 'true' }),
          ...(name && { name }),
          ...(tenant && { tenant }),
        },
      },
    },
  }
  return event
}
