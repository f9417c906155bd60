import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  TooManyRequestsException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { userPool } from '../../../functions/adapters/user-pool.ts'

const cognito = mockClient(CognitoIdentityProviderClient)
beforeEach(() => cognito.reset())

const pool = userPool('eu-central-1_Abc')
const ada = { email: 'ada@acme.example', name: 'Ada Admin', tenantId: 'acme' }
const failure = { $metadata: {}, message: 'no' }
const tenant = { Name: 'custom:tenant', Value: 'acme' }

test('an account is made for a tenant, with an address that the mail itself proves, and without a password of ours', async () => {
  cognito
    .on(AdminCreateUserCommand)
    .resolves({ User: { Username: 'u-1', Attributes: [tenant], UserStatus: 'FORCE_CHANGE_PASSWORD' } })
  expect(await pool.create(ada)).toEqual({ username: 'u-1', tenantId: 'acme', entered: false })
  expect(cognito.commandCalls(AdminCreateUserCommand)[0]?.args[0].input).toEqual({
    UserPoolId: 'eu-central-1_Abc',
    Username: 'ada@acme.example',
    DesiredDeliveryMediums: ['EMAIL'],
    UserAttributes: [
      { Name: 'email', Value: 'ada@acme.example' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: 'Ada Admin' },
      tenant,
    ],
  })
})

test('an address that has an account, and one that has none, are no failures; everything else is', async () => {
  cognito.on(AdminCreateUserCommand).rejectsOnce(new UsernameExistsException(failure))
  cognito.on(AdminGetUserCommand).rejectsOnce(new UserNotFoundException(failure))
  expect(await pool.create(ada)).toBeUndefined()
  expect(await pool.find(ada.email)).toBeUndefined()
  cognito.on(AdminCreateUserCommand).rejects(new TooManyRequestsException(failure))
  cognito.on(AdminGetUserCommand).rejects(new TooManyRequestsException(failure))
  await expect(pool.create(ada)).rejects.toThrow(TooManyRequestsException)
  await expect(pool.find(ada.email)).rejects.toThrow(TooManyRequestsException)
})

test.each([
  ['FORCE_CHANGE_PASSWORD', false],
  ['CONFIRMED', true],
  ['RESET_REQUIRED', true],
  ['EXTERNAL_PROVIDER', true],
] as const)('an account that is %s: its owner has been here: %s', async (UserStatus, entered) => {
  cognito.on(AdminGetUserCommand).resolves({ Username: 'u-1', UserAttributes: [], UserStatus })
  expect(await pool.find(ada.email)).toEqual({ username: 'u-1', entered })
})

test('a group is given by the name of the account in the pool', async () => {
  cognito.on(AdminAddUserToGroupCommand).resolves({})
  await pool.admit({ username: 'u-1', entered: true }, 'approver')
  expect(cognito.commandCalls(AdminAddUserToGroupCommand)[0]?.args[0].input).toEqual({
    UserPoolId: 'eu-central-1_Abc',
    Username: 'u-1',
    GroupName: 'approver',
  })
})
