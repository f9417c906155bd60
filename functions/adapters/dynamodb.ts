import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** The one document client of a function: plain objects in and out, absent values left out. */
export const documentClient = (client = new DynamoDBClient({})): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // By default a number beyond 2^53 makes the whole answer unreadable: one forged item would hide its neighbours.
    unmarshallOptions: { wrapNumbers: Number },
  })
