import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { checkConfiguration, type DeploymentConfiguration } from '../../infra/configuration.ts'
import { LockboxStack } from '../../infra/lockbox-stack.ts'

const root = join(import.meta.dirname, '..', '..')

/** The context of `cdk.json`: without it the CDK would make other templates than its command line does. */
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }

/** An app as `infra/app.ts` makes it. */
export function newApp(): App {
  const app = new App({ context })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}

/** Synthesizes a configuration; gives the folder of the cloud assembly. */
export function synthesize(configuration: DeploymentConfiguration): string {
  const app = newApp()
  const deployment = checkConfiguration(configuration)
  new LockboxStack(app, deployment.stackName, { deployment })
  return app.synth().directory
}
