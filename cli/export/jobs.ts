import type { components } from '../../contract/client.ts'
import { answered } from '../api.ts'
import { CliError } from '../exit.ts'
import type { Session } from '../session.ts'

export type Export = components['schemas']['AuditExport']
/** An export whose file is there. */
export type CompleteExport = Export & { readonly link: string; readonly sha256: string }

export interface Range {
  readonly from?: string
  readonly to?: string
}

/** Whether an export of this time is meant to be a part of the ledger. */
export const isPart = ({ from, to }: Range): boolean => from !== undefined || to !== undefined

export async function begin(session: Session, { from, to }: Range): Promise<Export> {
  const api = await session.api('customers')
  return answered(api.POST('/audit/exports', { body: { ...(from && { from }), ...(to && { to }) } }), 'customers')
}

/** How far it is. A token may end meanwhile: each look takes a good one, and a complete export has a fresh link. */
export async function look(session: Session, id: string): Promise<Export> {
  const api = await session.api('customers')
  return answered(api.GET('/audit/exports/{id}', { params: { path: { id } } }), 'customers')
}

/** The export, if the deployment still has it. */
export const lookFor = (session: Session, id: string): Promise<Export | undefined> =>
  look(session, id).catch((error: unknown) => {
    if (error instanceof CliError && error.problem?.code === 'NotFound') return undefined
    throw error
  })

/** Waits until the file is written. */
export async function written(
  session: Session,
  begun: Export,
  progress: (job: Export) => void,
): Promise<CompleteExport> {
  const { io } = session
  let job = begun
  for (let seconds = 1; ; seconds = Math.min(seconds + 1, 5)) {
    progress(job)
    if (isComplete(job)) return job
    if (job.state === 'Failed')
      throw new CliError('refused', `The export failed. ${job.detail ?? ''}`.trim(), {
        advice: 'Run the same command again: it begins another one.',
      })
    await io.pause(seconds)
    if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
    job = await look(session, job.id)
  }
}

export const isComplete = (job: Export): job is CompleteExport => job.link !== undefined && job.sha256 !== undefined
