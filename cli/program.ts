import { Command, CommanderError, Option } from 'commander'
import { reasonTypes, requestStates } from '../functions/domain/request.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { AuditOptions } from './commands/audit.ts'
import type { DoctorOptions } from './commands/doctor.ts'
import type * as request from './commands/request.ts'
import type { watch as Watch } from './commands/watch.ts'
import type { Cloud } from './doctor/cloud.ts'
import { addDoorCommands } from './door-commands.ts'
import { addEvidenceCommand } from './evidence-commands.ts'
import { CliError, exitCodes } from './exit.ts'
import { addExportCommands } from './export-commands.ts'
import { examples } from './help.ts'
import { type Io, line } from './io.ts'
import { period, person, time, whole } from './options.ts'
import { addProofCommands } from './proof-commands.ts'
import { addOwnReceiptCommand, addReceiptCommands } from './receipt-commands.ts'
import { type Session, sessionOf } from './session.ts'
import { addVerifyCommands } from './verify-commands.ts'
import { printable } from './words.ts'

/** What a command needs is loaded when it is called: all of it takes half a second, and 60 MB. */
const requests = () => import('./commands/request.ts')
const signIn = () => import('./commands/sign-in.ts')
const watch: typeof Watch = async (...given) => (await import('./commands/watch.ts')).watch(...given)

export interface Outside {
  readonly io: Io
  readonly cloud: (region: string | undefined) => Cloud | Promise<Cloud>
}

const rootHelp = `
Exit codes:
  0  done
  1  the API refused it, or access is not allowed; why and what to do are on standard error
  2  the command is not well-formed
  3  not signed in
  4  the deployment cannot be reached
  5  doctor found something broken
  6  audit verify, evidence: the export, or what is signed about it, does not hold
  7  audit verify, evidence: what is signed or witnessed tells another history
  8  audit verify: no checkpoint is new enough
  130  interrupted

Environment:
  LOCKBOX_URL             address of the deployment, instead of --url
  LOCKBOX_TOKEN           an access token, instead of a sign-in
  LOCKBOX_CLIENT_ID       a machine's client, with
  LOCKBOX_CLIENT_SECRET   its secret: for requests, and a data service's for its check
  LOCKBOX_TOKEN_URL       where its token is got, if the deployment does not say so
`

