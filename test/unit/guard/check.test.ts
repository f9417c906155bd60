import { describe, expect, test } from 'vitest'
import { type Access, guard } from '../../../guard/guard.ts'
import type { CheckOptions } from '../../../guard/options.ts'
import { AccessRefused } from '../../../guard/refusal.ts'
import { claimsAt, door, keySetOf, lockbox, testKey, tokenOf } from '../../support/access-tokens.ts'

const key = testKey('k1')
const tokenUrl = 'https://issuer.vendor.example/oauth2/token'
const yes = { allowed: true, basis: 'Approved', requestId: 'acme.1', until: '2026-11-23T17:00:00.000Z' }

/** A lockbox whose check and token endpoint answer as a test says. */
function world(answer: (asked: number) => Response | Promise<Response> = () => Response.json(yes)) {
  const time = { now: Date.parse('2026-11-23T09:00:00.000Z') }
  const calls: { readonly url: string; readonly authorization: string; readonly body: string }[] = []
  const asked = (url: string) => calls.filter((call) => call.url === url)
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const authorization = new Headers(init.headers).get('authorization') ?? ''
    calls.push({ url: String(url), authorization, body: String(init.body) })
    if (String(url) === tokenUrl)
      return Response.json({ access_token: `token-${asked(tokenUrl).length}`, expires_in: 3600 })
    const given = await Promise.race([answer(calls.length), aborted(init.signal)])
    return given
  }
  const letIn = (changes: Partial<CheckOptions> = {}) =>
    guard({
      issuer: lockbox,
      service: 'crm',
      keys: keySetOf(key),
      now: () => time.now,
      fetch: fetch as typeof globalThis.fetch,
      check: { tokenUrl, clientId: 'crm-client', clientSecret: 's€cret', timeout: 200, ...changes },
    })
  const access = (changes: Partial<Access> = {}): Access => ({
    token: tokenOf(claimsAt(time.now), key),
    caller: { operator: door.operatorId },
    tenant: 'acme',
    environment: 'production',
    ...changes,
  })
  return { time, calls, asked, letIn, access }
}

