import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'

/** What may be done to single items. No scan, no batch write, no PartiQL but the insert. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'PartiQLInsert'

export interface ItemAccess {
  readonly may: readonly ItemAction[]
  /** Prefixes of partition keys that the actions are held to (`dynamodb:LeadingKeys`). */
  readonly of: readonly string[]
  /** The only attributes that a request may name, in values, updates and conditions alike. @default - all */
  readonly attributes?: readonly string[]
  /** Index that is queried instead of the table. @default - the table */
  readonly index?: string
  /** What a query may select, for who may see only some attributes: without this it could ask for all of them. */
  readonly select?: 'SPECIFIC_ATTRIBUTES'
  /** Whether a write may answer with nothing of the item, for who may not read it. @default false */
  readonly blind?: boolean
}

/**
 * Allows actions on the items whose partition keys start with the given prefixes, and on nothing else. `ForAllValues`
 * holds for a call without any key too, but each of these actions names at least one; a scan, which does not, is never
 * allowed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function allowItems(grantee: IGrantable, table: Table, access: ItemAccess): void {
  const { may, of, attributes, index, select, blind } = access
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: may.map((action) => `dynamodb:${action}`),
      resources: [index ? `${table.tableArn}/index/${index}` : table.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': of.map((prefix) => `${prefix}*`) },
        ...(attributes && { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...attributes] } }),
        ...(select && { StringEquals: { 'dynamodb:Select': select } }),
        // Not for the functions: they read the item anyway, and a lost race shows them the winner's by `ALL_OLD`.
        ...(blind && { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } }),
      },
    }),
  )
}
