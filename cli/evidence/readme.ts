import type { Report } from '../../verifier/report.ts'
import { type CompleteExport, isPart, type Range } from '../export/jobs.ts'
import type { Proofs } from './proofs.ts'

export interface About {
  readonly job: CompleteExport
  readonly range: Range
  readonly url: string
  readonly at: string
  readonly rows: number
  readonly proofs: Proofs
  /** Undefined: nothing was recorded in that time. */
  readonly report: Report | undefined
}

/** `README.txt`: what is in the zip, and how to verify it without us. */
export function readme({ job, range, url, at, rows, proofs, report }: About): string {
  const { checkpoints, receipts, statements, later } = proofs
  const time =
    range.from || range.to
      ? `recorded ${[range.from && `from ${range.from}`, range.to && `before ${range.to}`].filter(Boolean).join(', ')}`
      : 'all'
  const verify = [
    'lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json',
    ...(isPart(range) ? ['--part'] : []),
    ...(statements.length > 0 ? ['--statement statements/statement-<month>.jws'] : []),
    ...(receipts.length > 0 ? ['--receipt receipts/receipt-<request>.jws'] : []),
    '--pin <thumbprint>',
  ].join(' \\\n    ')
  return `Evidence from the customer lockbox at ${url}

Organisation: ${report?.tenantId ?? '(nothing was recorded)'}
Entries:      ${time}; ${job.entries === 0 ? 'none' : `${job.entries}, numbers ${job.firstSeq} to ${job.lastSeq}`}
Made:         ${at}

What is in it
  audit.ndjson       the entries of the ledger, oldest first, one a line
  requests.csv       one row for each request that was asked in that time: ${rows}
  requests.json      the same, with everything that is known of them
  checkpoints.jws    ${checkpoints.length} signed checkpoints, one a line
  statements/        ${statements.length} signed statements of whole months
  receipts/          ${receipts.length} signed receipts, one for each request with an outcome in that time
  keys.json          the public keys, as the deployment publishes them
  report.txt, .json  what the verifier said when this was made

${later.length > 0 ? `The outcome of ${later.length} requests came after the last entry; their receipts are in later evidence:\n${later.map((id) => `  ${id}\n`).join('')}\n` : ''}How to verify it, on a machine without network
  The report was made by whoever made this zip: make your own.

  ${verify}

  The thumbprint is the one that you know from elsewhere: the onboarding mail, and the foot of each mail. Without it
  the keys in keys.json vouch for themselves. Mails that you kept are witnesses: --witness mail.eml.
  The format is documented (docs/ledger.md) so that you can write a verifier of your own.

What it does not prove
${(report?.doesNotProve ?? []).map((line) => `  - ${line}\n`).join('')}`
}
