import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { key } from '../domain/keys.ts'
import type { SealLease } from '../ports.ts'

/** One item a tenant in `State`. What a run that died left behind is over when that run would have been. */
export const sealLease = (client: DynamoDBDocumentClient, TableName: string): SealLease => {
  const put = async (tenantId: string, item: { readonly holder: string; readonly until: string }, when: When) => {
    try {
      await client.send(new PutCommand({ TableName, Item: { ...key.sealing(tenantId), ...item }, ...when }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }
  return {
    take: (tenantId, holder, now, until) =>
      put(
        tenantId,
        { holder, until },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': now },
        },
      ),
    release: async (tenantId, holder, now) => {
      await put(
        tenantId,
        { holder, until: now },
        { ConditionExpression: 'holder = :holder', ExpressionAttributeValues: { ':holder': holder } },
      )
    },
  }
}

type When = Pick<
  ConstructorParameters<typeof PutCommand>[0],
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>
