import type { RecordedCall } from './recorded-calls.ts'

/** What a call consumes of DynamoDB, in the units that AWS charges for. */
export interface Units {
  readonly write: number
  readonly read: number
}

interface Part {
  readonly Key?: unknown
  readonly Item?: unknown
  readonly UpdateExpression?: string
}

/** An update is charged by the whole item. A request with the links of three approvers has less than this. */
const requestKilobytes = 4
/** Every index of an entry in the ledger holds all of it; those of a request what lists show. */
const indexes = 4

const kilobytes = (value: unknown): number => Math.ceil(Buffer.byteLength(JSON.stringify(value ?? {})) / 1024)
const isRequest = (part: Part): boolean => /"request#/.test(JSON.stringify(part.Key ?? part.Item ?? ''))

/**
 * At most what a recorded call consumes: items are as large as their JSON with its type tags, and every index of an item
 * that can change changes, by a deletion and a put. Transactions count twice.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function unitsOf(call: RecordedCall): Units {
  const parameters = call.parameters as Readonly<Record<string, unknown>>
  switch (call.action) {
    case 'dynamodb:TransactWriteItems':
      return writes((parameters.TransactItems as readonly Record<string, Part>[]).flatMap(Object.values), 2)
    case 'dynamodb:PutItem':
    case 'dynamodb:UpdateItem':
    case 'dynamodb:DeleteItem':
      return writes([parameters as Part], 1)
    case 'dynamodb:ExecuteTransaction':
      return {
        write: (parameters.TransactStatements as readonly unknown[]).reduce<number>(
          (sum, statement) => sum + (2 + indexes) * kilobytes(statement),
          0,
        ),
        read: 0,
      }
    case 'dynamodb:BatchGetItem': {
      const asked = Object.values(parameters.RequestItems as Record<string, { Keys: readonly unknown[] }>)
      return { write: 0, read: asked.reduce((sum, { Keys }) => sum + Keys.length, 0) }
    }
    case 'dynamodb:GetItem':
    case 'dynamodb:Query':
      return { write: 0, read: 1 }
    default:
      return { write: 0, read: 0 }
  }
}

function writes(parts: readonly Part[], times: number): Units {
  const write = parts.reduce((sum, part) => {
    const size = isRequest(part) ? requestKilobytes : kilobytes(part.Item)
    const indexed = isRequest(part) ? 2 * indexes * requestKilobytes : 2
    return sum + times * size + indexed
  }, 0)
  return { write, read: 0 }
}
