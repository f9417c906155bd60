// Global set-up of every suite that needs an AWS: one fresh local AWS for all of them, gone when they are done.
// `LOCKBOX_E2E_TARGET=<file>` names a deployment in a real account instead (a `Target` as JSON): nothing is started.
import { readFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { awsEnvironment } from '../../infra/local/environment.ts'
import { type Progress, progressOn } from '../../infra/local/progress.ts'
import { startSandbox } from '../../infra/local/sandbox.ts'
import type { Target } from '../../infra/local/target.ts'

declare module 'vitest' {
  interface ProvidedContext {
    target: Target
  }
}

/**
 * Short, because tests wait for requests to expire; long enough for a decision on a loaded machine. It is part of the
 * state machine's definition, so every test of a run has the same.
 */
const approvalWindow = 'PT30S'

export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const file = process.env.LOCKBOX_E2E_TARGET
  if (file) {
    project.provide('target', JSON.parse(readFileSync(file, 'utf8')) as Target)
    return undefined
  }
  const sandbox = await startSandbox({ approvalWindow, accessPeriod: 'PT8H', progress: quietly() })
  project.provide('target', sandbox.target)
  // For SDK clients that a test makes itself.
  Object.assign(process.env, awsEnvironment(sandbox.target.endpoint ?? ''))
  void sandbox.broken.then((how) => process.stderr.write(`The tests lost ${how}\n`))
  return sandbox.stop
}

/** What takes time is worth a line in a test's output. */
const quietly = (): Progress => progressOn(process.stderr)
