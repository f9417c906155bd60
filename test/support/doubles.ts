import type { RequestKey } from '../../functions/domain/request.ts'
import type { Executions, Invoker, Mailer, MailMessage } from '../../functions/ports.ts'
import type { DeploymentFacts } from '../../functions/runtime/env.ts'
import { catalogue } from './world.ts'

export const facts: DeploymentFacts = {
  vendor: { name: 'Vendor', supportEmail: 'support@vendor.example', emailDomains: ['vendor.example'] },
  sender: 'lockbox@vendor.example',
  catalogue,
  approvalWindow: 345_600,
  accessPeriod: 28_800,
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
