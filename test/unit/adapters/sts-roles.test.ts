import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { stsRoles } from '../../../functions/adapters/sts-roles.ts'
import { awsSession } from '../../../functions/domain/aws-session.ts'
import { door } from '../../support/access-tokens.ts'

const sts = mockClient(STSClient)
const roleArn = 'arn:aws:iam::111122223333:role/support'
const session = awsSession(door, '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D', '2026-11-23T09:00:00.000Z')

test('a role is assumed with name, source identity, tags that stay, policy and the shortest life', async () => {
  sts.on(AssumeRoleCommand).resolves({
    Credentials: {
      AccessKeyId: 'ASIA',
      SecretAccessKey: 'secret',
      SessionToken: 'session',
      Expiration: new Date('2026-11-23T09:15:00.000Z'),
    },
  })
  expect(await stsRoles(new STSClient({})).assume(roleArn, session)).toEqual({
    accessKeyId: 'ASIA',
    secretAccessKey: 'secret',
    sessionToken: 'session',
    expiresAt: '2026-11-23T09:15:00.000Z',
  })
  expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
    RoleArn: roleArn,
    RoleSessionName: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D',
    SourceIdentity: 'olga@vendor.example',
    Tags: [
      { Key: 'lockbox:tenant', Value: 'acme' },
      { Key: 'lockbox:environment', Value: 'production' },
      { Key: 'lockbox:request', Value: 'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C' },
      { Key: 'lockbox:level', Value: 'read' },
    ],
    TransitiveTagKeys: ['lockbox:tenant', 'lockbox:environment', 'lockbox:request', 'lockbox:level'],
    Policy: session.policy,
    DurationSeconds: 900,
  })
})

test('no credentials are no answer', async () => {
  sts.on(AssumeRoleCommand).resolves({})
  await expect(stsRoles(new STSClient({})).assume(roleArn, session)).rejects.toThrow('without credentials')
})
