import { describe, expect, test } from 'vitest'
import type { DeploymentConfiguration } from '../../infra/configuration.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { configuration as sandbox } from '../../infra/deployments/sandbox.ts'
import { resourcesOf, type Synthesized } from '../support/synthesis.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}
type Resources = readonly (readonly [string, Synthesized])[]

/** What the role of a function may do, by action. */
const rightsOf = (resources: Resources, name: string): ReadonlyMap<string, Statement> =>
  new Map(
    resources
      .filter(
        ([, { Type, Properties }]) =>
          Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${name}Role`),
      )
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
      .flatMap((statement) => [statement.Action].flat().map((action) => [action, statement] as const)),
  )
const keysOf = (resources: Resources) =>
  resources.filter(([id, { Type }]) => Type === 'AWS::KMS::Key' && id.startsWith('AccessKeys'))
const holders = (resources: Resources, action: RegExp): readonly string[] =>
  resources
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .filter(([, { Properties }]) =>
      (Properties.PolicyDocument.Statement as Statement[]).some(({ Action }) =>
        [Action].flat().some((a) => action.test(a)),
      ),
    )
    .map(([, { Properties }]) => (Properties.Roles as [{ Ref: string }])[0].Ref.replace(/Role[0-9A-F]{8}$/, ''))

const role = 'arn:aws:iam::111122223333:role/support'
const withRole: DeploymentConfiguration = {
  ...production,
  accessKeys: ['k1', 'k2'],
  catalogue: production.catalogue.map((service) =>
    service.id === 'files' ? { ...service, awsRoleArn: role } : service,
  ),
}
const rotating = resourcesOf(withRole)
const plain = resourcesOf(production)

describe('the keys of access tokens', () => {
  test('are on P-256, one for each name, and sign', () => {
    for (const [, { Properties }] of keysOf(rotating))
      expect(Properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    expect(keysOf(rotating).map(([id]) => id.slice(0, 12))).toEqual(['AccessKeysk1', 'AccessKeysk2'])
  })

  test('keep their places when another one is named, before or behind', () => {
    const [[first] = ['']] = keysOf(plain)
    expect(keysOf(rotating).map(([id]) => id)).toContain(first)
    expect(keysOf(resourcesOf({ ...production, accessKeys: ['k2', 'k1'] })).map(([id]) => id)).toContain(first)
  })

  test('sign for one function alone, the first one of them; the public ones are read by one that is asked for them', () => {
    const [[k1] = [''], [k2] = ['']] = keysOf(rotating)
    // The others are for proofs: test/infra/proofs.test.ts.
    expect(holders(rotating, /^kms:Sign$/)).toContain('FunctionsPass')
    for (const other of ['Checkpoint', 'Receipt'])
      expect(JSON.stringify([...rightsOf(rotating, `Functions${other}`)])).not.toContain(k1)
    const sign = JSON.stringify(rightsOf(rotating, 'FunctionsPass').get('kms:Sign')?.Resource)
    expect([sign.includes(k1), sign.includes(k2)]).toEqual([true, false])
    expect(holders(rotating, /^kms:GetPublicKey$/)).toContain('FunctionsWeb')
    const published = JSON.stringify(rightsOf(rotating, 'FunctionsWeb').get('kms:GetPublicKey')?.Resource)
    expect([published.includes(k1), published.includes(k2)]).toEqual([true, true])
  })
})

describe('the function that gives out', () => {
  test('reads doors, counts, puts its events, and nothing else', () => {
    const rights = [...rightsOf(plain, 'FunctionsPass')]
      .filter(([action]) => !/^logs:/.test(action))
      .map(([action, { Condition }]) => [
        action,
        /"dynamodb:LeadingKeys":(\[[^\]]*\]|"[^"]*")/.exec(JSON.stringify(Condition))?.[1],
      ])
    expect(rights).toEqual([
      ['dynamodb:ConditionCheckItem', '["door#*"]'],
      ['dynamodb:Query', '["door#*"]'],
      ['dynamodb:UpdateItem', '["count#pass#*"]'],
      ['dynamodb:PutItem', '["outbox#pass#*"]'],
      ['kms:Sign', undefined],
    ])
  })

  test('alone assumes roles, those of the configuration only', () => {
    expect(holders(plain, /^sts:/)).toEqual([])
    expect(holders(rotating, /^sts:/)).toEqual(['FunctionsPass'])
    const rights = rightsOf(rotating, 'FunctionsPass')
    for (const action of ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])
      expect(rights.get(action)?.Resource).toBe(role)
  })

  test('alone is told of the roles', () => {
    const told = rotating.filter(
      ([, { Type, Properties }]) => Type !== 'AWS::IAM::Policy' && JSON.stringify(Properties).includes(role),
    )
    expect(told.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['FunctionsPass'])
  })
})

describe('the sample data service', () => {
  test('is not there unless it is wanted', () => {
    expect(plain.filter(([id]) => id.startsWith('Sample'))).toEqual([])
    expect(resourcesOf(sandbox).filter(([id]) => id.startsWith('Sample'))).toEqual([])
  })

  const sampled = resourcesOf({ ...sandbox, sample: { service: 'database' } })
  const ofSample = (type: string) => sampled.filter(([id, { Type }]) => Type === type && id.startsWith('Sample'))

  test('reads the secret of its own client, and nothing else', () => {
    const [[secret, { Properties }] = ['', { Properties: {} }]] = ofSample('AWS::SecretsManager::Secret')
    expect(JSON.stringify(Properties.SecretString)).toMatch(/IdentityDataServicesdatabase\w+","ClientSecret"/)
    const rights = [...rightsOf(sampled, 'SampleFunction')].filter(([action]) => !/^logs:/.test(action))
    expect(rights.map(([action, { Resource }]) => [action, Resource])).toEqual([
      ['secretsmanager:GetSecretValue', { Ref: secret }],
    ])
    expect(holders(sampled, /^secretsmanager:/)).toEqual(['SampleFunction'])
  })

  test('is called with a token of the operators’ issuer only', () => {
    const routes = ofSample('AWS::ApiGatewayV2::Route')
    expect(routes.map(([, { Properties }]) => [Properties.RouteKey, Properties.AuthorizationType])).toEqual([
      ['GET /tenants/{tenantId}/environments/{environmentId}/customers', 'JWT'],
    ])
    const issuers = (start: string) =>
      sampled
        .filter(([id, { Type }]) => Type === 'AWS::ApiGatewayV2::Authorizer' && id.startsWith(start))
        .map(([, { Properties }]) => Properties.JwtConfiguration)
    expect(issuers('Sample')).toEqual(issuers('ApiHttpOperators'))
  })
})
