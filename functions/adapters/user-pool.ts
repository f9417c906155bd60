import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Account, Accounts } from '../ports.ts'

/** The customers' user pool, of which invitations create users and add them to groups; they change and delete nothing. */
export const userPool = (UserPoolId: string, client = new CognitoIdentityProviderClient({})): Accounts => ({
  find: async (email) => {
    try {
      const { Username, UserAttributes, UserStatus } = await client.send(
        new AdminGetUserCommand({ UserPoolId, Username: email }),
      )
      return accountOf(Username, UserAttributes, UserStatus)
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw error
    }
  },
  create: async ({ email, name, tenantId }) => {
    try {
      const { User } = await client.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username: email,
          // No password is given: Cognito makes a temporary one and mails it.
          DesiredDeliveryMediums: ['EMAIL'],
          UserAttributes: [
            { Name: 'email', Value: email },
            // Whoever gets the mail with the password has the mailbox.
            { Name: 'email_verified', Value: 'true' },
            { Name: 'name', Value: name },
            { Name: 'custom:tenant', Value: tenantId },
          ],
        }),
      )
      return accountOf(User?.Username, User?.Attributes, User?.UserStatus)
    } catch (error) {
      if (error instanceof UsernameExistsException) return undefined
      throw error
    }
  },
  admit: async ({ username }, GroupName) => {
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: username, GroupName }))
  },
})

function accountOf(username = '', attributes: readonly AttributeType[] = [], status = ''): Account {
  const tenantId = attributes.find(({ Name }) => Name === 'custom:tenant')?.Value
  return { username, ...(tenantId && { tenantId }), entered: status !== 'FORCE_CHANGE_PASSWORD' }
}
