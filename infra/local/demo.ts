// `npm run demo`: the whole story, unattended: requests that are approved, denied and never answered; an access that is
// used and taken back; an emergency; an environment that moves; an auditor who verifies it all.
import { styleText } from 'node:util'
import { formatDuration } from '../../functions/domain/time.ts'
import { auditTable, auditTrail } from './audit-table.ts'
import { doorTour } from './door-tour.ts'
import { progressOn } from './progress.ts'
import { proofTour } from './proof-tour.ts'
import { runs } from './run-file.ts'
import { startSandbox } from './sandbox.ts'
import type { Target } from './target.ts'
import { tour } from './tour.ts'

/** Longer than this nobody wants to watch a request expire. */
const longestWait = 120

/** Short, but enough to be read along. */
const ownWindow = 'PT30S'

const say = (text: string) => process.stdout.write(`${text}\n`)
const tell = (line: string) => say(`   ${line}`)
const chapter = (title: string) => say(`\n${styleText('bold', title)}`)

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () =>
    stopped.signal.aborted ? process.exit(1) : stopped.abort(new Error(`stopped by ${signal}`)),
  )

/** Runs something on a sandbox of our own, and takes it away again, whatever happens. */
async function onOwnSandbox(work: (target: Target) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({
    approvalWindow: ownWindow,
    accessPeriod: 'PT8H',
    progress: progressOn(process.stderr),
    signal: stopped.signal,
  })
  const broken = sandbox.broken.then((how) => {
    throw new Error(how)
  })
  try {
    await Promise.race([work(sandbox.target), broken, untilStopped()])
  } finally {
    await sandbox.stop()
  }
}

const untilStopped = () =>
  new Promise<never>((_, reject) => stopped.signal.addEventListener('abort', () => reject(stopped.signal.reason)))

async function decisions(target: Target): Promise<void> {
  chapter('1. A request that is approved')
  await tour(target, tell).approve()
  chapter('2. A request that is denied')
  await tour(target, tell).deny()
  chapter('3. An access that the customer takes back')
  await doorTour(target, tell).revoke()
  chapter('4. An emergency')
  await doorTour(target, tell).emergency()
  chapter('5. An environment that moves to another organisation')
  await doorTour(target, tell).migrate()
}

async function expiry(target: Target): Promise<void> {
  chapter('6. A request that nobody answers')
  await tour(target, tell).expire()
}

async function proof(target: Target): Promise<void> {
  chapter('7. The auditor takes the ledger away and verifies it')
  await proofTour(target, tell).verify()
}

/** What the trail holds after the stories in which somebody answers; of an emergency only the day's first four are let in. */
const answered = ['approved', 'ended', 'denied', 'revoked'] as const

async function audit(target: Target, from: string, events: readonly string[]): Promise<void> {
  chapter("The audit trail, as the tenant's auditor reads it")
  say(
    auditTable(
      await auditTrail(
        target,
        from,
        events.map((event) => `lockbox.request.${event}`),
      ),
    ),
  )
}

async function demo(): Promise<void> {
  const [run] = runs()
  if (!run) {
    say('Nothing runs yet: the demo starts its own customer lockbox, and stops it afterwards.')
    return onOwnSandbox(async (target) => {
      const from = new Date().toISOString()
      await decisions(target)
      await expiry(target)
      await audit(target, from, [...answered, 'expired'])
      await proof(target)
    })
  }
  const from = new Date().toISOString()
  say(`The demo runs on ${run.target.apiUrl} (process ${run.pid}); its mails are in ${run.target.inboxUrl}.`)
  await Promise.race([decisions(run.target), untilStopped()])
  if (run.target.approvalWindow <= longestWait) {
    await Promise.race([expiry(run.target), untilStopped()])
    await audit(run.target, from, [...answered, 'expired'])
    return proof(run.target)
  }
  await audit(run.target, from, answered)
  await proof(run.target)
  say(
    `\nThere a request waits ${formatDuration(run.target.approvalWindow)} for a decision. One that expires is shown on another start.`,
  )
  return onOwnSandbox(async (target) => {
    const from = new Date().toISOString()
    await expiry(target)
    await audit(target, from, ['expired'])
  })
}

try {
  await demo()
  say('\nThat was the demo.')
  process.exit(0)
} catch (error) {
  process.stderr.write(
    styleText('red', `\nThe demo ended early: ${error instanceof Error ? error.message : String(error)}\n`),
  )
  process.exit(1)
}
