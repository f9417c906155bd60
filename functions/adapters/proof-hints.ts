import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { key } from '../domain/keys.ts'
import type { ProofHint, ProofHints } from '../ports.ts'
import { untilUncontended } from './contention.ts'

/** One item a tenant in `State`; whoever comes last writes it, since nobody believes it. */
export const proofHints = (client: DynamoDBDocumentClient, table: string): ProofHints => ({
  read: async (tenantId) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: key.proofs(tenantId), ConsistentRead: true }),
    )
    if (!Item) return undefined
    const { pk: _pk, sk: _sk, ...hint } = Item
    return hint as unknown as ProofHint
  },
  write: async (tenantId, hint) => {
    await untilUncontended(() =>
      client.send(new PutCommand({ TableName: table, Item: { ...key.proofs(tenantId), ...hint } })),
    )
  },
})
