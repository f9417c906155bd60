import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import type { Caller } from '../guard/guard.ts'

/**
 * Who calls, by the token of the operators' issuer that the gateway has verified: a machine's subject is its client, a
 * person is their verified address. Whoever is neither is nobody's operator.
 */
export function callerOf(event: APIGatewayProxyEventV2WithJWTAuthorizer): Caller {
  const {
    token_use: use,
    sub,
    client_id: client,
    email,
    email_verified: verified,
  } = event.requestContext.authorizer.jwt.claims
  // An ID token passes the gateway too, and is for showing a name.
  if (use !== 'access') return nobody
  if (typeof client === 'string' && client !== '' && client === sub) return { client }
  return typeof email === 'string' && String(verified) === 'true' ? { operator: email } : nobody
}

/** No operator has this id. */
const nobody: Caller = { operator: '' }
