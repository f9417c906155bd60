import { mailbox, type ReceivedMail } from './inbox.ts'
import type { Target } from './target.ts'

/** What somebody of the customer's finds in a mailbox: all that an auditor needs from elsewhere than the vendor's API. */
export interface Witness {
  readonly mail: ReceivedMail
  readonly requestId: string
  /** Of the checkpoints' key, as the foot of the mail has it. */
  readonly thumbprint: string
}

/** The newest mail to this address that tells what became of a request. */
export async function witnessOf(target: Target, address: string): Promise<Witness> {
  const found = (await mailbox(target.inboxUrl).list(address)).flatMap((mail) => {
    const [, type] = /^ {2}Event: lockbox\.request\.(\w+)$/m.exec(mail.text) ?? []
    const [requestId] = /\b[a-z0-9-]{1,40}\.[0-9A-HJKMNP-TV-Z]{26}\b/.exec(mail.text) ?? []
    const [, thumbprint] = /: ([\w-]{43})$/m.exec(mail.text) ?? []
    return type && type !== 'started' && requestId && thumbprint ? [{ mail, requestId, thumbprint }] : []
  })
  const newest = found.at(-1)
  if (!newest) throw new Error(`no mail to ${address} tells what became of a request`)
  return newest
}
