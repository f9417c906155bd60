import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { env } from '../../functions/runtime/env.ts'
import { entryPoints } from '../../infra/bundle.ts'
import { checkConfiguration } from '../../infra/configuration.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { LockboxStack } from '../../infra/lockbox-stack.ts'
import { stackOf } from '../support/stack.ts'
import { newApp } from '../support/synthesis.ts'

const stack = stackOf('production')
const functions = stack.all('AWS::Lambda::Function').filter(({ id }) => id.startsWith('Functions'))

test('every entry point is a function, and every function has one', () => {
  const names = functions.map(({ id }) => id.replace(/^Functions/, '').replace(/[0-9A-F]{8}$/, ''))
  expect(names.map((name) => name.charAt(0).toLowerCase() + name.slice(1)).sort()).toEqual(
    Object.keys(entryPoints).sort(),
  )
})

describe.each(functions.map((f) => [f.id.replace(/[0-9A-F]{8}$/, ''), f.Properties] as const))('%s', (_, fn) => {
  test('runs on the current Node, on ARM, with a log group and a role of its own', () => {
    expect(fn).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    const others = functions.map(({ Properties }) => Properties).filter((other) => other !== fn)
    expect(others.filter((other) => JSON.stringify(other.Role) === JSON.stringify(fn.Role))).toEqual([])
    expect(others.filter((other) => JSON.stringify(other.LoggingConfig) === JSON.stringify(fn.LoggingConfig))).toEqual(
      [],
    )
    expect(fn.LoggingConfig.LogGroup).toBeDefined()
  })
  test('is given environment variables that functions know, and no others', () => {
    const given = Object.keys(fn.Environment?.Variables ?? {})
    expect(given.filter((name) => !(Object.values(env) as string[]).includes(name))).toEqual([])
  })
})

describe('each function is given what it reads, and nothing else', () => {
  test.each(Object.entries(entryPoints))('%s', (name, file) => {
    const entry = readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8')
    // A function of many verbs has its wiring in a file of its own.
    const wiring = join(import.meta.dirname, '..', '..', dirname(file), 'wiring.ts')
    const source = entry.includes("'./wiring.ts'") ? entry + readFileSync(wiring, 'utf8') : entry
    const read = new Set(
      [...source.matchAll(/required\(env\.(\w+)\)/g)].map(([, constant]) => constant as keyof typeof env),
    )
    if (source.includes('deploymentFacts()')) read.add('deployment')
    if (source.includes('countMetric(')) read.add('stackName')
    const id = `Functions${name.charAt(0).toUpperCase()}${name.slice(1)}`
    const fn = functions.find((f) => f.id.replace(/[0-9A-F]{8}$/, '') === id)
    expect(Object.keys(fn?.Properties.Environment?.Variables ?? {}).sort()).toEqual([...read].map((c) => env[c]).sort())
  })
})

test('what is mailed and shown comes from the configuration, as one value', () => {
  const [notify] = functions.filter(({ id }) => id.startsWith('FunctionsNotify'))
  expect(JSON.parse(notify?.Properties.Environment.Variables.DEPLOYMENT)).toMatchObject({
    vendor: { name: 'Example Vendor', emailDomains: ['vendor.example', 'vendor-contractors.example'] },
    sender: 'lockbox@vendor.example',
    approvalWindow: 345_600,
    accessPeriod: 28_800,
  })
})

describe('the environment of a function', () => {
  const service = (id: number) => ({
    id: `service-${id}`,
    name: `A service of the product, number ${id}`,
    covered: true,
  })
  const make = (services: number) => {
    const app = newApp()
    const deployment = checkConfiguration({
      ...production,
      catalogue: Array.from({ length: services }, (_, i) => service(i)),
    })
    try {
      new LockboxStack(app, 'Stack', { deployment })
    } finally {
      rmSync(app.outdir, { recursive: true })
    }
  }
  test('has room for a catalogue of thirty services', () => {
    make(30)
  })
  test('that would be more than Lambda takes is refused before a deployment, with what to change', () => {
    expect(() => make(50)).toThrow(/environment of the function \w+ would have \d+ bytes.*catalogue/)
  })
})

test('links point to the own domain', () => {
  const [link] = functions.filter(({ id }) => id.startsWith('FunctionsLink'))
  expect(link?.Properties.Environment.Variables.PUBLIC_URL).toBe('https://lockbox.vendor.example')
})
