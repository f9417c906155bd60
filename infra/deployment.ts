import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkConfiguration, type Deployment, type DeploymentConfiguration } from './configuration.ts'

/**
 * The deployment to synthesize: `LOCKBOX_DEPLOYMENT` names a module of `infra/deployments` or gives a path to one
 * (default `sandbox`). `LOCKBOX_OVERRIDES`, JSON, replaces values of a sandbox: it is how the local start sets its
 * URL and short times.
 */
export async function loadDeployment(environment: NodeJS.ProcessEnv): Promise<Deployment> {
  const name = environment.LOCKBOX_DEPLOYMENT ?? 'sandbox'
  const named = resolve(import.meta.dirname, 'deployments', `${name}.ts`)
  const file = existsSync(named) ? named : resolve(name)
  if (!existsSync(file))
    throw new Error(
      `LOCKBOX_DEPLOYMENT: there is no ${named} and no ${file}. Name a file of infra/deployments, or give a path.`,
    )
  const { configuration } = (await import(pathToFileURL(file).href)) as { configuration?: DeploymentConfiguration }
  if (!configuration) throw new Error(`${file}: export a const named "configuration"`)
  return checkConfiguration(overridden(configuration, environment.LOCKBOX_OVERRIDES))
}

function overridden(configuration: DeploymentConfiguration, json: string | undefined): DeploymentConfiguration {
  if (!json) return configuration
  if (configuration.stage !== 'sandbox')
    throw new Error('LOCKBOX_OVERRIDES: only a sandbox can be overridden; change the configuration instead')
  const values = JSON.parse(json) as Partial<DeploymentConfiguration>
  return {
    ...configuration,
    ...values,
    stage: 'sandbox',
    vendor: { ...configuration.vendor, ...values.vendor },
    sender: { ...configuration.sender, ...values.sender },
  }
}
