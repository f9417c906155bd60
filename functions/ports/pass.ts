import type { AwsSession } from '../domain/aws-session.ts'
import type { Instant } from '../domain/time.ts'

/** Signs access tokens with a key that never leaves where it is. */
export interface TokenSigner {
  /** Id of the key, as the published ones have it. */
  readonly kid: string
  /** ES256 (RFC 7518, 3.4): 64 bytes, r and s. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
}

/** A public key as it is published (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'ES256'
}

/** Temporary AWS credentials. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** When STS ends them; the session's own policy may have done so before. */
  readonly expiresAt: Instant
}

/** Roles that the deployment names. */
export interface AwsRoles {
  readonly assume: (roleArn: string, session: AwsSession) => Promise<AwsCredentials>
}
