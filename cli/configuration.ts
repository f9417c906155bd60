import * as v from 'valibot'
import { configAnswer } from '../functions/contract/answers.ts'
import { reach } from './deployment.ts'
import { CliError } from './exit.ts'
import type { Io } from './io.ts'

export type Configuration = v.InferOutput<typeof configAnswer>

/** What the deployment says about itself before anybody signs in. */
export async function configurationOf(url: string, io: Io): Promise<Configuration> {
  const answer = await reach(url, () => io.fetch(`${url}/config.json`, { signal: AbortSignal.timeout(20_000) }))
  if (answer.ok) {
    const result = v.safeParse(configAnswer, await answer.json().catch(() => undefined))
    if (result.success) return result.output
  }
  throw new CliError('unreachable', `${url} is no Customer Lockbox that this command knows: no /config.json.`, {
    advice: 'Check the address; it is the one in the mails. An older release has no sign-in for this command.',
  })
}
