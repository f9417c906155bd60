import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export const issuer = 'https://customers.example'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A call with an access token of these claims, as it comes from the gateway's authorizer. */
export function accessTokenEvent(
  claims: Readonly<Record<string, unknown>>,
  call: { readonly routeKey?: string; readonly queryStringParameters?: Readonly<Record<string, string>> } = {},
): APIGatewayProxyEventV2 {
  const token = { iss: issuer, sub: 'u1', client_id: 'c1', token_use: 'access', email_verified: true, ...claims }
  return {
    ...call,
    headers: { authorization: `Bearer ${part({ alg: 'RS256' })}.${part(token)}.x` },
    requestContext: { http: {}, authorizer: { jwt: { claims: token } } },
  } as unknown as APIGatewayProxyEventV2
}
