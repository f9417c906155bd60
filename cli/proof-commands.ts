import type { Command } from 'commander'
import { examples } from './help.ts'
import type { Session } from './session.ts'

const proofs = () => import('./commands/proofs.ts')

/** What an auditor keeps beside an export, so that it can be verified without the vendor. */
export function addProofCommands(group: Command, session: () => Session): void {
  group
    .command('checkpoints')
    .description('The signed checkpoints of the ledger, one a line; a file that is there gets what is new')
    .requiredOption('--out <file>', 'into this file')
    .action(async ({ out }: { out: string }) => (await proofs()).checkpoints(session(), out))
    .addHelpText('after', examples('lockbox audit checkpoints --out checkpoints.jws'))
  group
    .command('statements')
    .description('The signed monthly statements, one a line; a file that is there gets what is new')
    .requiredOption('--out <file>', 'into this file')
    .action(async ({ out }: { out: string }) => (await proofs()).statements(session(), out))
    .addHelpText('after', examples('lockbox audit statements --out statements.jws'))
  group
    .command('keys')
    .description("The public keys of the ledger's proofs, with their thumbprints; nobody has to sign in")
    .requiredOption('--out <file>', 'into this file')
    .action(async ({ out }: { out: string }) => (await proofs()).keys(session(), out))
    .addHelpText('after', examples('lockbox audit keys --out keys.json --url https://lockbox.vendor.example'))
}
