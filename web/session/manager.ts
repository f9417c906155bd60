import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import { loadConfig } from '../config.ts'
import type { Side } from './person.ts'

const managers: Partial<Record<Side, Promise<UserManager>>> = {}

const prefix = (side: Side): string => `lockbox.${side}.`

/**
 * Authorization code with PKCE (RFC 7636). Tokens live in memory only, so a script that gets into the page finds
 * nothing in a storage; the state of a sign-in on its way lies in `sessionStorage`, under a prefix of its side.
 */
export function managerOf(side: Side): Promise<UserManager> {
  managers[side] ??= loadConfig().then((config) => {
    const signIn = config[side]
    if (!signIn) throw new Error('Nobody of this side signs in here: its issuer has no client for the admin centre.')
    const { authority, clientId, metadata, scope } = signIn
    return new UserManager({
      authority,
      client_id: clientId,
      redirect_uri: `${location.origin}/app/signed-in`,
      post_logout_redirect_uri: `${location.origin}/`,
      response_type: 'code',
      scope,
      // Without them the authority's discovery document says where to go.
      ...(metadata && { metadata }),
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: prefix(side) }),
      // Only by refresh token: see `renew`. The page may not be framed, so there is no silent sign-in in a frame.
      automaticSilentRenew: false,
      monitorSession: false,
    })
  })
  return managers[side]
}

/** Whose sign-in this callback's `state` belongs to. */
export const sideOfState = (state: string): Side | undefined =>
  (['customers', 'operators'] as const).find((side) => sessionStorage.getItem(prefix(side) + state) !== null)
