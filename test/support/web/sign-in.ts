import { randomUUID } from 'node:crypto'
import { type FakeName, type FakePerson, fakePeople } from './people.ts'

const base64Url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = (claims: object): string => `${base64Url({ alg: 'RS256', typ: 'JWT' })}.${base64Url(claims)}.unsigned`

/** An OpenID provider of two sides that asks nobody anything: whoever the cookie names is signed in. */
export function fakeProvider() {
  const codes = new Map<string, FakePerson>()
  const tokens = new Map<string, FakePerson>()
  return {
    /** Sends back to the app with a code; checks what a real provider insists on. */
    authorize(side: FakePerson['side'], query: URLSearchParams, cookie: string): string {
      const name = /(?:^|; )person=(\w+)/.exec(cookie)?.[1]
      const chosen = fakePeople[name as FakeName] as FakePerson | undefined
      const person = chosen?.side === side ? chosen : side === 'customers' ? fakePeople.anna : fakePeople.olivia
      const wanted = { response_type: 'code', code_challenge_method: 'S256', client_id: `${side}-client` }
      for (const [parameter, value] of Object.entries(wanted))
        if (query.get(parameter) !== value) throw new Error(`${parameter} is ${query.get(parameter)}`)
      const code = randomUUID()
      codes.set(code, person)
      const back = new URL(query.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', query.get('state') ?? '')
      return back.toString()
    },
    /** The token endpoint's answer; each code works once. */
    token(issuer: string, form: URLSearchParams): object | undefined {
      const code = form.get('code') ?? ''
      const person = codes.get(code)
      codes.delete(code)
      if (!person || !form.get('code_verifier')) return undefined
      const { email, name, groups, tenant } = person
      const common = { iss: issuer, sub: email, exp: Math.floor(Date.now() / 1000) + 3600 }
      const token = unsigned({ ...common, jti: randomUUID(), email, name, 'cognito:groups': groups, tenant })
      tokens.set(token, person)
      return {
        access_token: token,
        id_token: unsigned({ ...common, aud: form.get('client_id') }),
        token_type: 'Bearer',
        expires_in: 3600,
      }
    },
    personOf: (authorization = ''): FakePerson | undefined => tokens.get(authorization.replace(/^Bearer /, '')),
    /** From now on no token is taken any more. */
    endSessions: (): void => tokens.clear(),
  }
}
