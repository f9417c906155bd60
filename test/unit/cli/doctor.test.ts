import { describe, expect, test } from 'vitest'
import { identitiesOf } from '../../../cli/doctor/checks.ts'
import type { Cloud, TestMail } from '../../../cli/doctor/cloud.ts'
import { answering, command } from '../../support/command.ts'

const outputs = {
  ApiUrl: 'https://lockbox.vendor.example',
  AlarmTopic: 'arn:aws:sns:eu-central-1:1:t',
  NotifyFunction: 'notify',
  OperatorIssuer: 'https://operators.example',
  CustomerIssuer: 'https://customers.example',
}

const mails: TestMail[] = []
const healthy: Cloud = {
  region: 'eu-central-1',
  stack: async () => ({ status: 'UPDATE_COMPLETE', outputs }),
  environment: async () => ({
    DEPLOYMENT: JSON.stringify({ sender: 'lockbox@mail.vendor.example' }),
    CONFIGURATION_SET: 'set',
  }),
  concurrency: async () => ({ limit: 1000, unreserved: 900 }),
  sending: async () => ({ aDay: 50_000, sent: 12 }),
  identities: async () => ({ 'vendor.example': { verified: true, dkim: 'signed' } }),
  subscriptions: async () => [{ endpoint: 'ops@vendor.example', confirmed: true }],
  sendMail: async (mail) => {
    mails.push(mail)
  },
}

const web = (changes: Readonly<Record<string, unknown>> = {}) =>
  answering(({ path, headers: _, method: __ }) => {
    const pages: Readonly<Record<string, unknown>> = {
      '/openapi.json': { openapi: '3.1.0', info: { version: '0.1.0' } },
      '/jwks': { keys: [{}, {}] },
      ...changes,
    }
    return pages[path] ? { body: pages[path] } : { status: 404, body: {} }
  }).fetch

/** Discovery documents name their own issuer. */
const withIssuers =
  (inner: typeof fetch): typeof fetch =>
  async (input, init) => {
    const url = new URL(new Request(input, init).url)
    return url.pathname === '/.well-known/openid-configuration'
      ? Response.json({ issuer: url.origin, jwks_uri: `${url.origin}/jwks` })
      : inner(input, init)
  }

const doctor = (cloud: Partial<Cloud> = {}, args: readonly string[] = [], fetcher = withIssuers(web())) =>
  command(['doctor', ...args], { cloud: { ...healthy, ...cloud }, fetch: fetcher })

test('a deployment that is well: every line ok, exit code 0', async () => {
  const ran = await doctor()
  expect(ran).toMatchObject({ exit: 0, err: '' })
  expect(ran.out).toMatchSnapshot()
})

describe('what is broken ends with 5, and what to do', () => {
  test.each([
    [
      'a failed deployment',
      { stack: async () => ({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs }) },
      /fail +stack: UPDATE_ROLLBACK/,
    ],
    [
      'the SES sandbox',
      { sending: async () => ({ aDay: 200, sent: 0 }) },
      /fail +mail quota: .*sandbox[\s\S]*→ Ask for production/,
    ],
    [
      'a sender that is not verified',
      { identities: async () => ({}) },
      /fail +sender: SES has verified neither lockbox@mail/,
    ],
    ['alarms that nobody gets', { subscriptions: async () => [] }, /fail +alarms: nobody/],
    [
      'alarms that nobody confirmed',
      { subscriptions: async () => [{ endpoint: 'ops@vendor.example', confirmed: false }] },
      /fail +alarms: not confirmed: ops@vendor/,
    ],
  ] satisfies readonly (readonly [string, Partial<Cloud>, RegExp])[])('%s', async (_, cloud, words) => {
    const ran = await doctor(cloud)
    expect(ran.exit).toBe(5)
    expect(ran.out).toMatch(words)
    expect(ran.err).toMatch(/1 of \d+ checks failed/)
  })

  test('an API that serves no contract, an issuer without keys', async () => {
    const ran = await doctor({}, [], web({ '/openapi.json': undefined }))
    expect(ran.exit).toBe(5)
    expect(ran.out).toMatch(/fail +API/)
    expect(ran.out).toMatch(/fail +operators' issuer/)
    expect(ran.out).toMatch(/fail +customers' issuer/)
  })
})

describe('what could be better is a warning, and no failure', () => {
  test.each([
    [
      'mails without DKIM',
      { identities: async () => ({ 'lockbox@mail.vendor.example': { verified: true, dkim: 'none' as const } }) },
      /warn +DKIM/,
    ],
    [
      'DKIM that waits for DNS',
      { identities: async () => ({ 'vendor.example': { verified: true, dkim: 'pending' as const } }) },
      /warn +DKIM: SES waits/,
    ],
    ['a quota that is nearly used', { sending: async () => ({ aDay: 1000, sent: 900 }) }, /warn +mail quota/],
    [
      'ten invocations at once',
      { concurrency: async () => ({ limit: 10, unreserved: 10 }) },
      /warn +concurrency: 10 of 10/,
    ],
    [
      'an address of AWS',
      {
        stack: async () => ({
          status: 'CREATE_COMPLETE',
          outputs: { ...outputs, ApiUrl: 'https://x.execute-api.eu-central-1.amazonaws.com' },
        }),
      },
      /warn +domain/,
    ],
    [
      'what may not be looked at',
      { subscriptions: () => Promise.reject(new Error('AccessDenied')) },
      /warn +alarms: cannot be looked at: AccessDenied/,
    ],
    ['a deployment under way', { stack: async () => ({ status: 'UPDATE_IN_PROGRESS', outputs }) }, /warn +stack/],
  ] satisfies readonly (readonly [string, Partial<Cloud>, RegExp])[])('%s', async (_, cloud, words) => {
    const ran = await doctor(cloud)
    expect(ran.out).toMatch(words)
    expect(ran.exit).toBe(0)
  })
})

test('--mail sends one mail, as the deployment would', async () => {
  mails.length = 0
  expect((await doctor({}, ['--mail', 'me@vendor.example'])).exit).toBe(0)
  expect(mails).toEqual([{ from: 'lockbox@mail.vendor.example', to: 'me@vendor.example', configurationSet: 'set' }])
  const refused = { sendMail: () => Promise.reject(new Error('Email address is not verified.')) }
  expect((await doctor(refused, ['--mail', 'me@vendor.example'])).exit).toBe(5)
})

test('without a stack or credentials it says which', async () => {
  expect(await doctor({ stack: async () => undefined })).toMatchObject({ exit: 2 })
  const denied = await doctor({ stack: () => Promise.reject(new Error('no credentials')) })
  expect(denied).toMatchObject({ exit: 4, err: expect.stringContaining('no credentials') })
})

test('--json has every finding', async () => {
  const { out } = await doctor({}, ['--json'])
  expect(JSON.parse(out).findings).toContainEqual({ level: 'ok', what: 'stack', found: 'UPDATE_COMPLETE' })
})

test('a sender is verified by its address or any domain above it', () => {
  expect(identitiesOf('a@mail.vendor.example')).toEqual([
    'a@mail.vendor.example',
    'mail.vendor.example',
    'vendor.example',
  ])
})
