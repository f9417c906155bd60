import { readFileSync, rmSync } from 'node:fs'
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

/** A resource of a template, as it is asserted on. */
export interface Synthesized {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: properties of any type of resource, asserted on one by one.
  readonly Properties: any
  readonly DependsOn?: readonly string[]
}

/** The resources of a configuration, by logical id; nothing is left on the disk. */
export function resourcesOf(configuration: DeploymentConfiguration): readonly (readonly [string, Synthesized])[] {
  const app = newApp()
  new LockboxStack(app, 'Stack', { deployment: checkConfiguration(configuration) })
  try {
    const { Resources } = app.synth().getStackByName('Stack').template as { Resources: Record<string, Synthesized> }
    return Object.entries(Resources)
  } finally {
    rmSync(app.outdir, { recursive: true })
  }
}
