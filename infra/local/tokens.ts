import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { clientConfig } from './aws.ts'
import { dial } from './dial.ts'
import type { Credentials, Target, Who } from './target.ts'

/** A data service of the catalogue, `data:database`. */
type DataService = `data:${string}`

/**
 * Who can hold a token: a seeded person, `tooling`, the vendor's support tooling, and the vendor's data services, these
 * with their client credentials.
 */
export type Caller = Who | 'tooling' | DataService

/** All of them. */
export const callersOf = ({ people, services }: Target): readonly Caller[] => [
  'tooling',
  ...Object.keys(services).map((service): DataService => `data:${service}`),
  ...(Object.keys(people) as Who[]),
]

const isDataService = (caller: Caller): caller is DataService => caller.startsWith('data:')

/** A token that ends within a minute is not used any more. */
const marginSeconds = 60

/** Access tokens of seeded people and of support tooling, each fetched once until it ends. */
export function tokens(target: Target): (caller: Caller) => Promise<string> {
  const cognito = new CognitoIdentityProviderClient(clientConfig(target))
  const held = new Map<Caller, { token: Promise<string>; until: number }>()

  const signIn = async (who: Who): Promise<{ token: string; seconds: number }> => {
    const { email, password, pool } = target.people[who]
    const answer = await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool === 'operators' ? target.outputs.OperatorPoolId : target.outputs.CustomerPoolId,
        ClientId: pool === 'operators' ? target.outputs.OperatorClientId : target.outputs.CustomerClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    )
    const result = answer.AuthenticationResult
    if (!result?.AccessToken)
      throw new Error(`${who} could not sign in: ${answer.ChallengeName ?? 'no token came back'}`)
    return { token: result.AccessToken, seconds: result.ExpiresIn ?? 0 }
  }

  return async (caller) => {
    const known = held.get(caller)
    if (known && Date.now() < known.until) return known.token
    const fetched = isDataService(caller)
      ? machineToken(target, caller, target.services[caller.slice('data:'.length)], 'lockbox/check')
      : caller === 'tooling'
        ? machineToken(target, caller, target.machine, 'lockbox/requests')
        : signIn(caller)
    // Short-lived until it is there, so that a failure is not kept.
    held.set(caller, { token: fetched.then((t) => t.token), until: Date.now() + 1000 })
    const { token, seconds } = await fetched
    held.set(caller, { token: Promise.resolve(token), until: Date.now() + (seconds - marginSeconds) * 1000 })
    return token
  }
}

/** Client credentials, as a machine sends them (RFC 6749, 4.4). */
async function machineToken(
  target: Target,
  caller: Caller,
  credentials: Credentials | undefined,
  scope: string,
): Promise<{ token: string; seconds: number }> {
  if (!credentials) throw new Error(`there is no ${caller}`)
  const { clientId, clientSecret } = credentials
  const answer = await dial(target.tokenUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
  })
  const body = JSON.parse(answer.text) as { access_token?: string; expires_in?: number; error?: string }
  if (!body.access_token) throw new Error(`${caller} got no token: ${answer.status} ${body.error ?? ''}`)
  return { token: body.access_token, seconds: body.expires_in ?? 0 }
}
