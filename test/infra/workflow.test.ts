import validate from 'asl-validator'
import { describe, expect, test } from 'vitest'
import { prefix } from '../../functions/domain/keys.ts'
import { workflowDefinition } from '../../infra/workflow-definition.ts'
import { stackOf } from '../support/stack.ts'

const definition = workflowDefinition({
  partition: 'aws',
  stateTable: 'State',
  notifyFunction: 'arn:aws:lambda:eu-central-1:111122223333:function:notify',
  settleFunction: 'arn:aws:lambda:eu-central-1:111122223333:function:settle',
  endFunction: 'arn:aws:lambda:eu-central-1:111122223333:function:end',
  approvalWindow: 345_600,
})
const states = definition.States
type Name = keyof typeof states

/** The names of the states from the start to the end, with this answer to "What was decided?". */
function path(decided: Name): readonly Name[] {
  const walked: Name[] = []
  for (let name: Name | undefined = definition.StartAt as Name; name; ) {
    walked.push(name)
    const state: { Next?: string; Type: string } = states[name]
    name = state.Type === 'Choice' ? decided : (state.Next as Name | undefined)
  }
  return walked
}

test('the definition is valid Amazon States Language', () => {
  const { isValid, errorsText } = validate(definition)
  expect(errorsText('\n')).toBe('')
  expect(isValid).toBe(true)
})

describe('what an execution costs', () => {
  test('at most seven transitions when approved', () => {
    expect(path('Hold the door open')).toEqual([
      'Notify the approvers',
      'Wait for the decision',
      'Settle the request',
      'What was decided?',
      'Hold the door open',
      'End the access',
    ])
  })
  test('at most five when it expired', () => {
    expect(path('No access to end')).toHaveLength(5)
  })
})

describe('the wait for the decision', () => {
  const wait = states['Wait for the decision']

  test('parks the token without a function, only while the request awaits a decision', () => {
    expect(wait.Resource).toBe('arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken')
    expect(wait.Arguments.ConditionExpression).toBe('attribute_exists(awaiting)')
    expect(wait.Arguments.UpdateExpression).toBe('SET taskToken = :t')
    expect(wait.Arguments.Key.pk.S).toContain(`'${prefix.request}' &`)
  })
  test('has the approval window as a literal that can be caught, and no timeout of the whole machine', () => {
    expect(wait.TimeoutSeconds).toBe(345_600)
    expect(definition).not.toHaveProperty('TimeoutSeconds')
  })
  test('settles after a decision, after a timeout, and when the decision came before it was parked', () => {
    const [expected] = wait.Catch
    expect(wait.Next).toBe('Settle the request')
    expect(expected).toMatchObject({
      ErrorEquals: ['States.Timeout', 'DynamoDb.ConditionalCheckFailedException'],
      Next: 'Settle the request',
    })
  })
  test('never tries those two again, and everything else with back-off', () => {
    const [never, again] = wait.Retry
    expect(never).toMatchObject({
      ErrorEquals: ['States.Timeout', 'DynamoDb.ConditionalCheckFailedException'],
      MaxAttempts: 0,
    })
    expect(again).toMatchObject({ ErrorEquals: ['States.TaskFailed'], BackoffRate: 2 })
  })
  test('fails by name when the request cannot be parked at all', () => {
    expect(wait.Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'The request could not be parked' })
    expect(states['The request could not be parked']).toMatchObject({ Type: 'Fail', Error: 'ParkingFailed' })
  })
  test('comes again a bounded number of times for a request that is still open', () => {
    const [, again, stop] = states['What was decided?'].Choices
    expect(again).toMatchObject({ Next: 'Wait for the decision' })
    expect(again?.Condition).toContain('$waits < 4')
    expect(stop).toMatchObject({ Next: 'The request was never decided' })
    expect(states['Settle the request'].Assign).toEqual({ waits: '{% $waits + 1 %}' })
  })
})

describe('retries are the ones that were chosen', () => {
  test('mails that are pending twice, 20 seconds apart, and then the request waits all the same', () => {
    const { Retry, Catch } = states['Notify the approvers']
    expect(Retry[0]).toEqual({ ErrorEquals: ['MailPending'], IntervalSeconds: 20, BackoffRate: 1, MaxAttempts: 2 })
    expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Wait for the decision' }])
  })
  test('an end that comes too early comes again', () => {
    expect(states['End the access'].Retry[0]).toMatchObject({ ErrorEquals: ['TooEarly'] })
  })
})

test('an execution carries keys and a version, nothing else', () => {
  for (const name of ['Notify the approvers', 'Settle the request', 'End the access'] as const)
    expect(Object.keys(states[name].Arguments.Payload)).toEqual(['v', 'tenantId', 'ulid'])
})

describe('the machine of the stack', () => {
  const stack = stackOf('production')
  const machine = stack.the('AWS::StepFunctions::StateMachine')

  test('is a standard one, with the literal window of the configuration', () => {
    expect(machine.Properties.StateMachineType).toBe('STANDARD')
    expect(JSON.stringify(machine.Properties.DefinitionString)).toContain('TimeoutSeconds\\":345600')
  })
  test('logs its steps without their data', () => {
    expect(machine.Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' })
  })
})
