import type { RequestKey } from '../../functions/domain/request.ts'
import type { Account, Accounts, Executions, Invoker, Mailer, MailMessage } from '../../functions/ports.ts'
import type { DeploymentFacts } from '../../functions/runtime/env.ts'
import { catalogue } from './world.ts'

export const facts: DeploymentFacts = {
  vendor: { name: 'Vendor', supportEmail: 'support@vendor.example', emailDomains: ['vendor.example'] },
  sender: 'lockbox@vendor.example',
  catalogue,
  approvalWindow: 345_600,
  accessPeriod: 28_800,
  emergencyAccess: { period: 14_400, perDay: 4 },
}

/** Takes every mail, but those to the addresses that it refuses. */
export class TestMailer implements Mailer {
  readonly sent: MailMessage[] = []
  readonly refuses = new Set<string>()
  send = async (message: MailMessage) => {
    if (this.refuses.has(message.to.address))
      throw Object.assign(new Error('no such mailbox'), { name: 'MessageRejected' })
    this.sent.push(message)
    return { messageId: String(this.sent.length) }
  }
  to = (address: string) => this.sent.filter((message) => message.to.address === address)
}

/** Remembers what was started and woken. */
export class TestExecutions implements Executions {
  readonly started: string[] = []
  readonly woken: string[] = []
  start = async ({ tenantId, ulid }: RequestKey, attempt: number) => {
    this.started.push(`${tenantId}.${ulid}-${attempt}`)
  }
  wake = async (taskToken: string) => {
    this.woken.push(taskToken)
  }
}

/** Remembers what was invoked. */
export class TestInvoker implements Invoker {
  readonly invoked: { readonly functionName: string; readonly payload: unknown }[] = []
  invoke = async (functionName: string, payload: unknown) => {
    this.invoked.push({ functionName, payload })
  }
}

/** A user pool: what it holds by address, whom it mailed, and whom it fails for. */
export class TestAccounts implements Accounts {
  readonly mailed: string[] = []
  readonly refuses = new Set<string>()
  private readonly held = new Map<string, Account & { readonly groups: readonly string[] }>()
  put = (email: string, account: Omit<Account, 'username'> & { readonly groups: readonly string[] }) =>
    this.held.set(email, { username: email, ...account })
  of = (email: string) => this.held.get(email)
  find: Accounts['find'] = async (email) => this.held.get(email)
  create: Accounts['create'] = async ({ email, tenantId }) => {
    if (this.refuses.has(email)) throw new Error('the pool is busy')
    if (this.held.has(email)) return undefined
    this.put(email, { tenantId, entered: false, groups: [] })
    this.mailed.push(email)
    return this.held.get(email)
  }
  admit: Accounts['admit'] = async ({ username }, group) => {
    const account = this.held.get(username)
    if (!account) throw new Error('there is no such account')
    this.held.set(username, { ...account, groups: [...new Set([...account.groups, group])].sort() })
  }
}
