import { styleText } from 'node:util'
import Table from 'cli-table3'
import { formatDuration } from '../../functions/domain/time.ts'
import type { Target } from './target.ts'

/** What `npm start` tells once it is ready. */
export function welcome(
  target: Target,
  /** Ports that were wished for. */
  preferred: readonly number[],
  seconds: number,
): string {
  const { apiUrl, inboxUrl, tenants, people } = target
  const title = (text: string) => styleText('bold', text)
  const used = new Set([apiUrl, inboxUrl].map((url) => Number(new URL(url).port)))
  const taken = preferred.filter((port) => !used.has(port))

  const signIns = plainTable(['who', 'e-mail', 'password', 'groups', 'tenant'])
  for (const p of Object.values(people))
    signIns.push([p.who, p.email, p.password, p.groups.join(', '), p.tenantId ?? ''])
  const places = tenants.map(
    (t) =>
      `  ${t.id} (${t.name}, ${t.timeZone}): ` +
      t.environments.map((e) => (e.managed ? e.id : `${e.id} (not managed)`)).join(', '),
  )

  return [
    '',
    title(`Ready after ${seconds.toFixed(0)} s.`),
    '',
    `  Admin centre  ${apiUrl}/`,
    `  API           ${apiUrl}`,
    `  Inbox         ${inboxUrl}`,
    `  Data service  ${target.sampleUrl} (docs/guard.md)`,
    ...taken.map((port) => `  Port ${port} is taken by something else.`),
    `  A request waits ${formatDuration(target.approvalWindow)} for a decision; an approval opens the door for at most ${formatDuration(target.accessPeriod)}.`,
    '',
    title('Tenants and their environments'),
    ...places,
    '',
    title('Sign-ins to the admin centre, of this start only; a token: npm run -s token -- <who>'),
    signIns.toString(),
    '',
    title('Try'),
    '',
    '1. Start a request as support tooling does, then look into the inbox:',
    '',
    startCommand(apiUrl),
    '',
    '2. Watch the whole story, unattended:',
    '',
    '  npm run demo',
    '',
    "3. Read the tenant's audit trail as its auditor:",
    '',
    `  curl -s ${apiUrl}/audit \\\n    -H "authorization: Bearer $(npm run -s token -- auditor)"`,
    '',
    '4. Take it away as a file, with all that vouches for it, and what our verifier says of it:',
    '',
    `  LOCKBOX_TOKEN="$(npm run -s token -- auditor)" npm run -s lockbox -- \\\n    evidence --url ${apiUrl} --out evidence.zip`,
    '',
    'Ctrl-C stops and removes it all.',
    '',
  ].join('\n')
}

/** Columns without lines between them. */
const plainTable = (head: readonly string[]) =>
  new Table({
    head: [...head],
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
      ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '  ', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })

function startCommand(apiUrl: string): string {
  const body = {
    tenantId: 'acme-bank',
    environmentId: 'production',
    service: 'database',
    reason: { type: 'CustomerInitiatedSupport', detail: 'The nightly export fails.' },
    supportTicket: 'T-1001',
    operator: { id: 'olivia.meier@vendor.example', name: 'Olivia Meier', email: 'olivia.meier@vendor.example' },
  }
  return [
    `  curl -s ${apiUrl}/requests \\`,
    '    -H "authorization: Bearer $(npm run -s token -- tooling)" \\',
    "    -H 'content-type: application/json' \\",
    `    -d '${JSON.stringify(body)}'`,
  ].join('\n')
}
