/** Names of the sample's environment variables, shared by the construct that sets them and the handler that reads them. */
export const sampleEnv = {
  /** The service of the catalogue that it stands for. */
  service: 'SERVICE',
  /** The lockbox's public URL: `iss` of its tokens. */
  issuer: 'LOCKBOX_ISSUER',
  /** Where the lockbox is called. */
  lockbox: 'LOCKBOX_URL',
  /** Token endpoint of the operators' issuer. */
  tokenUrl: 'TOKEN_URL',
  /** The service's machine client. */
  clientId: 'CLIENT_ID',
  /** ARN of the secret in Secrets Manager that holds the client's. */
  clientSecret: 'CLIENT_SECRET_ARN',
} as const

/** Header that carries the lockbox's access token, beside `Authorization`, which carries the caller's own. */
export const tokenHeader = 'lockbox-access'

/** The one thing that the sample shows. */
export const customersPath = '/tenants/{tenantId}/environments/{environmentId}/customers'
