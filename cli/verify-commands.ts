import { type Command, InvalidArgumentError } from 'commander'
import type { VerifyOptions } from './commands/verify.ts'
import { examples } from './help.ts'
import { period, time } from './options.ts'
import type { Session } from './session.ts'

const each = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** A thumbprint of a key, of which several may be given. */
export function thumbprint(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text))
    throw new InvalidArgumentError('Give the thumbprint of a key: 43 letters, digits, - and _, as mails have it.')
  return each(text, before)
}

/** What an auditor runs on a machine of their own, without a network. */
export function addVerifyCommands(group: Command, session: () => Session): void {
  group
    .command('verify')
    .description('Verify an export offline: whether anything was changed, dropped, added, reordered or cut off')
    .argument('<file>', 'the export, oldest entry first')
    .option('--checkpoints <file>', 'what was sealed: one compact JWS a line')
    .option('--jwks <file>', 'the keys that the deployment publishes')
    .option(
      '--pin <thumbprint>',
      'a key that you know from elsewhere, such as your onboarding mail; repeatable',
      thumbprint,
      [],
    )
    .option('--tenant <id>', 'the organisation whose ledger it has to be (default: the one that its first entry names)')
    .option('--receipt <file>', 'receipts, one compact JWS a line; repeatable', each, [])
    .option('--statement <file>', 'monthly statements, one compact JWS a line; repeatable', each, [])
    .option('--witness <mail>', 'a mail of the lockbox, as it lies in a mailbox (.eml); repeatable', each, [])
    .option('--part', 'the export is of some time only: it need not begin with entry 1, nor reach every checkpoint')
    .option('--max-age <time>', 'how old the newest checkpoint may be, such as 26h or PT26H', period)
    .option('--as-of <time>', 'at this day or time (default: now)', time)
    .action(async (file: string, options: VerifyOptions) =>
      (await import('./commands/verify.ts')).verifyAudit(session(), file, options),
    )
    .addHelpText(
      'after',
      '\nIt calls nobody, and needs no sign-in. It ends with 0 when the export holds, 6 when it does not\n' +
        '(tampered), 7 when what is signed or witnessed tells another history (forked), and 8 when no\n' +
        'checkpoint is new enough (stale). Get the keys first, then the checkpoints, and the export last.\n' +
        examples(
          'lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json \\\n      --pin GO0dxSVKVzbSxKHnAkGmnu0wTLpjYC_8sBRBd2X3nQ8 --max-age 26h',
          'lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json \\\n      --receipt receipt.jws --witness approved.eml',
          'lockbox audit verify audit.ndjson --json | jq .outcome',
        ),
    )
}
