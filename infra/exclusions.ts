import type { Service } from '../functions/domain/settings.ts'

/** A name or reason as a table's cell: Markdown does not get to see markup in it. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#&!]/g, '\\$&')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** The page that says what the lockbox of a deployment does not govern: generated, so that it says what the code does. */
export function exclusionsPage(vendor: string, catalogue: readonly Service[]): string {
  const covered = catalogue.filter((service) => service.covered)
  const not = catalogue.filter((service) => !service.covered)
  const name = cell(vendor)
  return `# What the lockbox does not govern

This page is generated from a deployment's catalogue, here that of the sandbox: \`npm run exclusions\` writes it, and a test
holds it against the configuration. For your own, name the configuration and a file:

\`\`\`sh
LOCKBOX_DEPLOYMENT=my-company npm run exclusions -- exclusions.md
\`\`\`

Whatever is excluded here is not unseen: asking for it is answered with \`NotRequired\` and the basis, and the ledger of the
organisation records that, once an hour for each operator, environment and service.

## Services of ${name}

${
  not.length === 0
    ? 'Every service of the catalogue is covered: none is excluded.'
    : `For these access needs **no approval**, whatever the policy says (basis \`ServiceNotCovered\`):

${table(
  ['service', 'id', 'why'],
  not.map((service) => [cell(service.name), `\`${service.id}\``, cell(service.reason ?? '')]),
)}`
}

${
  covered.length === 0
    ? 'No service of the catalogue is covered.'
    : `For these it does:

${table(
  ['service', 'id'],
  covered.map((service) => [cell(service.name), `\`${service.id}\``]),
)}`
}

When a deployment changes this, every organisation whose policy is on has it in its ledger
(\`lockbox.catalogue.changed\`), and everybody on its lists gets a mail.

## Whatever the service

| what | basis | whose decision it is |
|---|---|---|
| the lockbox policy is off | \`PolicyOff\` | the organisation's |
| the environment is not managed | \`EnvironmentNotManaged\` | the organisation's; a new environment is managed |

A request that was opened while the policy was on stays governed to its end, whatever is switched meanwhile.

## What else does not wait for an approval

- **Emergency access** opens without an approval, for those of the vendor who may break the glass, for hours and not for days. All
  approvers are told at once, and can stop it.
- **A token** that a data service checks by itself, without asking the lockbox, is good for at most 5 minutes after its grant was
  ended or revoked; AWS credentials, where a deployment gives them out, for at most 15.
- **To move an environment** to another organisation, both switch their policy off first, and on again afterwards; all of it is
  in both ledgers.
- **Who administers the AWS account** can go around any software in it. What shows that afterwards is in the
  [ledger's page](ledger.md#what-it-does-not-prove).
`
}
