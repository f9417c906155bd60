import type { User } from 'oidc-client-ts'
import { useSyncExternalStore } from 'react'
import { loadConfig } from '../config.ts'
import { dropDrafts } from './draft.ts'
import { managerOf, sideOfState } from './manager.ts'
import { type Person, personOf, type Side } from './person.ts'

/** `ended`: somebody was signed in, and the API no longer takes their token. */
export type Session = { readonly state: 'out' | 'ended' } | { readonly state: 'in'; readonly person: Person }

const out: Session = { state: 'out' }
const sessions: Record<Side, Session> = { customers: out, operators: out }
const users: Partial<Record<Side, User>> = {}
const renewals: Partial<Record<Side, Promise<boolean>>> = {}
const listeners = new Set<() => void>()

function set(side: Side, session: Session, user?: User): void {
  sessions[side] = session
  if (user) users[side] = user
  else delete users[side]
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The session of a side, as it is now and whenever it changes. */
export const useSession = (side: Side): Session => useSyncExternalStore(subscribe, () => sessions[side])

/** Whether calls of a side can succeed at all: polling stops once they cannot. */
export const isSignedIn = (side: Side): boolean => sessions[side].state === 'in'

/** The token that calls of a side are made with. */
export const accessToken = (side: Side): string | undefined => users[side]?.access_token

/** A page of this app and nothing else, whatever a state says. */
const isOwnPage = (path: unknown): path is string => typeof path === 'string' && /^\/app\/[^\\]*$/.test(path)

/** Where somebody begins who wanted no page in particular. */
function home(side: Side, { groups }: Person): string {
  if (side === 'operators') return '/app/vendor/requests'
  return groups.includes('auditor') && !groups.includes('approver') ? '/app/audit' : '/app/policies/lockbox'
}

/** Leaves for the issuer; `returnTo` is the page that one comes back to. */
export async function signIn(side: Side, returnTo?: string): Promise<void> {
  const manager = await managerOf(side)
  await manager.signinRedirect({ state: { returnTo } })
}

/** Takes the issuer's answer at `/app/signed-in`, and gives the page to go on with. */
export async function completeSignIn(url: string): Promise<string> {
  const side = sideOfState(new URL(url).searchParams.get('state') ?? '')
  if (!side) throw new Error('This sign-in was not started here, or was used already.')
  const manager = await managerOf(side)
  const user = await manager.signinRedirectCallback(url)
  const person = personOf(user.access_token)
  set(side, { state: 'in', person }, user)
  const returnTo = (user.state as { returnTo?: unknown } | undefined)?.returnTo
  return isOwnPage(returnTo) ? returnTo : home(side, person)
}

/** A new access token by refresh token, once for all calls that wait for it; false when there is none to be had. */
export function renew(side: Side): Promise<boolean> {
  renewals[side] ??= byRefreshToken(side).finally(() => delete renewals[side])
  return renewals[side]
}

async function byRefreshToken(side: Side): Promise<boolean> {
  if (!users[side]?.refresh_token) return false
  const manager = await managerOf(side)
  const user = await manager.signinSilent().catch(() => null)
  if (!user) return false
  set(side, { state: 'in', person: personOf(user.access_token) }, user)
  return true
}

/** The API no longer takes the token: what is on the page stays, and a notice offers to sign in again. */
export function sessionEnded(side: Side): void {
  if (sessions[side].state === 'in') set(side, { state: 'ended' })
}

/** Forgets everything of this side here, then at the issuer. */
export async function signOut(side: Side): Promise<void> {
  const idToken = users[side]?.id_token
  dropDrafts()
  const manager = await managerOf(side)
  await manager.removeUser()
  const { signOutUrl } = (await loadConfig())[side] ?? {}
  if (signOutUrl) location.assign(signOutUrl)
  else if (await manager.metadataService.getEndSessionEndpoint())
    await manager.signoutRedirect(idToken ? { id_token_hint: idToken } : {})
  else location.assign('/')
}
