import type { Duration } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { env } from '../functions/runtime/env.ts'
import { type BundleName, bundleOf } from './bundle.ts'
import type { Deployment } from './configuration.ts'
import { logGroup } from './stage.ts'

export interface LockboxFunctionProps {
  readonly deployment: Deployment
  readonly name: BundleName
  readonly description: string
  readonly timeout: Duration
}

/** One function, with its own log group and its own role that may write to that log group and nothing else yet. */
export class LockboxFunction extends LambdaFunction {
  readonly writer: Role
  private environmentBytes = 0

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

  /** Sets environment variables by the names that the functions read them by; refuses more than Lambda takes. */
  give(values: Readonly<Partial<Record<keyof typeof env, string>>>): void {
    for (const [name, value] of Object.entries(values)) {
      const variable = env[name as keyof typeof env]
      this.environmentBytes += Buffer.byteLength(variable) + Buffer.byteLength(value)
      this.addEnvironment(variable, value)
    }
    if (this.environmentBytes > mostEnvironmentBytes)
      throw new Error(
        `The environment of the function ${this.node.id} would have ${this.environmentBytes} bytes, of ${mostEnvironmentBytes} at most. Name fewer services in the configuration's catalogue, or shorten their names and reasons; of the trigger PreToken: name fewer organisations in its federation.`,
      )
  }
}

/**
 * Lambda takes 4 KB for all variables of a function; half a kilobyte is kept for what is known at deployment only
 * (names of tables and queues): https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const mostEnvironmentBytes = 3584
