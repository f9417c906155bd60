import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Finding, NotVerifiable } from '../../verifier/findings.ts'
import type { Report } from '../../verifier/report.ts'
import { verify } from '../../verifier/verify.ts'
import { type Proofs, proofsOf } from '../evidence/proofs.ts'
import { readme } from '../evidence/readme.ts'
import { requestsCsv } from '../evidence/requests-csv.ts'
import { rowsIn } from '../evidence/rows.ts'
import { writeZip } from '../evidence/zip.ts'
import { CliError } from '../exit.ts'
import { isPart, type Range } from '../export/jobs.ts'
import { progressOn } from '../export/progress.ts'
import { takeExport } from '../export/take.ts'
import { type Io, line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { headline, shownReport } from '../verify/shown.ts'
import { refuseExisting } from '../whole-file.ts'

export interface EvidenceOptions extends Range {
  readonly out: string
  readonly pin: readonly string[]
}

/**
 * Everything that an auditor asks for of a time, in one zip, with the verifier's report. The events lie beside it until it is
 * written, so that the same command goes on after an interruption.
 */
export async function evidence(session: Session, { out, pin, ...range }: EvidenceOptions): Promise<void> {
  const { io } = session
  refuseExisting(out)
  const file = `${out}.events`
  // Whole, of a run that came no further: what was recorded since would be missing.
  await rm(file, { force: true })
  const job = await takeExport(session, file, range)
  const progress = progressOn(io)
  try {
    const rows = await rowsIn(file)
    const proofs = await proofsOf(job, rows, range, new Date(io.now()).toISOString(), session, progress.say)
    progress.say('Verifying')
    const report = job.entries === 0 ? undefined : withCuts(await reportOn(file, proofs, pin, range, io), proofs.cuts)
    progress.say('Writing')
    const at = new Date(io.now())
    const about = { job, range, url: session.url(), at: at.toISOString(), rows: rows.length, proofs, report }
    const texts = {
      'README.txt': readme(about),
      'requests.csv': requestsCsv(rows),
      'requests.json': json(rows),
      'checkpoints.jws': lines(proofs.checkpoints),
      'keys.json': json(proofs.keys),
      'report.txt': `${asked(range)}\n${report ? shownReport(report) : nothing(proofs.cuts)}\n`,
      'report.json': json(report ?? (proofs.cuts.length > 0 ? { outcome: 'tampered', findings: proofs.cuts } : null)),
      ...Object.fromEntries(proofs.statements.map(({ month, jws }) => [statementFile(month), lines([jws])])),
      ...Object.fromEntries(proofs.receipts.map(({ requestId, jws }) => [receiptFile(requestId), lines([jws])])),
    }
    await writeZip(out, { files: { 'audit.ndjson': file }, texts }, at, io.interrupted)
    await rm(file, { force: true })
    progress.end()
    if (!report && proofs.cuts.length > 0)
      throw new CliError('tampered', nothing(proofs.cuts), { advice: `Read report.txt in ${out}.` })
    await told(session, out, report, job.entries)
  } finally {
    progress.end()
  }
}

const asked = ({ from, to }: Range): string =>
  `Asked for: ${from || to ? `recorded ${[from && `from ${from} on`, to && `before ${to}`].filter(Boolean).join(', ')}` : 'all'}`

/** Of an export without entries. */
const nothing = ([cut]: readonly Finding[]): string =>
  cut
    ? `TAMPERED. The export has no entries, and ${cut.about} names ${cut.expected}.`
    : 'Nothing was recorded in this time.'

/** What the export leaves out of the time that was asked for is as grave as what is cut off a file. */
const withCuts = (report: Report, cuts: readonly Finding[]): Report =>
  cuts.length === 0 ? report : { ...report, outcome: 'tampered', findings: [...cuts, ...report.findings] }

/** What does not hold is in the zip too, and the command ends as the verifier does. */
async function told(session: Session, out: string, report: Report | undefined, entries: number): Promise<void> {
  if (session.json) await print(session, { file: out, entries, outcome: report?.outcome ?? 'holds' }, () => '')
  else await line(session.io.err, `${entries} entries and what vouches for them in ${out}.`)
  if (!report) return
  if (report.outcome !== 'holds')
    throw new CliError(report.outcome, headline(report), { advice: `Read report.txt in ${out}.` })
  if (!session.json) await line(session.io.err, headline(report))
}

async function reportOn(file: string, proofs: Proofs, pins: readonly string[], range: Range, io: Io): Promise<Report> {
  const named = (name: string, jws: string) => ({ name, content: jws })
  try {
    return await verify({
      lines: createReadStream(file),
      signal: io.interrupted,
      checkpoints: lines(proofs.checkpoints),
      keys: proofs.keys,
      pins,
      part: isPart(range),
      receipts: proofs.receipts.map(({ requestId, jws }) => named(receiptFile(requestId), jws)),
      statements: proofs.statements.map(({ month, jws }) => named(statementFile(month), jws)),
    })
  } catch (error) {
    if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
    if (error instanceof NotVerifiable) throw new CliError('refused', error.message, { advice: error.advice })
    throw error
  }
}

/** Names of an auditor's files, as `docs/ledger.md` has them. */
const receiptFile = (requestId: string): string => `receipts/receipt-${requestId}.jws`
const statementFile = (month: string): string => `statements/statement-${month}.jws`

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const lines = (all: readonly string[]): string => all.map((one) => `${one}\n`).join('')
