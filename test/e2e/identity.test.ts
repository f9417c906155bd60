import { randomBytes } from 'node:crypto'
import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  GroupExistsException,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { api } from '../../infra/local/api.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { dial } from '../../infra/local/dial.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { newPassword } from '../../infra/local/people.ts'
import { addPerson } from '../../infra/local/seed.ts'
import type { Who } from '../../infra/local/target.ts'
import { launchBrowser } from '../support/browser.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const client = api(target)
const page = (path: string, headers: Record<string, string> = {}) => dial(new URL(path, target.apiUrl), { headers })

describe('the admin centre is public files', () => {
  it('the shell: asked for every time, sent again only when it has changed', async () => {
    for (const path of ['/', '/app/policies/lockbox', '/app/requests/acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C']) {
      const answer = await page(path)
      expect(answer, path).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } })
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      const again = await page(path, { 'if-none-match': answer.headers.etag ?? '' })
      expect(again).toMatchObject({ status: 304, text: '' })
    }
    const head = await dial(new URL('/', target.apiUrl), { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '' })
  })

  it('says to browsers what they may do with it', async () => {
    const { headers } = await page('/')
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
  })

  it('its files are kept for ever, and compressed as the browser likes it', async () => {
    const { text } = await page('/')
    const [, file = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(text) ?? []
    const plain = await page(file)
    expect(plain).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      },
    })
    expect(plain.headers).not.toHaveProperty('content-encoding')
    for (const coding of ['br', 'gzip'])
      expect((await page(file, { 'accept-encoding': coding })).headers['content-encoding']).toBe(coding)
  })

  it.each(['/assets/nothing.js', '/assets/..%2Fmanifest.json', '/assets/manifest.json', '/assets/%2e%2e%2findex.mjs'])(
    'gives nothing else: %s',
    async (path) => {
      const answer = await page(path)
      expect(answer.status).toBe(404)
      expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store')
    },
  )

  it('tells how to sign in, and nothing that is not public', async () => {
    const { body } = await client.anonymous.get('/config.json')
    expect(body).toMatchObject({
      vendor: { name: 'Example Vendor' },
      customers: { authority: target.outputs.CustomerIssuer, clientId: target.outputs.CustomerClientId },
      operators: { authority: target.outputs.OperatorIssuer, clientId: target.outputs.OperatorClientId },
    })
    expect(body.customers.cli.clientId).toBe(target.outputs.CustomerCliClientId)
    expect(JSON.stringify(body)).not.toMatch(/secret|emailDomains|sender/i)
  })
})

