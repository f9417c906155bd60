// `npm run -s token -- <who>`: prints an access token of a seeded person, of support tooling, or of a data service.
import { Command } from 'commander'
import { runs } from './run-file.ts'
import { type Caller, callersOf, tokens } from './tokens.ts'

const [who = ''] = new Command('npm run -s token --')
  .description('Prints an access token for the newest running `npm start`.')
  .argument('<who>', 'a person that `npm start` lists, or "tooling", or a data service such as "data:database"')
  .parse().args

const fail = (message: string) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const [run] = runs()
if (!run) fail('Nothing runs that could give a token. Start it with: npm start')
else if (!(callersOf(run.target) as readonly string[]).includes(who))
  fail(`There is no "${who}". There are: ${callersOf(run.target).join(', ')}.`)
else process.stdout.write(`${await tokens(run.target)(who as Caller)}\n`)
