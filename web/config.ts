import type { InferOutput } from 'valibot'
import type { configAnswer } from '../functions/contract/answers.ts'

/** `/config.json`: what a deployment tells its admin centre. */
export type Config = InferOutput<typeof configAnswer>

let loading: Promise<Config> | undefined

/** The configuration, fetched once; a failure is not remembered, so that a retry asks again. */
export function loadConfig(): Promise<Config> {
  loading ??= fetchConfig().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function fetchConfig(): Promise<Config> {
  const answer = await fetch('/config.json')
  if (!answer.ok) throw new Error(`the configuration could not be loaded (${answer.status})`)
  return (await answer.json()) as Config
}