// The sign-in page of a real pool is Amazon's, and asks for a second factor.
describe.runIf(target.endpoint)('signing in with a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  /** As the admin centre does it, on its own page and so under its policy. */
  async function signedIn(side: 'customers' | 'operators', who: Who): Promise<{ page: Page; tokens: Tokens }> {
    const context = await browser.newContext()
    const tab = await context.newPage()
    await tab.goto(`${target.apiUrl}/`)
    await tab.evaluate(beginSignIn, side)
    const { email, password } = target.people[who]
    await tab.locator('[name=username]').fill(email)
    await tab.locator('[name=password]').fill(password)
    await tab.locator('[type=submit]').click()
    await tab.waitForURL('**/app/signed-in?*')
    return { page: tab, tokens: await tab.evaluate(endSignIn, side) }
  }

  it.each([
    ['customers', 'approver', '/tenant/settings'],
    ['operators', 'operator', '/requests'],
  ] as const)('%s: code and PKCE give an access token that the API takes', async (side, who, path) => {
    const { page: tab, tokens } = await signedIn(side, who)
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 1800 })
    expect((await client.withToken(tokens.access_token).get(path)).status).toBe(200)
    // Only what the code was made with redeems it, and only once.
    expect(await tab.evaluate(endSignIn, side)).toHaveProperty('error')

    const idToken = await client.withToken(tokens.id_token).get(path)
    expect(idToken).toMatchObject({ status: 401, code: 'Unauthenticated' })
    const elsewhere = side === 'customers' ? '/requests' : '/tenant/settings'
    expect((await client.withToken(tokens.access_token).get(elsewhere)).status).toBe(401)
  })

  it('a code is worth nothing without its verifier, and comes back nowhere else', async () => {
    const { body } = await client.anonymous.get('/config.json')
    const authorize = (changes: Record<string, string>) =>
      dial(
        `${body.customers.metadata.authorization_endpoint}?${new URLSearchParams({
          response_type: 'code',
          client_id: body.customers.clientId,
          redirect_uri: `${target.apiUrl}/app/signed-in`,
          scope: 'openid',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
          ...changes,
        })}`,
      )
    expect((await authorize({})).status).toBe(200)
    const { clientId, redirectUris } = body.customers.cli
    const [loopback = ''] = redirectUris as string[]
    expect((await authorize({ client_id: clientId, redirect_uri: loopback })).status).toBe(200)
    for (const change of [
      { redirect_uri: 'https://evil.example/' },
      { redirect_uri: loopback },
      { client_id: clientId },
      { client_id: clientId, redirect_uri: 'http://localhost:4711/callback' },
      { response_type: 'token' },
    ])
      expect((await authorize(change)).status, JSON.stringify(change)).toBe(400)
  })
})

describe('who a customer’s token speaks for', () => {
  const cognito = new CognitoIdentityProviderClient(clientConfig(target))
  const pool = target.outputs.CustomerPoolId

  /** Somebody with a token of their own, made as an administrator of the account would. */
  async function somebody(made: { readonly groups: readonly string[]; readonly tenantId?: string }) {
    const email = `somebody-${randomBytes(4).toString('hex')}@bank.example`
    const person = { name: 'Somebody', email, password: newPassword(), pool: 'customers' as const, ...made }
    await addPerson(target, person)
    const people = { ...target.people, approver: { ...person, who: 'approver' as const } }
    const own = api({ ...target, people })
    return { email, as: own.as('approver'), token: () => own.token('approver') }
  }

  it('nobody’s without a tenant', async () => {
    const { as } = await somebody({ groups: ['approver', 'auditor'] })
    for (const path of ['/tenant/settings', '/audit'])
      expect(await as.get(path), path).toMatchObject({ status: 403, code: 'Forbidden' })
  })

  it('nobody’s whose group only looks like one', async () => {
    const alike = ['approver x', 'x approver', '[approver]', 'Approver', 'auditor approver']
    for (const GroupName of alike)
      await cognito.send(new CreateGroupCommand({ UserPoolId: pool, GroupName })).catch((error: unknown) => {
        if (!(error instanceof GroupExistsException)) throw error
      })
    const { as } = await somebody({ groups: alike, tenantId: 'acme-bank' })
    for (const path of ['/tenant/settings', '/audit'])
      expect(await as.get(path), path).toMatchObject({ status: 403, code: 'Forbidden' })
  })

  it('nobody’s with the address of an approver that is not verified', async () => {
    const { as, email } = await somebody({ groups: ['approver'], tenantId: 'acme-bank' })
    await cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: pool,
        Username: email,
        UserAttributes: [{ Name: 'email_verified', Value: 'false' }],
      }),
    )
    expect(await as.get('/tenant/settings')).toMatchObject({ status: 403, code: 'Forbidden' })
  })

  it('a group alone makes nobody an approver', async () => {
    const { as } = await somebody({ groups: ['approver'], tenantId: 'acme-bank' })
    expect(await as.get('/tenant/settings')).toMatchObject({ status: 403, code: 'NotAnApprover' })
  })

  // The local AWS lets everybody write everything; there it is an assertion on the template (test/infra/identity.test.ts).
  it.runIf(!target.endpoint)('a tenant is set once: neither its owner nor an administrator changes it', async () => {
    const { email, token } = await somebody({ groups: ['auditor'], tenantId: 'north-clinic' })
    const UserAttributes = [{ Name: 'custom:tenant', Value: 'acme-bank' }]
    const own = new UpdateUserAttributesCommand({ AccessToken: await token(), UserAttributes })
    await expect(cognito.send(own)).rejects.toThrow()
    const administrator = new AdminUpdateUserAttributesCommand({ UserPoolId: pool, Username: email, UserAttributes })
    await expect(cognito.send(administrator)).rejects.toThrow()
  })
})

