import { type Command, Option } from 'commander'
import type * as access from './commands/access.ts'
import type * as emergency from './commands/emergency.ts'
import type * as vendorAdmin from './commands/vendor-admin.ts'
import { examples } from './help.ts'
import { period } from './options.ts'
import type { Session } from './session.ts'

const accesses = () => import('./commands/access.ts')
const emergencies = () => import('./commands/emergency.ts')
const administration = () => import('./commands/vendor-admin.ts')

const id = ['<id>', 'the request, <tenant>.<ULID>'] as const

/** Everything about doors that is no request for approval: emergencies, the check, tokens, closing, moving. */
export function addDoorCommands(root: Command, session: () => Session): void {
  addEmergencyCommands(root.command('emergency').description('Emergency access, without approval and loud'), session)
  addAccessCommands(root.command('access').description('Use an open access, or ask whether there is one'), session)
  addAdminCommands(root, session)
}

function addEmergencyCommands(group: Command, session: () => Session): void {
  group
    .command('start')
    .description("Open an access now, without the customer's approval")
    .requiredOption('--tenant <id>', 'the customer')
    .requiredOption('--environment <id>', "the part of the customer's data")
    .requiredOption('--service <id>', 'the product area')
    .requiredOption('--incident <id>', 'the incident that it is for')
    .requiredOption('--justification <text>', 'why it cannot wait, at least 20 characters; every approver reads it')
    .addOption(new Option('--level <level>', 'read, unless you need more').choices(['read', 'write']))
    .option('--period <time>', 'how long, such as 1h; at most what the deployment allows, 4h or less', period)
    .action(async (options: emergency.EmergencyOptions) => (await emergencies()).start(session(), options))
    .addHelpText(
      'after',
      '\nFor people of the group "breakglass", never for machines. All approvers and observers of the\n' +
        "customer get a mail at once, with your name and these words; it stays in the customer's audit\n" +
        'trail, and they can revoke it. After a denial or a revocation it is refused for 24 hours. If it\n' +
        'can wait, ask for access instead: lockbox request start.\n' +
        examples(
          "lockbox emergency start --tenant acme-bank --environment production --service database \\\n      --incident INC-4711 --justification 'Payments fail for all customers.' --period 1h",
        ),
    )
}

function addAccessCommands(group: Command, session: () => Session): void {
  group
    .command('check')
    .description('As a data service: may this operator in now?')
    .requiredOption('--operator <id>', 'who wants in: the id that they sign in with')
    .requiredOption('--tenant <id>', 'the customer')
    .requiredOption('--environment <id>', "the part of the customer's data")
    .addOption(new Option('--level <level>', 'what they want to do (default: read)').choices(['read', 'write']))
    .option('--action <name>', "what it is for; a name, nothing of the customer's")
    .option('--resource <name>', "what it is about; a name, nothing of the customer's")
    .action(async (options: access.CheckOptions) => (await accesses()).check(session(), options))
    .addHelpText(
      'after',
      "\nWith a data service's own client, in LOCKBOX_CLIENT_ID and LOCKBOX_CLIENT_SECRET: the service is the\n" +
        "client's. A yes ends with 0 and is recorded as a use of the access; a no ends with 1 and its reason.\n" +
        examples(
          'lockbox access check --operator olivia.meier@vendor.example \\\n      --tenant acme-bank --environment production && echo open',
        ),
    )
  group
    .command('token')
    .description('A token for a data service, while the access is open')
    .argument(...id)
    .action(async (of: string) => (await accesses()).token(session(), of))
    .addHelpText(
      'after',
      '\nIt lives for five minutes at most, is for one data service, and goes to the standard output alone.\n' +
        'Each one is recorded: use it until it ends.\n' +
        examples(
          'TOKEN=$(lockbox access token acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C)',
          'lockbox access token acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C --json | jq -r .expiresAt',
        ),
    )
}

function addAdminCommands(root: Command, session: () => Session): void {
  root
    .command('operator')
    .description("An operator, for the vendor's administrators")
    .command('end-grants')
    .description('End everything that is open to an operator, of every customer; for a stolen laptop')
    .argument('<id>', 'the operator: the id that they sign in with')
    .requiredOption('--reason <text>', "why; it goes into each customer's audit trail")
    .action(async (of: string, options: { reason: string }) =>
      (await administration()).endGrants(session(), of, options.reason),
    )
    .addHelpText(
      'after',
      '\nIt keeps nobody from signing in and asking again: block their sign-in where you manage it.\n' +
        examples("lockbox operator end-grants olivia.meier@vendor.example --reason 'The laptop was stolen.'"),
    )
  root
    .command('environment')
    .description("An environment, for the vendor's administrators")
    .command('migrate')
    .description('Assign an environment to another customer')
    .requiredOption('--tenant <id>', 'the customer that it leaves')
    .requiredOption('--environment <id>', 'the environment')
    .requiredOption('--to <id>', 'the customer that gets it')
    .action(async (options: vendorAdmin.MigrateOptions) => (await administration()).migrate(session(), options))
    .addHelpText(
      'after',
      '\nRefused while the lockbox policy of either customer is on, or anything is open on the environment.\n' +
        "Approvers switch it off before and on after; each step is in both customers' audit trails.\n" +
        examples('lockbox environment migrate --tenant acme-bank --environment archive --to north-clinic'),
    )
}
