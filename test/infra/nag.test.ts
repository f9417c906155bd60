import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { expect, test } from 'vitest'
import { type Stage, stackOf } from '../support/stack.ts'
import { newApp } from '../support/synthesis.ts'

const rulesIn = (folder: string): readonly string[] => {
  const { pluginReports } = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')) as {
    pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[]
  }
  return pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))
}

test.each<[Stage, readonly string[]]>([
  ['sandbox', ['Annotation::lockbox:demoOnly']],
  ['production', []],
])('%s: AwsSolutions finds nothing that is not acknowledged with a reason', (stage, warnings) => {
  expect(rulesIn(stackOf(stage).folder)).toEqual(warnings)
})

test('a stack that breaks a rule is found', () => {
  const app = newApp()
  new Bucket(new Stack(app, 'Bare'), 'Open')
  expect(() => app.synth()).toThrow('AwsSolutions-S10')
  rmSync(app.outdir, { recursive: true })
})
