import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import { type GuardedContext, guardMiddleware } from '../guard/middy.ts'
import { callerOf } from './caller.ts'
import { customersOf } from './customers.ts'
import { sampleEnv, tokenHeader } from './env.ts'

// A data service behind the door, complete: docs/guard.md goes through it.

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`environment variable ${name} is not set`)
  return value
}

const lockbox = required(sampleEnv.lockbox)
const secrets = new SecretsManagerClient({})

async function clientSecret(): Promise<string> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: required(sampleEnv.clientSecret) }))
  if (!SecretString) throw new Error('the secret is empty')
  return SecretString
}

export const handler = middy<APIGatewayProxyEventV2WithJWTAuthorizer>()
  .use(
    guardMiddleware<APIGatewayProxyEventV2WithJWTAuthorizer>({
      issuer: required(sampleEnv.issuer),
      service: required(sampleEnv.service),
      keys: `${lockbox}/.well-known/jwks.json`,
      check: {
        url: `${lockbox}/access/check`,
        tokenUrl: required(sampleEnv.tokenUrl),
        clientId: required(sampleEnv.clientId),
        clientSecret,
        withoutToken: 'ask',
      },
      access: (event) => ({
        token: event.headers[tokenHeader],
        caller: callerOf(event),
        tenant: event.pathParameters?.tenantId ?? '',
        environment: event.pathParameters?.environmentId ?? '',
        action: 'customers.list',
      }),
      // Never the token: a code, and what stood behind it.
      onRefused: ({ code, cause }) =>
        console.log(
          JSON.stringify({ level: 'INFO', message: 'refused', code, ...(cause ? { cause: String(cause) } : {}) }),
        ),
    }),
  )
  .handler(async (_event, context) => {
    const { grant } = context as unknown as GuardedContext
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({ items: customersOf(grant.tenant, grant.environment), grant }),
    }
  })
