import { describe, expect, test } from 'vitest'
import { checkConfiguration, type DeploymentConfiguration, factsOf } from '../../infra/configuration.ts'
import { loadDeployment } from '../../infra/deployment.ts'
import { configuration as sandbox } from '../../infra/deployments/sandbox.ts'

const wrong = (change: object): string => {
  try {
    checkConfiguration({ ...sandbox, ...change } as DeploymentConfiguration)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('defaults', () => {
  const deployment = checkConfiguration(sandbox)

  test('a request waits for four days, an access lasts for eight hours', () => {
    expect(deployment).toMatchObject({ approvalWindow: 4 * 86_400, accessPeriod: 8 * 3600 })
  })
  test('approvers are reminded after four hours, each day, and four hours before the end', () => {
    expect(deployment.reminders).toEqual({ first: 14_400, every: 86_400, beforeEnd: 14_400 })
  })
  test('the functions are told facts, in seconds, without what is not set', () => {
    expect(factsOf(deployment)).toEqual({
      vendor: { name: 'Example Vendor', supportEmail: 'support@vendor.example', emailDomains: ['vendor.example'] },
      sender: 'lockbox@vendor.example',
      catalogue: sandbox.catalogue,
      approvalWindow: 345_600,
      accessPeriod: 28_800,
      emergencyAccess: { period: 14_400, perDay: 4 },
    })
  })
})

describe('a mistake is named, with what to change', () => {
  const { vendor } = sandbox
  const own = { issuer: 'https://id.example', audiences: ['lockbox'] }
  test.each<[string, object, string]>([
    ['an unknown stage', { stage: 'test' }, 'stage: say "sandbox" or "production"'],
    ['a misspelt member', { aproveWindow: 'P1D' }, 'aproveWindow'],
    ['no key', { accessKeys: [] }, 'accessKeys: name at least one'],
    ['a key twice', { accessKeys: ['k1', 'k1'] }, 'accessKeys: every name once'],
    ['a key without a proper name', { accessKeys: ['K 1'] }, 'accessKeys: names like k1'],
    [
      'a new key of proofs that would sign at once',
      { ledgerKeys: { receipt: [{ name: 'r2' }, { name: 'r1' }] } },
      'ledgerKeys.receipt: newest first, and each but the oldest needs a validFrom',
    ],
    [
      'keys of proofs out of order',
      {
        ledgerKeys: {
          checkpoint: [
            { name: 'k2', validFrom: '2026-12-01T00:00:00Z' },
            { name: 'k1', validFrom: '2026-12-01T00:00:00Z' },
          ],
        },
      },
      'ledgerKeys.checkpoint: newest first, so each validFrom is later than that of the next one',
    ],
    [
      'a time without a key of proofs',
      {
        ledgerKeys: {
          checkpoint: [
            { name: 'k2', validFrom: '2026-12-01T00:00:00Z' },
            { name: 'k1', validUntil: '2026-11-30T23:59:59Z' },
          ],
        },
      },
      'ledgerKeys.checkpoint: a key ends when the newer one begins, or later',
    ],
    ['a sample of no service', { sample: { service: 'nothing' } }, 'sample.service: names a service of the catalogue'],
    [
      'a role that is none',
      { catalogue: [{ id: 'files', name: 'Files', covered: true, awsRoleArn: 'support' }] },
      'catalogue: awsRoleArn is the ARN of an IAM role',
    ],
    [
      'emergencies of a day',
      { emergencyAccess: { period: 'P1D' } },
      'emergencyAccess.period: must be between PT1M and PT4H',
    ],
    ['five emergencies', { emergencyAccess: { perDay: 5 } }, 'emergencyAccess.perDay: must be between 1 and 4'],
    ['half an emergency', { emergencyAccess: { perDay: 1.5 } }, 'emergencyAccess.perDay: give a whole number'],
    [
      'no such e-mail',
      { vendor: { ...vendor, supportEmail: 'support' } },
      'vendor.supportEmail: give an e-mail address',
    ],
    [
      'an identity that is no domain',
      { sender: { address: 'x@vendor.example', identity: 'existing', identityName: 'vendor' } },
      'sender.identityName: give a domain name',
    ],
    [
      'an identity that only ends alike',
      { sender: { address: 'x@othervendor.example', identity: 'existing', identityName: 'vendor.example' } },
      'sender.identityName: give the domain of sender.address, or one that it is below',
    ],
    [
      'the name of an identity that is created',
      { sender: { address: 'x@vendor.example', identity: 'create-domain', identityName: 'vendor.example' } },
      'sender.identityName: only for an existing identity',
    ],
    ['no domain', { vendor: { ...vendor, emailDomains: [] } }, 'vendor.emailDomains: name at least the domain'],
    ['a control character', { vendor: { ...vendor, name: 'A\r\nBcc: x@y.z' } }, 'vendor.name: no control characters'],
    [
      'a month',
      { approvalWindow: 'P1M' },
      'approvalWindow: give an ISO 8601 duration like P4D or PT8H, without months',
    ],
    ['a year and more', { approvalWindow: 'P366D' }, 'approvalWindow: must be between PT5S and P365D'],
    ['a reminder each minute', { reminders: { every: 'PT1M' } }, 'reminders.every: must be between PT15M and P365D'],
    ['no time at all', { accessPeriod: 'PT0S' }, 'accessPeriod: must be between PT5S and P30D'],
    [
      'a logo over http',
      { vendor: { ...vendor, logoUrl: 'http://x.example/a.png' } },
      'vendor.logoUrl: must start with https://',
    ],
    ['a service twice', { catalogue: [...sandbox.catalogue, ...sandbox.catalogue] }, 'catalogue: every id once'],
    [
      'a service that is not covered, without a reason',
      { catalogue: [{ id: 'x', name: 'X', covered: false }] },
      'catalogue: a service that is not covered needs a reason',
    ],
    ['a length that CloudWatch does not know', { retention: { logDays: 8 } }, 'retention.logDays: one of 1, 3, 5, 7'],
    [
      'one issuer for both',
      { issuers: { operators: own, customers: own } },
      'issuers: operators and customers must never',
    ],
    [
      'a sign-in that asks for no ID token',
      { issuers: { customers: { ...own, scopes: ['email'] } } },
      'issuers.customers.scopes: "openid" must be among them',
    ],
    [
      'an origin with a path',
      { issuers: { customers: { ...own, origins: ['https://id.example/token'] } } },
      'issuers.customers.origins: origins only',
    ],
    [
      'one client for two services',
      { issuers: { operators: { ...own, services: { database: 'one', files: 'one' } } } },
      'issuers.operators.services: a client of its own for each service',
    ],
    [
      'a client of a service that there is not',
      { issuers: { operators: { ...own, services: { datebase: 'one' } } } },
      'issuers.operators.services: names a service that is not in the catalogue',
    ],
    [
      'a public URL in production',
      { stage: 'production', publicUrl: 'https://x.example' },
      'publicUrl and apiId are for a local',
    ],
    ['a public URL with a path', { publicUrl: 'https://x.example/lockbox' }, 'publicUrl: an origin only'],
  ])('%s', (_, change, message) => {
    expect(wrong(change)).toContain(message)
  })
  test('all mistakes at once', () => {
    const message = wrong({ stage: 'test', accessPeriod: '8h' })
    expect(message).toContain('stage:')
    expect(message).toContain('accessPeriod:')
  })
})

describe('which deployment', () => {
  test('the sandbox, unless another is named', async () => {
    expect((await loadDeployment({})).stage).toBe('sandbox')
    expect((await loadDeployment({ LOCKBOX_DEPLOYMENT: 'example-production' })).stage).toBe('production')
  })
  test('a path is fine too', async () => {
    expect((await loadDeployment({ LOCKBOX_DEPLOYMENT: 'infra/deployments/sandbox.ts' })).stage).toBe('sandbox')
  })
  test('one that does not exist is named', async () => {
    await expect(loadDeployment({ LOCKBOX_DEPLOYMENT: 'nowhere' })).rejects.toThrow('there is no')
  })
  test('a sandbox can be overridden, production cannot', async () => {
    const LOCKBOX_OVERRIDES = JSON.stringify({ approvalWindow: 'PT2M', stage: 'production' })
    expect(await loadDeployment({ LOCKBOX_OVERRIDES })).toMatchObject({ stage: 'sandbox', approvalWindow: 120 })
    await expect(loadDeployment({ LOCKBOX_DEPLOYMENT: 'example-production', LOCKBOX_OVERRIDES })).rejects.toThrow(
      'only a sandbox',
    )
  })
})
