/** What the state machine is made of: ARNs may be CDK tokens, so this stays a plain function that a test can call. */
export interface WorkflowParts {
  readonly partition: string
  readonly stateTable: string
  readonly notifyFunction: string
  readonly settleFunction: string
  readonly endFunction: string
  /** Seconds that a request waits for a decision: a literal, so that it holds on every Step Functions there is. */
  readonly approvalWindow: number
}

/**
 * How often an execution may go back to waiting, when a wake-up turned out to be no decision. Bounded, so that a
 * wrong token can never spin it. Then it fails, which is an alarm: nothing starts another one for the same request, whose
 * times hold without it.
 */
const maxWaits = 4

/** Lambda was not reached or broke down: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html */
const lambdaTrouble = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
]

const keys = { v: 1, tenantId: '{% $states.input.tenantId %}', ulid: '{% $states.input.ulid %}' }
const sameKeys = '{% $states.input %}'

/** Design §4: the timer and the choreography of a request, never its authority. Amazon States Language, JSONata. */
export function workflowDefinition(parts: WorkflowParts) {
  const call = (functionArn: string) => ({
    Type: 'Task',
    Resource: `arn:${parts.partition}:states:::lambda:invoke`,
    Arguments: { FunctionName: functionArn, Payload: keys },
  })
  // Ending an access must not be lost to an hour of trouble: two seconds up to five minutes apart, about 45 minutes.
  const insist = {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    MaxAttempts: 15,
    JitterStrategy: 'FULL',
  }
  const toSettle = { Next: 'Settle the request', Output: sameKeys }

  return {
    Comment: 'Customer Lockbox: one execution per access request. The table decides, the timer only wakes.',
    QueryLanguage: 'JSONata',
    StartAt: 'Notify the approvers',
    States: {
      'Notify the approvers': {
        ...call(parts.notifyFunction),
        Comment:
          'Mails every approver. Mails that stay unsent do not stop the request: there are other ways to decide.',
        Assign: { waits: 0 },
        Output: sameKeys,
        Retry: [
          { ErrorEquals: ['MailPending'], IntervalSeconds: 20, BackoffRate: 1, MaxAttempts: 2 },
          { ErrorEquals: lambdaTrouble, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 5, JitterStrategy: 'FULL' },
          // Trouble with table, key or mail service: an approver who is not asked cannot answer.
          { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5, BackoffRate: 3, MaxAttempts: 3 },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wait for the decision', Assign: { waits: 0 }, Output: sameKeys }],
        Next: 'Wait for the decision',
      },
      'Wait for the decision': {
        Type: 'Task',
        Comment:
          'Stores the task token on the request while it awaits a decision; whoever decides makes the relay send it back.',
        Resource: `arn:${parts.partition}:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken`,
        Arguments: {
          TableName: parts.stateTable,
          Key: {
            pk: { S: "{% 'request#' & $states.input.tenantId %}" },
            sk: { S: '{% $states.input.ulid %}' },
          },
          UpdateExpression: 'SET taskToken = :t',
          ConditionExpression: 'attribute_exists(awaiting)',
          ExpressionAttributeValues: { ':t': { S: '{% $states.context.Task.Token %}' } },
        },
        TimeoutSeconds: parts.approvalWindow,
        Retry: [
          { ErrorEquals: ['States.Timeout', 'DynamoDb.ConditionalCheckFailedException'], MaxAttempts: 0 },
          { ...insist, ErrorEquals: ['States.TaskFailed'] },
        ],
        Catch: [
          // Nobody answered in time; or the request was decided before it was parked.
          { ErrorEquals: ['States.Timeout', 'DynamoDb.ConditionalCheckFailedException'], ...toSettle },
          { ErrorEquals: ['States.ALL'], Next: 'The request could not be parked' },
        ],
        ...toSettle,
      },
      'Settle the request': {
        ...call(parts.settleFunction),
        Comment: 'Re-reads the request; expires it when its time is over and nobody decided.',
        Assign: { waits: '{% $waits + 1 %}' },
        Output: '{% $states.result.Payload %}',
        Retry: [insist],
        Next: 'What was decided?',
      },
      'What was decided?': {
        Type: 'Choice',
        Choices: [
          {
            Condition: "{% $states.input.state = 'Approved' or $states.input.state = 'Emergency' %}",
            Next: 'Hold the door open',
          },
          {
            Condition: `{% $states.input.state = 'ActionNeeded' and $waits < ${maxWaits} %}`,
            Next: 'Wait for the decision',
          },
          { Condition: "{% $states.input.state = 'ActionNeeded' %}", Next: 'The request was never decided' },
        ],
        Default: 'No access to end',
      },
      'Hold the door open': {
        Type: 'Wait',
        Timestamp: '{% $states.input.accessUntil %}',
        Next: 'End the access',
      },
      'End the access': {
        ...call(parts.endFunction),
        Comment:
          'Closes the door; a no-op when it is closed already. Without it access ends all the same, by the clock.',
        Output: '{% $states.result.Payload %}',
        Retry: [{ ErrorEquals: ['TooEarly'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 5 }, insist],
        End: true,
      },
      'No access to end': { Type: 'Succeed' },
      'The request could not be parked': {
        Type: 'Fail',
        Error: 'ParkingFailed',
        Cause: 'The task token could not be stored on the request. See the runbook: "An execution failed".',
      },
      'The request was never decided': {
        Type: 'Fail',
        Error: 'NeverSettled',
        Cause: 'Woken again and again without a decision. See the runbook: "An execution failed".',
      },
    },
  }
}
