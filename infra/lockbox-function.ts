import type { Duration } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { env } from '../functions/runtime/env.ts'
import { bundleOf, type FunctionName } from './bundle.ts'
import type { Deployment } from './configuration.ts'
import { logGroup } from './stage.ts'

export interface LockboxFunctionProps {
  readonly deployment: Deployment
  readonly name: FunctionName
  readonly description: string
  readonly timeout: Duration
}

/** One function, with its own log group and its own role that may write to that log group and nothing else yet. */
export class LockboxFunction extends LambdaFunction {
  readonly writer: Role

  constructor(scope: Construct, id: string, { deployment, name, description, timeout }: LockboxFunctionProps) {
    const log = logGroup(scope, `${id}Log`, deployment)
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    log.grantWrite(role)
    super(scope, id, {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleOf(scope, name)),
      role,
      logGroup: log,
      loggingFormat: LoggingFormat.JSON,
      // CPU comes with memory: half a core and more keeps the SDK's start-up short.
      memorySize: 1024,
      timeout,
    })
    this.writer = role
  }

  /** Sets environment variables by the names that the functions read them by. */
  give(values: Readonly<Partial<Record<keyof typeof env, string>>>): void {
    for (const [name, value] of Object.entries(values)) this.addEnvironment(env[name as keyof typeof env], value)
  }
}
