import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeploymentConfiguration } from '../configuration.ts'
import { runToEnd } from './child.ts'
import { awsEnvironment, childEnvironment, localAws } from './environment.ts'
import { root } from './paths.ts'
import { type Outputs, outputNames } from './target.ts'

/** What a local deployment sets differently from `infra/deployments/sandbox.ts`. */
export interface Overrides {
  readonly approvalWindow?: string
  readonly accessPeriod?: string
  readonly publicUrl: string
  readonly apiId: string
  readonly catalogue: DeploymentConfiguration['catalogue']
  readonly sample: DeploymentConfiguration['sample']
}

export interface Place {
  readonly endpoint: string
  /** Where logs and outputs go. */
  readonly folder: string
  readonly signal?: AbortSignal
}

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk')
const assembly = (folder: string) => join(folder, 'cdk.out')

/** The CDK's own command line, on this runtime. */
const runCdk = (
  name: string,
  place: Place,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
) =>
  runToEnd(
    {
      name,
      command: process.execPath,
      args: [cdk, '--no-notices', '--no-version-reporting', '--ci', ...args],
      cwd,
      env: childEnvironment(place.folder, { ...awsEnvironment(place.endpoint), CI: 'true', ...env }),
      log: join(place.folder, `${args[0]}.log`),
    },
    place.signal,
  )

/** What the CDK needs in an account once. */
export const bootstrap = (place: Place): Promise<void> =>
  // In a folder without a `cdk.json`, so that it does not synthesize the app as well.
  runCdk('cdk bootstrap', place, ['bootstrap', `aws://${localAws.account}/${localAws.region}`], place.folder)

/** The templates and bundles: needs no AWS, so it can run while that starts. */
export const synthesize = (place: Place, overrides: Overrides): Promise<void> =>
  runCdk('cdk synth', place, ['synth', '--quiet', '--output', assembly(place.folder)], root, {
    LOCKBOX_DEPLOYMENT: 'sandbox',
    LOCKBOX_OVERRIDES: JSON.stringify(overrides),
  })

/** Deploys what was synthesized; gives the stack's name and outputs. */
export async function deploy(place: Place): Promise<{ readonly stackName: string; readonly outputs: Outputs }> {
  const file = join(place.folder, 'outputs.json')
  await runCdk(
    'cdk deploy',
    place,
    [
      'deploy',
      '--all',
      '--app',
      assembly(place.folder),
      '--method',
      'direct',
      '--require-approval',
      'never',
      '--outputs-file',
      file,
    ],
    place.folder,
  )
  const stacks = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>)
  const [stackName, given] = stacks[0] ?? ['', {}]
  const missing = outputNames.filter((name) => !given[name])
  if (missing.length > 0) throw new Error(`the stack ${stackName} has no output ${missing.join(', ')}`)
  return { stackName, outputs: given as Outputs }
}
