import { Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { prefix } from '../functions/domain/keys.ts'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import { allowItems } from './item-access.ts'
import { logGroup, statefulRemoval } from './stage.ts'
import { workflowDefinition } from './workflow-definition.ts'

export interface WorkflowProps {
  readonly deployment: Deployment
  readonly state: Table
  readonly notify: IFunction
  readonly settle: IFunction
  readonly end: IFunction
}

/** The state machine: one execution per request. Its role may call three functions and store a task token. */
export class Workflow extends StateMachine {
  constructor(scope: Construct, id: string, { deployment, state, notify, settle, end }: WorkflowProps) {
    const stack = Stack.of(scope)
    const definition = workflowDefinition({
      partition: stack.partition,
      stateTable: state.tableName,
      notifyFunction: notify.functionArn,
      settleFunction: settle.functionArn,
      endFunction: end.functionArn,
      approvalWindow: deployment.approvalWindow,
    })
    super(scope, id, {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      comment: 'Customer Lockbox: notify, wait for the decision, settle, hold the door open, end',
      // The history without its data: what an execution carries are keys, and they stay out of the log all the same.
      logs: { destination: logGroup(scope, `${id}Log`, deployment), level: LogLevel.ALL, includeExecutionData: false },
      removalPolicy: statefulRemoval(deployment),
    })
    acknowledge(
      this,
      'SF2',
      'An execution waits for days; its history and log show each step, a trace would add nothing.',
    )
    acknowledge(this, 'IAM5[Resource::*]', 'Log delivery knows no resources: logs:CreateLogDelivery and its siblings.')
    for (const callee of [notify, settle, end])
      this.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [callee.functionArn] }))
    allowItems(this, state, {
      may: ['UpdateItem'],
      of: [prefix.request],
      attributes: ['pk', 'sk', 'awaiting', 'taskToken'],
      blind: true,
    })
  }
}