describe.runIf(target.endpoint)('an invitation', () => {
  const story = new Story(target)
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  it('comes by mail when a tenant is created, and leads its first approver in', async () => {
    const { id, approvers } = await story.tenant()
    const [email = ''] = approvers
    await recordOutbox(target)
    const mail = await story.mails.waitFor(email, ({ subject }) => subject.includes('Your account'), { seconds: 30 })
    expect(mail.subject).toBe('Your account for Customer Lockbox at Example Vendor')
    const shown = mail.html || mail.text
    expect(shown).toContain(`${target.apiUrl}/`)
    expect(shown).toContain(email)
    const [, password = ''] = /<code>(.+?)<\/code>/.exec(shown) ?? []

    const tab = await (await browser.newContext()).newPage()
    await tab.goto(`${target.apiUrl}/`)
    await tab.evaluate(beginSignIn, 'customers' as const)
    await tab.locator('[name=username]').fill(email)
    await tab.locator('[name=password]').fill(unescaped(password))
    await tab.locator('[type=submit]').click()
    const own = newPassword()
    await tab.locator('[name=new_password]').fill(own)
    await tab.locator('[name=confirm_password]').fill(own)
    await tab.locator('[type=submit]').click()
    await tab.waitForURL('**/app/signed-in?*')
    const { access_token: token } = await tab.evaluate(endSignIn, 'customers' as const)
    expect((await client.withToken(token).get('/tenant/settings')).body).toMatchObject({ tenantId: id })
    const types = async () => {
      const { body } = await client.withToken(token).get('/audit')
      const seen = (body.items as { event: { type: string } }[]).map(({ event }) => event.type)
      return seen.includes('lockbox.person.invited') && seen
    }
    expect(await until(types, 'the invitation is in the ledger')).toContain('lockbox.settings.created')
  })
})

/** What a mail as HTML says as text. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

interface Tokens {
  readonly access_token: string
  readonly id_token: string
  readonly token_type: string
  readonly expires_in: number
}

// These two run in the browser.

declare const location: { readonly origin: string; readonly search: string; assign(url: string): void }
interface SignIn {
  readonly clientId: string
  readonly scope: string
  readonly metadata: { readonly authorization_endpoint: string; readonly token_endpoint: string }
}
type Config = Readonly<Record<'customers' | 'operators', SignIn>>

async function beginSignIn(side: 'customers' | 'operators'): Promise<void> {
  const { [side]: signIn } = (await (await fetch('/config.json')).json()) as Config
  const base64url = (bytes: Uint8Array) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  sessionStorage.setItem('verifier', verifier)
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: `${location.origin}/app/signed-in`,
    scope: signIn.scope,
    state: 'a-state',
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })
  location.assign(`${signIn.metadata.authorization_endpoint}?${query}`)
}

async function endSignIn(side: 'customers' | 'operators'): Promise<Tokens> {
  const { [side]: signIn } = (await (await fetch('/config.json')).json()) as Config
  const query = new URLSearchParams(location.search)
  if (query.get('state') !== 'a-state') throw new Error('not the state that was sent')
  const answer = await fetch(signIn.metadata.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: signIn.clientId,
      redirect_uri: `${location.origin}/app/signed-in`,
      code: query.get('code') ?? '',
      code_verifier: sessionStorage.getItem('verifier') ?? '',
    }),
  })
  return (await answer.json()) as Tokens
}
