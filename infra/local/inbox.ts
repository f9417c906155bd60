import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { type Child, startChild, untilReady } from './child.ts'
import { childEnvironment } from './environment.ts'
import { root } from './paths.ts'
import { loopback } from './ports.ts'

/** A mail as it arrived: parsed, and as it came over the wire. */
export interface ReceivedMail {
  readonly id: string
  /** Addresses of the envelope, lower case. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: ParsedMail['headers']
  readonly attachments: number
  /** The MIME message. */
  readonly raw: string
}

/** What the inbox holds: for the demo and the tests. */
export interface Mailbox {
  /** Oldest first; only mails to this address when one is given. */
  readonly list: (to?: string) => Promise<readonly ReceivedMail[]>
  /** The first mail to this address that fits; fails when none came in time (15 s unless said otherwise). */
  readonly waitFor: (
    to: string,
    fits?: (mail: ReceivedMail) => boolean,
    options?: { readonly seconds?: number },
  ) => Promise<ReceivedMail>
  readonly clear: () => Promise<void>
}

/** Starts maildev: an SMTP server and a web page with what it received. Both on loopback. */
export async function startInbox(options: {
  readonly smtpPort: number
  readonly webPort: number
  readonly folder: string
}): Promise<Child & { readonly url: string }> {
  const temporary = join(options.folder, 'mail')
  mkdirSync(temporary, { recursive: true })
  const child = startChild({
    name: 'the inbox (maildev)',
    command: process.execPath,
    args: [
      join(root, 'node_modules', 'maildev', 'dist', 'bin', 'maildev.js'),
      ...['--smtp', String(options.smtpPort), '--ip', loopback],
      ...['--web', String(options.webPort), '--web-ip', loopback],
    ],
    cwd: temporary,
    log: join(options.folder, 'inbox.log'),
    env: childEnvironment(temporary),
  })
  const url = `http://${loopback}:${options.webPort}`
  await untilReady(child, async () => (await fetch(`${url}/api/healthz`)).ok, 30)
  return { ...child, url }
}

interface ListedMail {
  readonly id: string
  readonly envelope?: { readonly to?: readonly { readonly address: string }[] }
}

/** A client of the inbox at this address. */
export function mailbox(url: string): Mailbox {
  // A mail never changes once it is there.
  const known = new Map<string, Promise<ReceivedMail>>()

  const list = async (to?: string): Promise<readonly ReceivedMail[]> => {
    const listed = (await (await fetch(`${url}/api/email`)).json()) as readonly ListedMail[]
    const wanted = listed.filter((mail) => to === undefined || recipients(mail).includes(to.toLowerCase()))
    return Promise.all(
      wanted.map((mail) => {
        const read = known.get(mail.id) ?? readMail(url, mail)
        known.set(mail.id, read)
        return read
      }),
    )
  }

  return {
    list,
    waitFor: async (to, fits = () => true, { seconds = 15 } = {}) => {
      for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(100)) {
        const mail = (await list(to)).find(fits)
        if (mail) return mail
      }
      const others = (await list(to)).map((mail) => mail.subject)
      throw new Error(`no such mail to ${to} within ${seconds} s; there are: ${JSON.stringify(others)}`)
    },
    clear: async () => {
      known.clear()
      await fetch(`${url}/api/email/all`, { method: 'DELETE' })
    },
  }
}

const recipients = (mail: ListedMail) => (mail.envelope?.to ?? []).map((to) => to.address.toLowerCase())

async function readMail(url: string, mail: ListedMail): Promise<ReceivedMail> {
  const raw = await (await fetch(`${url}/api/email/${mail.id}/source`)).text()
  const parsed = await simpleParser(raw)
  return {
    id: mail.id,
    to: recipients(mail),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    headers: parsed.headers,
    attachments: parsed.attachments.length,
    raw,
  }
}
