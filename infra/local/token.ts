// `npm run -s token -- <who>`: prints an access token of a seeded person, or of support tooling.
import { Command } from 'commander'
import { runs } from './run-file.ts'
import { type Caller, tokens } from './tokens.ts'

const [who = ''] = new Command('npm run -s token --')
  .description('Prints an access token for the newest running `npm start`.')
  .argument('<who>', 'a person that `npm start` lists, or "tooling"')
  .parse().args

const fail = (message: string) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const [run] = runs()
if (!run) fail('Nothing runs that could give a token. Start it with: npm start')
else if (who !== 'tooling' && !Object.hasOwn(run.target.people, who))
  fail(`There is no "${who}". There are: tooling, ${Object.keys(run.target.people).join(', ')}.`)
else process.stdout.write(`${await tokens(run.target)(who as Caller)}\n`)
