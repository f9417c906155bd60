import { answered } from '../api.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import type { Session } from '../session.ts'
import { printable, type RequestDetail, shownTime, standing } from '../words.ts'

/** As long as the API holds an answer back, at most. */
const waitSeconds = 20
/** While the access is open nothing is held back: how often to look. */
const lookSeconds = 10

const over: ReadonlySet<string> = new Set(['Denied', 'Expired', 'Canceled', 'Revoked', 'Ended'])

/**
 * Shows each change of a request until it is over, or decided. Ctrl-C stops watching and nothing else. A deployment that
 * cannot be reached for a moment is asked again.
 */
export async function watch(session: Session, id: string, untilDecided: boolean): Promise<void> {
  const { io } = session
  let seen: RequestDetail | undefined
  let lost = 0
  try {
    for (;;) {
      const request = await look(session, id, seen).catch(async (error: unknown) => {
        if (!(error instanceof CliError) || error.exit !== 'unreachable' || ++lost > 5) throw error
        await line(io.err, `${error.message}; trying again.`)
        await io.pause(lookSeconds)
        return undefined
      })
      if (!request) continue
      lost = 0
      await tell(session, request, seen)
      seen = request
      if (over.has(request.state) || (untilDecided && request.state !== 'ActionNeeded')) return
      if (request.state !== 'ActionNeeded') await io.pause(lookSeconds)
      if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
    }
  } catch (error) {
    if (!io.interrupted.aborted) throw error
    throw new CliError(
      'interrupted',
      `Stopped watching. The request stays as it is: ${seen?.display ?? 'not seen yet'}.`,
      {
        advice: `Go on: lockbox request watch ${id}\nTake it back: lockbox request cancel ${id}`,
      },
    )
  }
}

/** The first look at once, the others held back. A token may end meanwhile: each look takes a good one. */
async function look(session: Session, id: string, seen: RequestDetail | undefined): Promise<RequestDetail> {
  const api = await session.api('operators')
  const wait = seen?.state === 'ActionNeeded' ? { query: { wait: waitSeconds } } : {}
  return answered(api.GET('/requests/{id}', { params: { path: { id }, ...wait } }))
}

/** Every change on a line of its own; as JSON every state of the request, one a line. */
async function tell({ io, json }: Session, request: RequestDetail, seen: RequestDetail | undefined): Promise<void> {
  const news = (request.comments ?? []).slice(seen?.comments?.length ?? 0)
  const moved = request.version !== seen?.version
  if (json) {
    if (moved || news.length > 0) await line(io.out, JSON.stringify(request))
    return
  }
  const at = shownTime(new Date(io.now()).toISOString())
  if (moved) await line(io.out, `${at}  ${request.display}. ${standing(request, io.now())}`)
  for (const { by, text } of news) await line(io.out, `${at}  ${printable(`${by.name}: ${text}`)}`)
}
