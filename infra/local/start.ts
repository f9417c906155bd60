// `npm start`: a customer lockbox on this machine, fresh at each start, gone when it is stopped.
import { styleText } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import { formatDuration, parseDuration } from '../../functions/domain/time.ts'
import { progressOn } from './progress.ts'
import { announce, runs } from './run-file.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { welcome } from './welcome.ts'

const duration = (text: string): string => {
  const seconds = parseDuration(text)
  if (seconds === undefined || seconds < 5)
    throw new InvalidArgumentError('Give an ISO 8601 duration such as PT2M, PT8H or P4D.')
  return formatDuration(seconds)
}
const port = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1024 || number > 65_535)
    throw new InvalidArgumentError('Give a port from 1024 to 65535.')
  return number
}

interface Options {
  readonly approvalWindow: string
  readonly accessPeriod: string
  readonly port: number
  readonly inboxPort: number
}

const options = new Command('npm start --')
  .description(
    'Starts a customer lockbox on this machine: a local AWS, an inbox, the deployed stack, tenants and people.',
  )
  .option(
    '--approval-window <duration>',
    'how long a request waits for a decision; PT2M shows one expire',
    duration,
    'P4D',
  )
  .option('--access-period <duration>', 'how long an approved request opens the door', duration, 'PT8H')
  .option('--port <port>', 'port of the local AWS and its API; another one when it is taken', port, 4566)
  .option('--inbox-port <port>', "port of the inbox's web page; another one when it is taken", port, 1080)
  .addHelpText(
    'after',
    '\nAWS_ENDPOINT_URL=<url> uses a local AWS that runs already. Everything listens on loopback only.',
  )
  .parse()
  .opts<Options>()

/** Where an AWS that runs already may expect an inbox. */
const smtpPort = 1025

const say = (text: string) => process.stderr.write(`${text}\n`)
const began = Date.now()
const asked = new AbortController()
let sandbox: Sandbox | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // Twice means now: the programs are on a leash, they end with us in any case.
    if (asked.signal.aborted) process.exit(1)
    say(`\nStopping (${signal}) …`)
    asked.abort()
    void end(0)
  })

/** Stops everything and exits. A start that is under way cleans up after itself. */
async function end(code: number): Promise<void> {
  if (!sandbox) return
  await sandbox.stop()
  say('Stopped. Nothing is left running.')
  process.exit(code)
}

try {
  for (const { pid, target } of runs())
    say(`Another one runs already (process ${pid}, ${target.apiUrl}). This one does not touch it.`)
  const endpoint = process.env.AWS_ENDPOINT_URL
  say(endpoint ? `Starting on the AWS at ${endpoint} …` : 'Starting a customer lockbox on this machine …')
  sandbox = await startSandbox({
    approvalWindow: options.approvalWindow,
    accessPeriod: options.accessPeriod,
    preferredPorts: { aws: options.port, inbox: options.inboxPort, smtp: smtpPort },
    ...(endpoint && { endpoint }),
    progress: progressOn(process.stderr),
    signal: asked.signal,
  })
  announce(sandbox.target)
  process.stdout.write(
    welcome(
      sandbox.target,
      endpoint ? [options.inboxPort] : [options.port, options.inboxPort],
      (Date.now() - began) / 1000,
    ),
  )
  if (endpoint)
    say(
      `Mail arrives once that AWS sends it to SMTP 127.0.0.1:${sandbox.smtpPort}. What is deployed there stays there.`,
    )
  const how = await sandbox.broken
  say(styleText('red', `\nStopping, because ${how}`))
  await end(1)
} catch (error) {
  if (asked.signal.aborted) {
    say('Stopped before it was ready. Nothing is left running.')
    process.exit(0)
  }
  say(styleText('red', `\nThe start failed: ${error instanceof Error ? error.message : String(error)}`))
  say('Nothing is left running.')
  process.exit(1)
}
