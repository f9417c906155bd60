import { describe, expect, test } from 'vitest'
import { type Stack, type Stage, stackOf, stages } from '../support/stack.ts'

// Whoever the principal: what it may do to the ledger's table, read from the template as a whole.

interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: unknown
  readonly NotResource?: unknown
  readonly Resource?: unknown
}
interface Held {
  readonly holder: string
  readonly statement: Statement
}

/** Every statement that some principal of the stack holds: of policies, managed or not, and inside roles. */
function heldIn(stack: Stack): readonly Held[] {
  const policies = [...stack.all('AWS::IAM::Policy'), ...stack.all('AWS::IAM::ManagedPolicy')].map(
    ({ id, Properties }) => ({
      holder: JSON.stringify(Properties.Roles ?? Properties.Users ?? Properties.Groups ?? id),
      documents: [Properties.PolicyDocument],
    }),
  )
  const inside = stack.all('AWS::IAM::Role').map(({ id, Properties }) => ({
    holder: id,
    documents: ((Properties.Policies ?? []) as { PolicyDocument: unknown }[]).map((each) => each.PolicyDocument),
  }))
  return [...policies, ...inside].flatMap(({ holder, documents }) =>
    (documents as { Statement: Statement[] }[]).flatMap(({ Statement }) =>
      Statement.map((statement) => ({ holder, statement })),
    ),
  )
}

/** Everything that puts, changes or takes away an item, or lets time or another table do it. */
const changing =
  /^(\*|dynamodb:(\*|Put|Update|Delete|BatchWrite|PartiQL(?!Select)|TransactWrite|ExecuteStatement|ExecuteTransaction|BatchExecute|Import|Restore|Replicate|CreateGlobalTable|Tag|Untag|Enable|Disable|Associate|Create).*)$/i

/** Of the CDK's own function that empties a sandbox's bucket: it may write its log, and nothing else. */
const logsOnly = ':policy/service-role/AWSLambdaBasicExecutionRole"'

describe.each<Stage>([...stages])('%s: the ledger is insert-only for every principal of the stack', (stage) => {
  const stack = stackOf(stage)
  const held = heldIn(stack)
  const onLedger = held.filter(({ statement }) => /"Ledger[0-9A-F]{8}"|"\*"/.test(JSON.stringify(statement.Resource)))
  const actions = ({ statement }: Held) => [statement.Action ?? []].flat()

  test('one may insert, and that is all that anybody may do to change it', () => {
    const able = onLedger.flatMap((each) =>
      actions(each)
        .filter((action) => changing.test(action))
        .map((action) => [/Functions(\w+?)Role/.exec(each.holder)?.[1], action]),
    )
    expect(able).toEqual([['Ledger', 'dynamodb:PartiQLInsert']])
  })

  test('nobody is allowed by exception: no NotAction, no NotResource, no action with a wildcard', () => {
    expect(held.filter(({ statement }) => statement.NotAction ?? statement.NotResource)).toEqual([])
    expect(held.flatMap(actions).filter((action) => /^(\*|dynamodb:.*\*)/.test(action))).toEqual([])
  })

  test('no role brings a managed policy of AWS, which could grow', () => {
    for (const { id, Properties } of stack.all('AWS::IAM::Role'))
      expect(
        (Properties.ManagedPolicyArns ?? []).filter((arn: unknown) => !JSON.stringify(arn).includes(logsOnly)),
        id,
      ).toEqual([])
    expect([...stack.all('AWS::IAM::User'), ...stack.all('AWS::IAM::Group')]).toEqual([])
  })

  test('nobody may touch the table itself, or the policy that keeps it', () => {
    const onTables = held
      .flatMap(actions)
      .filter((action) => /^dynamodb:.*(Table|ResourcePolicy|TimeToLive|Backup)/.test(action))
    expect(onTables).toEqual([])
  })
})
