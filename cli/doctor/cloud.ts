/** What is looked at in the AWS account. */
export interface Cloud {
  readonly region: string
  readonly stack: (name: string) => Promise<Stack | undefined>
  /** Environment of a function. */
  readonly environment: (functionName: string) => Promise<Readonly<Record<string, string>>>
  readonly concurrency: () => Promise<{ readonly limit: number; readonly unreserved: number }>
  readonly sending: () => Promise<{ readonly aDay: number; readonly sent: number }>
  /** Of each identity that SES knows. */
  readonly identities: (names: readonly string[]) => Promise<Readonly<Record<string, Identity>>>
  readonly subscriptions: (topicArn: string) => Promise<readonly Subscription[]>
  readonly sendMail: (mail: TestMail) => Promise<void>
}

export interface Stack {
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
}

export interface Identity {
  readonly verified: boolean
  readonly dkim: 'signed' | 'pending' | 'none'
}

export interface Subscription {
  readonly endpoint: string
  readonly confirmed: boolean
}

export interface TestMail {
  readonly from: string
  readonly to: string
  readonly configurationSet?: string
}
