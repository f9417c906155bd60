import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportLine } from '../../functions/domain/export-line.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { invoke } from './functions.ts'
import { lockbox } from './lockbox-command.ts'
import { type Witness, witnessOf } from './proof-witness.ts'
import type { Target } from './target.ts'
import { tokens } from './tokens.ts'
import type { Tell } from './tour-parts.ts'

/** Exit codes of `lockbox audit verify`. */
const [holds, tampered, forked] = [0, 6, 7]

/** The export comes last: what it is to be held against is older than it then. */
const takeAway = (receipt: Witness['requestId']) => [
  ['audit', 'checkpoints', '--out', 'checkpoints.jws'],
  ['audit', 'keys', '--out', 'keys.json'],
  ['audit', 'receipt', receipt, '--out', `receipt-${receipt}.jws`],
  ['audit', 'export', '--out', 'audit.ndjson'],
]

/** The last story of the demo: what an auditor takes home, and finds out there without trusting anybody. */
export function proofTour(target: Target, tell: Tell) {
  const { name, tenantId = '' } = target.people.auditor
  const { approver } = target.people

  /** Verifies what is in the folder, tells the first sentence and what was found first. */
  const verify = async (folder: string, { requestId, thumbprint }: Witness, expected: number): Promise<void> => {
    const { code, out, err } = await lockbox(folder, [
      ...['audit', 'verify', 'audit.ndjson', '--checkpoints', 'checkpoints.jws', '--jwks', 'keys.json'],
      ...['--pin', thumbprint, '--receipt', `receipt-${requestId}.jws`, '--witness', 'outcome.eml'],
    ])
    const [headline = err.trim()] = out.split('\n')
    tell(`→ ${headline || err.trim()}`)
    for (const line of out.split('\nWhat was found\n')[1]?.split('\n').slice(0, 3) ?? []) tell(line)
    if (code !== expected) throw new Error(`lockbox audit verify ended with ${code}, not ${expected}: ${err}`)
  }

  const story = async (folder: string): Promise<void> => {
    const at = { url: target.apiUrl, token: await tokens(target)('auditor') }
    const call = async (args: readonly string[]): Promise<void> => {
      const { code, err } = await lockbox(folder, args, at)
      if (code !== holds) throw new Error(`lockbox ${args.join(' ')} ended with ${code}: ${err}`)
    }
    const witness = await witnessOf(target, approver.email)
    const { mail, requestId, thumbprint } = witness
    tell(`${approver.name} has kept a mail, "${mail.subject}": it names a hash, and at its foot the key ${thumbprint}`)
    writeFileSync(join(folder, 'outcome.eml'), mail.raw)
    for (const args of takeAway(requestId)) await call(args)
    const file = join(folder, 'audit.ndjson')
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const put = (changed: readonly string[]) => writeFileSync(file, changed.map((line) => `${line}\n`).join(''))
    tell(`${name} takes the ledger of ${tenantId} away: ${lines.length} entries, checkpoints, keys, and a receipt`)
    tell('At home, without a network, it is verified with the key and the hash of that mail')
    await verify(folder, witness, holds)

    tell('Somebody changes one word in the file: a request for reading becomes one for writing')
    put(changedAt(lines, requestId))
    await verify(folder, witness, tampered)

    tell('Somebody takes the newer half of it away')
    put(lines.slice(0, Math.floor(lines.length / 2)))
    await verify(folder, witness, tampered)

    tell('The vendor itself changes that word, and hashes everything anew behind it: the file holds in itself')
    put(rehashed(changedAt(lines, requestId)))
    await verify(folder, witness, forked)

    tell('For the working papers there is one command')
    await call(['evidence', '--out', 'evidence.zip', '--pin', thumbprint])
    const size = Math.ceil(statSync(join(folder, 'evidence.zip')).size / 1024)
    tell(`→ evidence.zip, ${size} KB: entries, requests, receipts, checkpoints, keys, and what the verifier says`)
  }

  return {
    verify: async (): Promise<void> => {
      // It is signed once an hour; who takes the ledger away now need not wait for it.
      await invoke(target, 'CheckpointFunction', { tenantId })
      const folder = mkdtempSync(join(tmpdir(), 'lockbox-auditor-'))
      try {
        await story(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

/** The lines, with another level in the one that began this request. */
function changedAt(lines: readonly string[], requestId: string): readonly string[] {
  const levels = { read: 'write', write: 'read' } as const
  const index = lines.findIndex((line) => line.includes(requestId) && line.includes('"accessLevel":'))
  if (index < 0) throw new Error(`the ledger has no request ${requestId}`)
  return lines.with(
    index,
    (lines[index] ?? '').replace(
      /"accessLevel":"(read|write)"/,
      (_, level: 'read' | 'write') => `"accessLevel":"${levels[level]}"`,
    ),
  )
}

/** The same events as a chain that holds in itself: all that somebody can make who has the ledger and no key. */
function rehashed(lines: readonly string[]): readonly string[] {
  let head: LedgerEntry | undefined
  return lines.map((line) => {
    const { event, personal } = JSON.parse(line) as LedgerEntry
    const { domain, seq: _, recordedAt, ...data } = event.data
    head = appendTo(head, domain, { event: { ...event, data }, personal }, recordedAt)
    return exportLine(head).trimEnd()
  })
}
