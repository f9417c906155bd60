/** How people of one side sign in: all that a public client (the admin centre, the command line) has to know. */
export interface SignInFacts {
  /** `iss` of its tokens. */
  readonly issuer: string
  /** Public client of the admin centre: authorization code with PKCE. */
  readonly clientId: string
  /** Public client of the command line. @default - the admin centre's */
  readonly cliClientId?: string
  /** Separated by spaces. */
  readonly scope: string
  /** Origin of a Cognito pool's own pages. @default - what the issuer's discovery document says */
  readonly hosted?: string
  /** Origins beside the issuer's that a browser calls to sign in, such as that of its token endpoint. */
  readonly origins?: readonly string[]
}

/** A side that brings an issuer without a client for the admin centre cannot sign in there. */
export type SignIn = Readonly<Partial<Record<'customers' | 'operators', SignInFacts>>>

/** Path that sign-ins of the admin centre return to. */
export const signedInPath = '/app/signed-in'

/**
 * Where the command line listens for a sign-in's code (RFC 8252, 7.3). Cognito knows no wildcard for the port, and of
 * plain http it takes `localhost` only: so there are three, for whoever has something else on one.
 */
export const cliRedirectUris = [47_811, 47_812, 47_813].map((port) => `http://localhost:${port}/callback`)
