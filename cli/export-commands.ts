import { type Command, Option } from 'commander'
import type { ConvertOptions } from './commands/convert.ts'
import type { ExportOptions } from './commands/export.ts'
import { formatNames } from './export/formats.ts'
import { examples } from './help.ts'
import { time } from './options.ts'
import type { Session } from './session.ts'

/** To take the audit trail away, and into other tools. */
export function addExportCommands(group: Command, session: () => Session): void {
  group
    .command('export')
    .description('The whole audit trail, oldest first, one entry a line (NDJSON): what can be verified')
    .option('--out <file>', 'into this file; the same command again goes on after an interruption')
    .option('--from <time>', 'recorded from this day or time on', time)
    .option('--to <time>', 'recorded before this day or time', time)
    .action(async (options: ExportOptions) => (await import('./commands/export.ts')).exportAudit(session(), options))
    .addHelpText(
      'after',
      '\nThe deployment writes the file, and this command gets it: any size. An export is itself on record,\n' +
        'and an organisation can begin 20 a day. For a look at some entries there is: lockbox audit list.\n' +
        examples(
          'lockbox audit export --out audit.ndjson',
          "lockbox audit export --from 2026-11-01 | jq -r '[.seq, .event.type] | @tsv'",
        ),
    )
  group
    .command('convert')
    .description('An export in the form of another tool; without network')
    .argument('<file>', 'from lockbox audit export')
    .addOption(new Option('--to <format>', 'the form').choices(formatNames).makeOptionMandatory())
    .option('--out <file>', 'into this file (default: the standard output)')
    .action(async (file: string, options: ConvertOptions) =>
      (await import('./commands/convert.ts')).convert(session(), file, options),
    )
    .addHelpText(
      'after',
      '\nWhat comes out proves nothing: keep the export. What becomes of which event is in docs/exports.md.\n' +
        examples(
          'lockbox audit convert audit.ndjson --to csv --out audit.csv',
          'lockbox audit convert audit.ndjson --to ocsf | jq -c "select(.severity_id == 4)"',
        ),
    )
}
