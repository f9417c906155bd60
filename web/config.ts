/** One of the two issuers of tokens, and this app's client there. */
export interface IssuerConfig {
  readonly authority: string
  readonly clientId: string
  readonly metadata: {
    readonly authorization_endpoint: string
    readonly token_endpoint: string
    readonly end_session_endpoint?: string
  }
  readonly scope: string
}

/** `/config.json`: what a deployment tells its admin centre. Durations are ISO 8601. */
export interface Config {
  readonly vendor: { readonly name: string; readonly logoUrl?: string; readonly supportEmail: string }
  readonly catalogue: readonly {
    readonly id: string
    readonly name: string
    readonly covered: boolean
    readonly reason?: string
  }[]
  readonly customers: IssuerConfig
  readonly operators: IssuerConfig
  readonly approvalWindow: string
  readonly accessPeriod: string
}

let loading: Promise<Config> | undefined

/** The configuration, fetched once; a failure is not remembered, so that a retry asks again. */
export function loadConfig(): Promise<Config> {
  loading ??= fetch('/config.json').then(
    async (answer) => {
      if (answer.ok) return (await answer.json()) as Config
      loading = undefined
      throw new Error(`the configuration could not be loaded (${answer.status})`)
    },
    (error) => {
      loading = undefined
      throw error
    },
  )
  return loading
}
