import type { Cloud, Stack } from './cloud.ts'

/** One line of the doctor's. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly found: string
  /** What to do; none when all is well. */
  readonly advice?: string
}

export interface Patient {
  readonly cloud: Cloud
  readonly fetch: typeof fetch
  readonly stack: Stack
  readonly sender: string
  readonly configurationSet?: string
  readonly mailTo?: string
}

type Check = (patient: Patient) => Promise<readonly Finding[]>

const ok = (what: string, found: string): Finding => ({ level: 'ok', what, found })
const warn = (what: string, found: string, advice: string): Finding => ({ level: 'warn', what, found, advice })
const fail = (what: string, found: string, advice: string): Finding => ({ level: 'fail', what, found, advice })

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** The address, its domain, and every domain above: SES takes the verification of any of them. */
export function identitiesOf(sender: string): readonly string[] {
  const labels = domainOf(sender).split('.')
  return [sender, ...labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'))]
}

const deployed: Check = async ({ stack: { status } }) => [
  /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)
    ? ok('stack', status)
    : /_IN_PROGRESS$/.test(status)
      ? warn('stack', status, 'Wait until the deployment is done, then look again.')
      : fail('stack', status, 'Look at its events in CloudFormation, and deploy again.'),
]

/** What SES gives an account that is in its sandbox. https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
const sandboxMailsADay = 200

const mailQuota: Check = async ({ cloud }) => {
  const { aDay, sent } = await cloud.sending()
  if (aDay >= 0 && aDay <= sandboxMailsADay)
    return [
      fail(
        'mail quota',
        `${aDay} mails a day: SES is in its sandbox, and mails verified addresses only`,
        'Ask for production access in the SES console, in this region.',
      ),
    ]
  if (aDay > 0 && sent > aDay * 0.8)
    return [warn('mail quota', `${sent} of ${aDay} mails of the last 24 hours are used`, 'Ask SES for a larger quota.')]
  return [ok('mail quota', aDay < 0 ? 'without a limit' : `${aDay} mails a day`)]
}

const senderVerified: Check = async ({ cloud, sender }) => {
  const known = await cloud.identities(identitiesOf(sender))
  const verified = Object.entries(known).filter(([, identity]) => identity.verified)
  if (verified.length === 0)
    return [
      fail('sender', `SES has verified neither ${sender} nor a domain above it`, 'Do "Mail" of docs/deploying.md.'),
    ]
  const names = verified.map(([name]) => name).join(', ')
  const dkim = verified.map(([, identity]) => identity.dkim)
  const signed = dkim.includes('signed')
    ? ok('DKIM', 'mails are signed')
    : dkim.includes('pending')
      ? warn(
          'DKIM',
          'SES waits for the DNS records',
          'Publish the three records that SES shows; it looks within 72 hours.',
        )
      : warn(
          'DKIM',
          'mails are not signed',
          "Verify the domain rather than one address: a bank's gateway may drop unsigned mail.",
        )
  return [ok('sender', `${sender}, verified by ${names}`), signed]
}

const alarms: Check = async ({ cloud, stack }) => {
  const topic = stack.outputs.AlarmTopic
  if (!topic) return [fail('alarms', 'the stack has no output AlarmTopic', 'Deploy this release.')]
  const subscriptions = await cloud.subscriptions(topic)
  const waiting = subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint)
  if (subscriptions.length === 0)
    return [fail('alarms', 'nobody is subscribed', 'Set alarmEmail in the configuration, or subscribe to the topic.')]
  if (waiting.length === subscriptions.length)
    return [
      fail('alarms', `not confirmed: ${waiting.join(', ')}`, 'Click the link in the mail from AWS Notifications.'),
    ]
  if (waiting.length > 0) return [warn('alarms', `not confirmed: ${waiting.join(', ')}`, 'Confirm it, or remove it.')]
  return [ok('alarms', `go to ${subscriptions.map(({ endpoint }) => endpoint).join(', ')}`)]
}

/** Two stream consumers, the timer, mails and a few callers at once; a new account has ten in all. */
const enoughConcurrency = 50

const concurrency: Check = async ({ cloud }) => {
  const { limit, unreserved } = await cloud.concurrency()
  return [
    unreserved >= enoughConcurrency
      ? ok('concurrency', `${unreserved} of ${limit} invocations at once`)
      : warn(
          'concurrency',
          `${unreserved} of ${limit} invocations at once`,
          'Ask for more of "Concurrent executions" in Service Quotas: calls are refused beyond it.',
        ),
  ]
}

const address: Check = async ({ stack, fetch }) => {
  const url = stack.outputs.ApiUrl ?? ''
  const domain = /\.execute-api\./.test(url)
    ? warn(
        'domain',
        url,
        "An address of AWS looks like phishing in a customer's mail: set domain in the configuration.",
      )
    : ok('domain', url)
  const contract = await tried(async () => {
    const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(20_000) })
    const body = (await answer.json().catch(() => ({}))) as {
      readonly openapi?: string
      readonly info?: { readonly version?: string }
    }
    return body.openapi ? `release ${body.info?.version}` : undefined
  })
  return [
    domain,
    contract
      ? ok('API', `answers, ${contract}`)
      : fail(
          'API',
          `${url}/openapi.json is not served`,
          'Check the DNS record (output DomainTarget) and the certificate.',
        ),
  ]
}

const issuers: Check = ({ stack, fetch }) =>
  Promise.all(
    (['Operator', 'Customer'] as const).map(async (side) => {
      const what = `${side.toLowerCase()}s' issuer`
      const issuer = stack.outputs[`${side}Issuer`] ?? ''
      const keys = await tried(async () => {
        const discovery = await get(fetch, `${issuer}/.well-known/openid-configuration`)
        const { keys: found } = await get(fetch, String(discovery.jwks_uri))
        return Array.isArray(found) && discovery.issuer === issuer ? found.length : 0
      })
      return keys
        ? ok(what, `${issuer}, ${keys} keys`)
        : fail(
            what,
            `${issuer} gives no keys`,
            'Its discovery document has to be public: the API verifies tokens with it.',
          )
    }),
  )

const testMail: Check = async ({ cloud, sender, configurationSet, mailTo }) => {
  if (!mailTo) return []
  await cloud.sendMail({ from: sender, to: mailTo, ...(configurationSet && { configurationSet }) })
  return [ok('test mail', `SES took it for ${mailTo}: look whether it arrives, and not as spam`)]
}

const checks: Readonly<Record<string, Check>> = {
  stack: deployed,
  'mail quota': mailQuota,
  sender: senderVerified,
  alarms,
  concurrency,
  API: address,
  issuers,
  'test mail': testMail,
}

/** Every finding, in a fixed order. A check that cannot look is a warning: it has found nothing out. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const found = Object.entries(checks).map(([what, check]) =>
    check(patient).catch((error: Error): readonly Finding[] => [
      what === 'test mail'
        ? fail(what, error.message, 'The sender may not be verified, or the recipient not, in the SES sandbox.')
        : warn(what, `cannot be looked at: ${error.message.split('\n')[0]}`, 'Check the rights of your credentials.'),
    ]),
  )
  return (await Promise.all(found)).flat()
}

async function get(fetcher: typeof fetch, url: string): Promise<Record<string, unknown>> {
  const answer = await fetcher(url, { signal: AbortSignal.timeout(20_000) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return (await answer.json()) as Record<string, unknown>
}

const tried = <T>(look: () => Promise<T>): Promise<T | undefined> => look().catch(() => undefined)
