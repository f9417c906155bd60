import { rmSync } from 'node:fs'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { expect, test } from 'vitest'
import { checkConfiguration } from '../../infra/configuration.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { LockboxFunction } from '../../infra/lockbox-function.ts'
import { Mail } from '../../infra/mail.ts'

/** What a function of a deployment may send as. */
function identitiesOf(sender: typeof production.sender): readonly string[] {
  const deployment = checkConfiguration({ ...production, sender })
  const app = new App()
  const stack = new Stack(app, 'Stack')
  const fn = new LockboxFunction(stack, 'Tell', {
    deployment,
    name: 'tell',
    description: 'Mails',
    timeout: Duration.seconds(1),
  })
  new Mail(stack, 'Mail', { deployment }).grantSend(fn)
  const template = JSON.stringify(app.synth().getStackByName('Stack').template)
  rmSync(app.outdir, { recursive: true })
  return [...template.matchAll(/:identity\/([^"]+)"/g)].map(([, name = '']) => name)
}

test.each([
  ['the address and its domain', 'lockbox@vendor.example', undefined, 'vendor.example'],
  ['a verified domain above its own', 'lockbox@mail.vendor.example', 'vendor.example', 'vendor.example'],
] as const)('the sender may be sent as by %s', (_, address, identityName, domain) => {
  const sender = { address, identity: 'existing', ...(identityName && { identityName }) } as const
  expect(identitiesOf(sender)).toEqual([address, domain])
})
