import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseDuration } from '../../functions/domain/time.ts'
import { configuration } from '../deployments/sandbox.ts'
import { allowPlainHttp, complete } from './completion.ts'
import { bootstrap, deploy, type Overrides, synthesize } from './deploy.ts'
import { localAws } from './environment.ts'
import { filesRoleArn, makeFilesRole } from './files-role.ts'
import { startInbox } from './inbox.ts'
import { startMiniStack } from './ministack.ts'
import { sandboxes } from './paths.ts'
import { newPeople, tenants } from './people.ts'
import { freePort, loopback } from './ports.ts'
import { leftBehind } from './processes.ts'
import { type Programs, watchedPrograms } from './programs.ts'
import type { Progress } from './progress.ts'
import { installedPython } from './python.ts'
import { machinesOf, seed } from './seed.ts'
import type { Target } from './target.ts'

/** Id of the API in every local AWS: its URLs stay the same from start to start. */
const apiId = '10c4b0c5'
/** The same of the sample data service. */
const sampleApiId = '5a3b1e5e'

export interface SandboxOptions {
  /** ISO 8601; how long a request waits for a decision. */
  readonly approvalWindow: string
  /** ISO 8601; how long an approved request opens the door. */
  readonly accessPeriod: string
  /** Taken when they are free. @default - any free ports */
  readonly preferredPorts?: { readonly aws: number; readonly inbox: number; readonly smtp: number }
  /** An AWS that runs already is used instead of one of our own. */
  readonly endpoint?: string
  readonly progress: Progress
  /** Breaks off a start that is under way. */
  readonly signal?: AbortSignal
}

/** A deployment of one's own, on a local AWS with an inbox, seeded and ready. */
export interface Sandbox {
  readonly target: Target
  /** Where mail is to be sent, for an AWS that is not ours. */
  readonly smtpPort: number
  /** Settles when one of its programs ends on its own: says which and how. */
  readonly broken: Promise<string>
  /** Ends its programs and removes its files. */
  readonly stop: () => Promise<void>
}

/** Starts a fresh sandbox; when that fails, or is broken off, nothing of it is left. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = ownFolder()
  const programs = watchedPrograms()
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])])
  const stop = async () => {
    await programs.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  // A program that ends on its own breaks a start that is under way, too.
  void programs.broken.then((how) => failed.abort(new Error(how)))
  try {
    return { ...(await start({ ...options, signal }, folder, programs, failed)), broken: programs.broken, stop }
  } catch (error) {
    await stop()
    // Why it was broken off says more than what was broken off.
    throw signal.aborted ? signal.reason : error
  }
}

async function start(
  options: SandboxOptions & { readonly signal: AbortSignal },
  folder: string,
  programs: Programs,
  failed: AbortController,
): Promise<{ readonly target: Target; readonly smtpPort: number }> {
  const { progress, signal } = options
  const ports = {
    aws: await freePort(options.preferredPorts?.aws),
    inbox: await freePort(options.preferredPorts?.inbox),
    smtp: await freePort(options.preferredPorts?.smtp),
  }
  const endpoint = options.endpoint ?? `http://${loopback}:${ports.aws}`
  const local = { region: localAws.region, endpoint }
  const place = { endpoint, folder, signal }
  const overrides: Overrides = {
    approvalWindow: options.approvalWindow,
    accessPeriod: options.accessPeriod,
    publicUrl: localOrigin(apiId, endpoint),
    apiId,
    sample: { service: 'database', apiId: sampleApiId },
    // A service that operators work on with AWS's own tools.
    catalogue: configuration.catalogue.map((service) =>
      service.id === 'files' ? { ...service, awsRoleArn: filesRoleArn } : service,
    ),
  }

  const inboxStarted = () =>
    progress.step('inbox (maildev)', async () =>
      programs.watch(await startInbox({ smtpPort: ports.smtp, webPort: ports.inbox, folder })),
    )
  const awsPrepared = async () => {
    if (!options.endpoint) {
      const python = await installedPython((work) => progress.step('local AWS, installed once (pip)', work), signal)
      await progress.step('local AWS (MiniStack)', async () =>
        programs.watch(await startMiniStack({ python, port: ports.aws, smtpPort: ports.smtp, folder })),
      )
    }
    await progress.step('cdk bootstrap', () => bootstrap(place))
    await allowPlainHttp(local)
  }
  // One after the other would take half as long again: synthesizing needs no AWS.
  const [inbox] = await allOrNone(failed, [
    inboxStarted(),
    awsPrepared(),
    progress.step('cdk synth', () => synthesize(place, overrides)),
  ])

  const { stackName, outputs } = await progress.step('cdk deploy', () => deploy(place))
  const target = await progress.step('tenants, approvers and people', async () => {
    signal.throwIfAborted()
    await complete(local, stackName)
    const seeded: Target = {
      ...local,
      stackName,
      outputs,
      apiUrl: overrides.publicUrl,
      sampleUrl: localOrigin(sampleApiId, endpoint),
      tokenUrl: `${endpoint}/oauth2/token`,
      ...(await machinesOf({ ...local, outputs })),
      inboxUrl: inbox.url,
      approvalWindow: parseDuration(options.approvalWindow) ?? 0,
      accessPeriod: parseDuration(options.accessPeriod) ?? 0,
      people: newPeople(),
      tenants,
    }
    await makeFilesRole(seeded)
    await seed(seeded)
    signal.throwIfAborted()
    return seeded
  })
  return { target, smtpPort: ports.smtp }
}

/** The origin of an API on the local AWS. */
const localOrigin = (id: string, endpoint: string): string =>
  `http://${id}.execute-api.localhost:${new URL(endpoint).port || '80'}`

/** Waits for all; the first failure breaks off the others, and is thrown once they have ended. */
async function allOrNone<const T extends readonly Promise<unknown>[]>(failed: AbortController, all: T) {
  for (const one of all) one.catch((error: unknown) => failed.abort(error))
  await Promise.allSettled(all)
  return Promise.all(all)
}

/** A folder for this sandbox; those of processes that are gone without having stopped theirs are removed. */
function ownFolder(): string {
  const { folder, start } = sandboxes
  for (const left of leftBehind(folder, start)) rmSync(left, { recursive: true, force: true })
  return mkdtempSync(join(folder, `${start}${process.pid}-`))
}
