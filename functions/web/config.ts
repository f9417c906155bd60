import type { InferOutput } from 'valibot'
import type { configAnswer, signInAnswer } from '../contract/answers.ts'
import { formatDuration } from '../domain/time.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { cliRedirectUris, type SignIn, type SignInFacts } from '../runtime/sign-in.ts'

/** What the admin centre and the command line know before anybody signs in: nothing that is not public anyway. */
export function configOf(facts: DeploymentFacts, signIn: SignIn, publicUrl: string): InferOutput<typeof configAnswer> {
  const { vendor, catalogue, approvalWindow, accessPeriod } = facts
  return {
    vendor: {
      name: vendor.name,
      ...(vendor.logoUrl && { logoUrl: vendor.logoUrl }),
      supportEmail: vendor.supportEmail,
    },
    catalogue: [...catalogue],
    approvalWindow: formatDuration(approvalWindow),
    accessPeriod: formatDuration(accessPeriod),
    ...(signIn.customers && { customers: signInOf(signIn.customers, publicUrl) }),
    ...(signIn.operators && { operators: signInOf(signIn.operators, publicUrl) }),
  }
}

const signInOf = (facts: SignInFacts, publicUrl: string): InferOutput<typeof signInAnswer> => ({
  authority: facts.issuer,
  clientId: facts.clientId,
  scope: facts.scope,
  cli: { clientId: facts.cliClientId ?? facts.clientId, redirectUris: [...cliRedirectUris] },
  ...(facts.hosted && hostedBy(facts.hosted, facts, publicUrl)),
})

/**
 * A pool's endpoints, so that nobody has to ask for them first. Cognito's own way out is no OpenID Connect one: it
 * takes `client_id` and `logout_uri`, so its whole URL is given.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
const hostedBy = (hosted: string, { issuer, clientId }: SignInFacts, publicUrl: string) => ({
  metadata: {
    issuer,
    authorization_endpoint: `${hosted}/oauth2/authorize`,
    token_endpoint: `${hosted}/oauth2/token`,
    userinfo_endpoint: `${hosted}/oauth2/userInfo`,
    revocation_endpoint: `${hosted}/oauth2/revoke`,
    end_session_endpoint: `${hosted}/logout`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
  },
  signOutUrl: `${hosted}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: `${publicUrl}/` })}`,
})