const aborted = (signal: AbortSignal | null | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

const refusal = (answer: Promise<unknown>): Promise<AccessRefused> =>
  answer.then(
    () => Promise.reject(new Error('let in')),
    (error: unknown) => (error instanceof AccessRefused ? error : Promise.reject(error)),
  )

describe('with a check', () => {
  test('what is open now counts, not what the token once was for', async () => {
    const { letIn, access, time } = world(() => Response.json({ ...yes, requestId: 'acme.2' }))
    const token = tokenOf(claimsAt(time.now, { level: 'write', request: 'acme.1' }), key)
    expect(await letIn()(access({ token }))).toMatchObject({ level: 'read', request: 'acme.2', until: yes.until })
  })

  test('a yes lets in, and says on what basis', async () => {
    const { letIn, access, asked } = world()
    expect(await letIn()(access({ action: 'customers.list', resource: 'c-1' }))).toMatchObject({
      basis: 'Approved',
      until: yes.until,
    })
    const [call] = asked(`${lockbox}/access/check`)
    expect(JSON.parse(call?.body ?? '')).toEqual({
      operator: door.operatorId,
      tenantId: 'acme',
      environmentId: 'production',
      accessLevel: 'read',
      action: 'customers.list',
      resource: 'c-1',
    })
    expect(call?.authorization).toBe('Bearer token-1')
  })

  test('the service’s own token is fetched once, and again before it ends', async () => {
    const { letIn, access, asked, time } = world()
    const guarded = letIn()
    await Promise.all([guarded(access()), guarded(access())])
    await guarded(access())
    expect(asked(tokenUrl)).toHaveLength(1)
    time.now += 3_541_000
    await guarded(access())
    expect(asked(tokenUrl)).toHaveLength(2)
    const basic = Buffer.from(asked(tokenUrl)[0]?.authorization.replace('Basic ', '') ?? '', 'base64').toString()
    expect(basic).toBe(`crm-client:${encodeURIComponent('s€cret')}`)
  })

  test('a token that is not taken any more is fetched anew for the next call', async () => {
    const { letIn, access, asked } = world(() => new Response('', { status: 401 }))
    const guarded = letIn()
    for (let i = 0; i < 2; i++) expect((await refusal(guarded(access()))).code).toBe('NoAnswer')
    expect(asked(tokenUrl)).toHaveLength(2)
  })

  test('a no is refused with its basis', async () => {
    const { letIn, access } = world(() => Response.json({ allowed: false, basis: 'Revoked' }))
    const { status, problem } = await refusal(letIn()(access()))
    expect([status, problem.code, problem.basis]).toEqual([403, 'NotAllowed', 'Revoked'])
  })

  const doubts: readonly (readonly [string, () => Response | Promise<Response>])[] = [
    ['takes too long', () => new Promise(() => undefined)],
    ['fails', () => Promise.reject(new TypeError('fetch failed'))],
    ['answers 503', () => Response.json(yes, { status: 503 })],
    ['answers 201', () => Response.json(yes, { status: 201 })],
    ['answers no JSON', () => new Response('<html>', { headers: { 'content-type': 'application/json' } })],
    ['answers nothing', () => new Response('')],
    ['answers a list', () => Response.json([yes])],
    ['says yes in words', () => Response.json({ ...yes, allowed: 'true' })],
    ['says yes and not why', () => Response.json({ allowed: true })],
    ['says neither', () => Response.json({ basis: 'Approved' })],
    ['answers null', () => Response.json(null)],
  ]
  test.each(doubts)('one that %s lets nobody in', async (_, answer) => {
    const { letIn, access } = world(answer)
    const refused = await refusal(letIn()(access()))
    expect([refused.code, refused.status]).toEqual(['NoAnswer', 503])
  })

  test('nobody gets in when the service has no token of its own', async () => {
    const { letIn, access } = world()
    const refused = await refusal(letIn({ clientSecret: () => Promise.reject(new Error('no secret')) })(access()))
    expect([refused.code, refused.status]).toEqual(['NoAnswer', 503])
  })

  test('nobody waits longer than the timeout for a secret that does not come', async () => {
    const { letIn, access } = world()
    const refused = await refusal(
      letIn({ clientSecret: () => new Promise<string>(() => undefined), timeout: 50 })(access()),
    )
    expect([refused.code, refused.status]).toEqual(['NoAnswer', 503])
  })

  test('is not asked about a token that is refused anyway', async () => {
    const { letIn, access, calls } = world()
    await refusal(letIn()(access({ environment: 'staging' })))
    expect(calls).toEqual([])
  })
})

describe('a call without a token', () => {
  const bare = { token: undefined }

  test('is refused, and nobody asked', async () => {
    const { letIn, access, calls } = world()
    expect((await refusal(letIn()(access(bare)))).code).toBe('AccessTokenMissing')
    expect(calls).toEqual([])
  })

  test.each(['PolicyOff', 'EnvironmentNotManaged', 'ServiceNotCovered'])(
    'is let in on the basis %s, where the service wants that asked',
    async (basis) => {
      const { letIn, access } = world(() => Response.json({ allowed: true, basis }))
      expect(await letIn({ withoutToken: 'ask' })(access(bare))).toEqual({
        basis,
        operator: door.operatorId,
        tenant: 'acme',
        environment: 'production',
        level: 'read',
      })
    },
  )

  test.each(['Approved', 'Emergency', 'Whatever'])('needs its token on the basis %s', async (basis) => {
    const { letIn, access } = world(() => Response.json({ allowed: true, basis }))
    expect((await refusal(letIn({ withoutToken: 'ask' })(access(bare)))).code).toBe('AccessTokenMissing')
  })

  test('by a machine is refused: it names no operator', async () => {
    const { letIn, access, calls } = world()
    const refused = await refusal(letIn({ withoutToken: 'ask' })(access({ ...bare, caller: { client: 'tooling' } })))
    expect([refused.code, calls]).toEqual(['AccessTokenMissing', []])
  })
})
