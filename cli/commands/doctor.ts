import { env } from '../../functions/runtime/env.ts'
import { examine, type Finding } from '../doctor/checks.ts'
import type { Cloud } from '../doctor/cloud.ts'
import { CliError } from '../exit.ts'
import { print, type Session } from '../session.ts'
import { printable } from '../words.ts'

export interface DoctorOptions {
  readonly stack: string
  readonly mail?: string
}

/** Looks at a deployment from outside and in its AWS account; ends with its own code when something is broken. */
export async function doctor(session: Session, cloud: Cloud, options: DoctorOptions): Promise<void> {
  const stack = await cloud.stack(options.stack).catch((error: Error) => {
    throw new CliError('unreachable', `AWS cannot be asked: ${error.message}`, {
      advice: 'Give credentials and a region: AWS_PROFILE or AWS_ACCESS_KEY_ID, and --region or AWS_REGION.',
    })
  })
  if (!stack)
    throw new CliError('usage', `There is no stack "${options.stack}" in this account and region.`, {
      advice: 'Name it with --stack, and the region with --region.',
    })
  const environment = await cloud.environment(stack.outputs.NotifyFunction ?? '').catch(() => undefined)
  const facts = JSON.parse(environment?.[env.deployment] ?? '{}') as { readonly sender?: string }
  const configurationSet = environment?.[env.configurationSet]
  const findings = await examine({
    cloud,
    fetch: session.io.fetch,
    stack,
    sender: facts.sender ?? '',
    ...(configurationSet && { configurationSet }),
    ...(options.mail && { mailTo: options.mail }),
  })
  const broken = findings.filter(({ level }) => level === 'fail').length
  await print(session, { findings }, () => findings.map(shown).join('\n'))
  if (broken > 0) throw new CliError('unhealthy', `${broken} of ${findings.length} checks failed.`)
}

const shown = ({ level, what, found, advice }: Finding): string =>
  printable(`${level.padEnd(4)}  ${what}: ${found}`) + (advice ? `\n      → ${printable(advice)}` : '')
