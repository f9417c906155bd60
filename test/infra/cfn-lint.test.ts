import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { installedPython } from '../../infra/local/python.ts'
import { stackOf, stages } from '../support/stack.ts'

/** What the CDK writes into every template: a dependency that a reference implies already. */
const ignored = ['W3005']

let python = ''
beforeAll(async () => {
  const pins = join(import.meta.dirname, '..', 'support', 'cfn-lint.txt')
  python = await installedPython((work) => work(), undefined, pins)
})

test.each(stages)('%s: CloudFormation’s linter finds nothing', (stage) => {
  const { templateFile } = stackOf(stage)
  const regions = ['--regions', 'eu-central-1', 'us-east-1']
  const program = 'from cfnlint.runner import main; main()'
  const args = ['-c', program, '--ignore-checks', ...ignored, ...regions, '--template', templateFile]
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toBe('')
  expect(status).toBe(0)
})