/** The whole command; `run` is given what to do and with which options. */
export function program({ io, cloud }: Outside): Command {
  const root = new Command('lockbox')
    .description("No support access without the customer's approval: ask for access, follow it, read the audit trail.")
    .version(packageJson.version)
    .option('--url <address>', 'the deployment (default: LOCKBOX_URL, or where you signed in last)')
    .option('--json', 'answers as JSON, for other programs')
    .showHelpAfterError('(add --help to see what it takes)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.out.write(text),
      writeErr: (text) => void io.err.write(text),
      // The width of whoever looks must not change what a test, a log or a manual page shows.
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .addHelpText(
      'after',
      examples(
        'lockbox login --url https://lockbox.vendor.example',
        'lockbox request start --help',
        'lockbox audit export --out audit.ndjson',
      ) + rootHelp,
    )
  const session = (): Session => sessionOf(io, root.opts())
  const customer = ['--customer', "as somebody of a customer's: its approvers and auditors"] as const

  root
    .command('login')
    .description('Sign in with the browser')
    .option(...customer)
    .action(async (options: { customer?: true }) =>
      (await signIn()).login(session(), options.customer ? 'customers' : 'operators'),
    )
    .addHelpText('after', examples('lockbox login --url https://lockbox.vendor.example', 'lockbox login --customer'))
  root
    .command('logout')
    .description('Forget a sign-in: its tokens are deleted from this machine')
    .option(...customer)
    .action(async (options: { customer?: true }) =>
      (await signIn()).logout(session(), options.customer ? 'customers' : 'operators'),
    )
  root
    .command('whoami')
    .description('Show who you are signed in as, and what you may call')
    .action(async () => (await signIn()).whoami(session()))

  addRequestCommands(root.command('request').description('Ask for access, and follow what becomes of it'), session)
  addDoorCommands(root, session)
  const audit = root.command('audit').description("The customer's audit trail, for its auditors")
  addAuditCommands(audit, session)
  addVerifyCommands(audit, session)
  addProofCommands(audit, session)
  addEvidenceCommand(root, session)

  root
    .command('doctor')
    .description('Check a deployment, with credentials of its AWS account')
    .option('--stack <name>', 'name of its stack', 'CustomerLockbox')
    .option('--region <region>', 'its region (default: AWS_REGION)')
    .option('--mail <address>', 'send a test mail there')
    .action(async (options: DoctorOptions & { region?: string }) =>
      (await import('./commands/doctor.ts')).doctor(
        session(),
        await cloud(options.region ?? io.env.AWS_REGION),
        options,
      ),
    )
    .addHelpText(
      'after',
      examples(
        'AWS_PROFILE=production lockbox doctor --region eu-central-1',
        'lockbox doctor --mail you@vendor.example',
        'lockbox doctor --json | jq .findings',
      ),
    )
  return root
}

function addRequestCommands(group: Command, session: () => Session): void {
  const id = ['<id>', 'the request, <tenant>.<ULID>'] as const
  group
    .command('start')
    .description('Ask for access; the approvers get a mail')
    .requiredOption('--tenant <id>', 'the customer')
    .requiredOption('--environment <id>', "the part of the customer's data")
    .requiredOption('--service <id>', 'the product area')
    .requiredOption('--detail <text>', 'why, in words for the approvers')
    .addOption(new Option('--reason <type>', 'kind of reason').choices(reasonTypes).default('CustomerInitiatedSupport'))
    .option('--ticket <id>', 'support ticket; needed with the reason CustomerInitiatedSupport')
    .addOption(new Option('--level <level>', 'read, unless you need more').choices(['read', 'write']))
    .option('--period <time>', 'how long the access lasts, such as 4h or PT4H', period)
    .option('--operator <person>', "for machines: whom they act for, 'Name <address>'", person)
    .option('--operator-id <id>', 'for machines: their id (default: the address)')
    .option('--key <text>', 'idempotency key: the same call again within 24 hours starts nothing twice')
    .option('--watch', 'follow the request until it is decided')
    .action(async (options: request.StartOptions & { watch?: true }) => {
      const started = await (await requests()).start(session(), options)
      if (started && options.watch) await watch(session(), started.id, true)
    })
    .addHelpText(
      'after',
      examples(
        "lockbox request start --tenant acme-bank --environment production --service database \\\n      --ticket T-1001 --detail 'The nightly export fails.'",
        "lockbox request start --tenant acme-bank --environment production --service database \\\n      --reason ProductionAlert --detail 'The disk is full.' --level write --period 2h --watch",
      ),
    )
  group
    .command('list')
    .description('Your requests, newest first; of a tenant for its machines and for vendor administrators')
    .option('--tenant <id>', 'of this customer; machines name it, and a state or a ticket')
    .addOption(new Option('--state <state>', 'in this state').choices(requestStates))
    .option('--ticket <id>', 'for this support ticket')
    .option('--limit <number>', 'at most so many', whole(1, 10_000), 50)
    .action(async (options: request.ListOptions) => (await requests()).list(session(), options))
    .addHelpText(
      'after',
      examples('lockbox request list --state ActionNeeded', 'lockbox request list --tenant acme-bank --ticket T-1001'),
    )
  group
    .command('show')
    .description('One request, with its comments')
    .argument(...id)
    .action(async (of: string) => (await requests()).show(session(), of))
  group
    .command('extend')
    .description('Ask for more time before an open access ends: another request, which names the first')
    .argument(...id)
    .requiredOption('--detail <text>', 'why you need longer, in words for the approvers')
    .option('--period <time>', 'how much longer, such as 2h; from the new approval', period)
    .option('--operator <person>', "for machines: whom they act for, 'Name <address>'", person)
    .option('--operator-id <id>', 'for machines: their id (default: the address)')
    .option('--key <text>', 'idempotency key: the same call again within 24 hours starts nothing twice')
    .option('--watch', 'follow the new request until it is decided')
    .action(async (of: string, options: request.ExtendOptions & { watch?: true }) => {
      const started = await (await requests()).extend(session(), of, options)
      if (started && options.watch) await watch(session(), started.id, true)
    })
    .addHelpText(
      'after',
      '\nThe access stays as it was given: same environment, service, level and reason. Until the approvers\n' +
        'say yes, it ends when it would have ended; if they say yes before, there is no gap.\n' +
        examples(
          "lockbox request extend acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C --period 2h \\\n      --detail 'The second half is not read yet.'",
        ),
    )
  group
    .command('remind')
    .description('Mail the approvers again while a request waits; once an hour')
    .argument(...id)
    .action(async (of: string) => (await requests()).remind(session(), of))
  for (const [verb, words] of [
    ['cancel', 'Take a request back while it waits'],
    ['end', 'End an open access early'],
  ] as const)
    group
      .command(verb)
      .description(words)
      .argument(...id)
      .option('--reason <text>', "why; it goes into the customer's audit trail")
      .action(async (of: string, options: { reason?: string }) =>
        (await requests()).close(session(), verb, of, options.reason),
      )
  group
    .command('comment')
    .description('Say something to the approvers; they get it by mail')
    .argument(...id)
    .argument('<text>', 'at most 1200 characters')
    .action(async (of: string, text: string) => (await requests()).comment(session(), of, text))
    .addHelpText(
      'after',
      examples("lockbox request comment acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C 'Only that one export.'"),
    )
  group
    .command('watch')
    .description('Show each change as it happens, until the request is over; Ctrl-C changes nothing')
    .argument(...id)
    .option('--until-decided', 'stop at the decision')
    .action(async (of: string, options: { untilDecided?: true }) => watch(session(), of, options.untilDecided === true))
  addOwnReceiptCommand(group, session)
}

function addAuditCommands(group: Command, session: () => Session): void {
  addReceiptCommands(group, session)
  const filters = (command: Command): Command =>
    command
      .option('--from <time>', 'from this day or time on', time)
      .option('--to <time>', 'before this day or time', time)
      .option('--actor <address>', 'what this person did')
      .option('--environment <id>', 'about this environment')
      .option('--type <event>', 'of this type, such as request.approved')
      .option('--request <id>', 'about this request')
      .option('--ticket <id>', 'about this support ticket')
  filters(group.command('list'))
    .description('The newest entries')
    .option('--limit <number>', 'at most so many', whole(1, 10_000), 50)
    .action(async (options: AuditOptions & { limit: number }) =>
      (await import('./commands/audit.ts')).list(session(), options),
    )
    .addHelpText(
      'after',
      examples(
        'lockbox audit list --from 2026-11-01 --type request.approved',
        'lockbox audit list --actor olivia@vendor.example',
      ),
    )
  addExportCommands(group, session)
}

/** Runs a command line; gives the exit code. Whatever goes wrong is said in words, on standard error. */
export async function run(args: readonly string[], outside: Outside): Promise<number> {
  const { io } = outside
  const root = program(outside)
  try {
    await root.parseAsync([...args], { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (!(error instanceof CliError)) throw error
    if (root.opts().json) await line(io.err, JSON.stringify(asJson(error)))
    else await line(io.err, inWords(error))
    return exitCodes[error.exit]
  }
}

const asJson = ({ exit, message, problem, advice }: CliError) => ({
  error: { exit, ...(problem ?? { detail: message }), ...(advice && { advice }) },
})

function inWords({ message, problem, advice }: CliError): string {
  const faults = Array.isArray(problem?.errors)
    ? (problem.errors as readonly { pointer: string; detail: string }[])
    : []
  return [
    printable(problem ? `${message} (${problem.code})` : message),
    // The detail has named the first one.
    ...faults.slice(1).map(({ pointer, detail }) => printable(`also ${pointer} ${detail}`)),
    ...(advice ? advice.split('\n').map((part) => `→ ${printable(part)}`) : []),
  ].join('\n')
}
