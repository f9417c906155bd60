import type { Command } from 'commander'
import type { RequestsOptions } from './commands/audit-requests.ts'
import type { ReceiptOptions } from './commands/receipt.ts'
import { examples } from './help.ts'
import { time, whole } from './options.ts'
import type { Session } from './session.ts'

const receipts = () => import('./commands/receipt.ts')

const id = ['<id>', 'the request, <tenant>.<ULID>'] as const
const out = ['--out <file>', 'into this file; else to the standard output'] as const
const words =
  '\nThere is one once the request is decided, taken back or expired, and of an emergency at once. It is\n' +
  'a JWS: keep it, and check it offline, whenever you want. It lets nobody in.\n'

/** Receipts, for the vendor's side of a request. */
export function addOwnReceiptCommand(group: Command, session: () => Session): void {
  group
    .command('receipt')
    .description('A signed receipt of what became of a request')
    .argument(...id)
    .option(...out)
    .action(async (of: string, options: ReceiptOptions) => (await receipts()).ownReceipt(session(), of, options))
    .addHelpText(
      'after',
      words +
        examples(
          'lockbox request receipt acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C \\\n      --out receipt-acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C.jws',
        ),
    )
}

/** Receipts and requests, for the customer's auditors. */
export function addReceiptCommands(group: Command, session: () => Session): void {
  group
    .command('receipt')
    .description('A signed receipt of what became of a request')
    .argument(...id)
    .option(...out)
    .action(async (of: string, options: ReceiptOptions) => (await receipts()).customerReceipt(session(), of, options))
    .addHelpText(
      'after',
      words +
        examples(
          'lockbox audit receipt acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C \\\n      --out receipt-acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C.jws',
        ),
    )
  group
    .command('requests')
    .description('One row a request, newest first: asked, decided, used, ended')
    .option('--from <time>', 'asked on this day or time, or later', time)
    .option('--to <time>', 'asked before this day or time', time)
    .option('--ticket <id>', 'for this support ticket')
    .option('--limit <number>', 'at most so many', whole(1, 10_000), 50)
    .action(async (options: RequestsOptions) =>
      (await import('./commands/audit-requests.ts')).auditRequests(session(), options),
    )
    .addHelpText(
      'after',
      '\nEmergencies and fire drills are among them, and marked. What needed no approval was no request.\n' +
        examples(
          'lockbox audit requests --from 2026-10-01 --to 2026-11-01',
          'lockbox audit requests --from 2026-10-01 --limit 10000 --json | jq .items',
        ),
    )
}
