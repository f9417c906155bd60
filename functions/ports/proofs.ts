/** Signs proofs with a key that never leaves where it is. */
export interface ProofSigner {
  /** RFC 7638 thumbprint of the key. */
  readonly kid: () => Promise<string>
  /** A compact JWS, ES256, over the canonical form of the claims. */
  readonly sign: (typ: string, claims: unknown) => Promise<string>
}
