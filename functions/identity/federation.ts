/** What the deployment says of an organisation's own identity provider. */
export interface FederatedTenant {
  /** The one tenant that its people belong to, whatever they say of themselves. */
  readonly tenantId: string
  /** The provider vouches for the addresses that it sends. */
  readonly emailVerified: boolean
  /** What its people may enter. @default - what the pool's administrator gave each of them */
  readonly groups?: readonly Group[]
}

export const groups = ['approver', 'auditor'] as const
export type Group = (typeof groups)[number]

/** By the provider's name in the customers' pool. */
export type Federation = Readonly<Record<string, FederatedTenant>>

/** What a user's access token says beyond what Cognito puts into it; `groups` only where they differ from the pool's. */
export interface Claims {
  readonly email?: string
  readonly name?: string
  readonly tenant?: string
  readonly groups?: readonly string[]
}

type Attributes = Readonly<Record<string, string | undefined>>

/**
 * A user of the pool belongs to the tenant of an attribute that nobody can write after its creation. A user who comes
 * from elsewhere belongs to the tenant of the provider that vouched for them: an attribute says nothing there, because
 * the provider could fill it. One that the deployment does not know, or more than one, vouch for nobody.
 */
export function claimsOf(attributes: Attributes, poolGroups: readonly string[], federation: Federation): Claims {
  const name = attributes.name ? { name: attributes.name } : {}
  const email = attributes.email?.toLowerCase()
  const providers = providersOf(attributes)
  if (providers === 'none') {
    const tenant = attributes['custom:tenant']
    return { ...(email && attributes.email_verified === 'true' && { email }), ...name, ...(tenant && { tenant }) }
  }
  const [provider, ...others] = providers
  const known =
    provider !== undefined && others.length === 0 && Object.hasOwn(federation, provider)
      ? federation[provider]
      : undefined
  if (!known) return { ...name, groups: [] }
  const admitted = known.groups ?? poolGroups
  return {
    ...(email && known.emailVerified && { email }),
    ...name,
    tenant: known.tenantId,
    // Cognito adds a group of its own for each provider.
    groups: groups.filter((group) => admitted.includes(group)),
  }
}

/**
 * The providers that a user came from, as Cognito's attribute `identities` lists them; unreadable: one that nobody
 * knows, so that it is never taken for a user of the pool.
 */
function providersOf(attributes: Attributes): readonly string[] | 'none' {
  const external = attributes['cognito:user_status'] === 'EXTERNAL_PROVIDER'
  if (attributes.identities === undefined) return external ? [] : 'none'
  try {
    const identities: unknown = JSON.parse(attributes.identities)
    if (!Array.isArray(identities)) return []
    return identities.map((identity: { providerName?: unknown } | null) =>
      typeof identity?.providerName === 'string' ? identity.providerName : '',
    )
  } catch {
    return []
  }
}
