import { expect, test } from 'vitest'
import { stackOf } from '../support/stack.ts'

/** A changed logical id replaces the thing and what is in it; of the machine it would end all executions. */
const mustNotMove = [
  'AWS::DynamoDB::Table',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::StepFunctions::StateMachine',
  'AWS::Events::EventBus',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::ApiGatewayV2::Api',
  'AWS::SES::ConfigurationSet',
]
/** Running executions keep their role, and call these functions by their ARN. */
const workflow = /^(WorkflowRole|Functions(Notify|Settle|End)[0-9A-F]{8})/

test('what holds data, or is known outside of the stack, keeps its logical id', async () => {
  const { resources } = stackOf('production')
  const kept = Object.entries(resources)
    .filter(([id, { Type }]) => mustNotMove.includes(Type) || (workflow.test(id) && !Type.endsWith('::Policy')))
    .map(([id, { Type }]) => `${Type} ${id}`)
    .sort()
  await expect(`${kept.join('\n')}\n`).toMatchFileSnapshot('logical-ids.txt')
})
