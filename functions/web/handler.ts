import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kmsPublicKeys } from '../adapters/kms-signatures.ts'
import { ledgerKeys } from '../adapters/ledger-keys.ts'
import { sha256Hex } from '../domain/digest.ts'
import { ProblemError } from '../domain/problems.ts'
import { deploymentFacts, env, type KeyFacts, required } from '../runtime/env.ts'
import { isKnown } from '../runtime/etag.ts'
import { type HttpVerb, httpHandler } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { securityHeaders } from '../runtime/security-headers.ts'
import type { SignIn } from '../runtime/sign-in.ts'
import { configOf } from './config.ts'
import { webFiles } from './files.ts'
import { forEver, keysMaxAge, shellHeaders } from './headers.ts'

const facts = deploymentFacts()
const signIn = JSON.parse(required(env.signIn)) as SignIn
const files = webFiles(import.meta.dirname)
const headers = shellHeaders(facts.vendor, signIn)
const config = configOf(facts, signIn, required(env.publicUrl))
const accessKeys = kmsPublicKeys(JSON.parse(required(env.accessKeys)) as readonly string[])
const proofKeys = ledgerKeys(JSON.parse(required(env.ledgerKeys)) as readonly KeyFacts[])
const contract = join(import.meta.dirname, 'openapi.json')
const openapi: unknown = existsSync(contract) ? JSON.parse(readFileSync(contract, 'utf8')) : undefined

/** Asked for every time, sent again only when it has changed (RFC 9110, 13.1.2). */
const revalidated =
  (body: unknown, tag: string, more: Readonly<Record<string, string>>): HttpVerb =>
  async (event) => {
    const etag = `"${tag}"`
    const sent = { 'cache-control': 'no-cache', ...more, etag }
    return isKnown(event, etag) ? { status: 304, headers: sent, body: '' } : { status: 200, headers: sent, body }
  }

const json = (body: unknown, more: Readonly<Record<string, string>> = {}): HttpVerb =>
  revalidated(body, sha256Hex(JSON.stringify(body)).slice(0, 22), { ...securityHeaders, ...more })

const shell = revalidated(files.shell, files.shellTag, headers)

const keysVerb =
  (keys: () => Promise<readonly unknown[]>): HttpVerb =>
  async (event) =>
    json({ keys: await keys() }, { 'cache-control': `public, max-age=${keysMaxAge}` })(event)

const asset: HttpVerb = async (event) => {
  const found = files.asset(event.pathParameters?.file ?? '', event.headers['accept-encoding'])
  if (!found) throw new ProblemError({ code: 'NotFound', detail: 'There is no such file. Reload the page.' })
  return {
    status: 200,
    headers: {
      ...securityHeaders,
      'content-type': found.type,
      'cache-control': forEver,
      vary: 'accept-encoding',
      ...(found.encoding && { 'content-encoding': found.encoding }),
    },
    body: found.content,
  }
}

const contractVerb: HttpVerb = openapi
  ? json(openapi)
  : async () => {
      throw new ProblemError({ code: 'NotFound', detail: 'This deployment was built without its contract.' })
    }

export const handler = httpHandler(
  {
    'GET /': shell,
    'HEAD /': async (event) => ({ ...(await shell(event)), body: '' }),
    'GET /app/{path+}': shell,
    'GET /assets/{file}': asset,
    'GET /config.json': json(config),
    'GET /openapi.json': contractVerb,
    'GET /.well-known/jwks.json': keysVerb(accessKeys),
    // Apart, so that no data service takes a receipt's key for an access token's.
    'GET /.well-known/ledger-keys.json': keysVerb(proofKeys),
  },
  loggerOf('web'),
)
