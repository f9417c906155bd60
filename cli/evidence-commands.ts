import type { Command } from 'commander'
import type { EvidenceOptions } from './commands/evidence.ts'
import { examples } from './help.ts'
import { time } from './options.ts'
import type { Session } from './session.ts'
import { thumbprint } from './verify-commands.ts'

/** What an auditor takes to the working papers. */
export function addEvidenceCommand(root: Command, session: () => Session): void {
  root
    .command('evidence')
    .description('One zip for an audit: requests, entries, receipts, checkpoints, keys, and what the verifier says')
    .requiredOption('--out <file>', 'the zip; the same command again goes on after an interruption')
    .option('--from <time>', 'recorded from this day or time on', time)
    .option('--to <time>', 'recorded before this day or time', time)
    .option('--pin <thumbprint>', 'a key that you know from elsewhere; repeatable', thumbprint, [])
    .action(async (options: EvidenceOptions) => (await import('./commands/evidence.ts')).evidence(session(), options))
    .addHelpText(
      'after',
      "\nFor a customer's auditors. README.txt in the zip says what is in it and how to verify it without\n" +
        'us. If something does not hold, the zip is written all the same, and the command ends with 6 or 7,\n' +
        'as audit verify does.\n' +
        examples('lockbox evidence --from 2026-10-01 --to 2026-11-01 --out evidence-2026-10.zip'),
    )
}
