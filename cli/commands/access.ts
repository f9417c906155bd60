import { answered } from '../api.ts'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { printable, shownTime } from '../words.ts'

export interface CheckOptions {
  readonly operator: string
  readonly tenant: string
  readonly environment: string
  readonly level?: 'read' | 'write'
  readonly action?: string
  readonly resource?: string
}

/** Asks, as a data service, whether an operator may in; a no ends as a refusal. */
export async function check(session: Session, options: CheckOptions): Promise<void> {
  const { operator, tenant: tenantId, environment: environmentId, level, action, resource } = options
  const api = await session.api('operators', 'lockbox/check')
  const answer = await answered(
    api.POST('/access/check', {
      body: {
        operator,
        tenantId,
        environmentId,
        ...(level && { accessLevel: level }),
        ...(action && { action }),
        ...(resource && { resource }),
      },
    }),
  )
  const { basis, requestId, until } = answer
  // Whatever is not a plain yes is a no.
  const allowed = answer.allowed === true
  if (allowed || session.json)
    await print(session, answer, () =>
      printable(
        [`Allowed: ${basis}`, until && `until ${shownTime(until)}`, requestId && `request ${requestId}`]
          .filter(Boolean)
          .join(', '),
      ),
    )
  if (!allowed)
    throw new CliError('refused', `Not allowed: ${basis}.`, {
      advice: requestId
        ? `The newest request: lockbox request show ${requestId}`
        : 'They ask with: lockbox request start',
    })
}

/** Gets a token for a data service: it alone goes to the standard output, so that a script can take it. */
export async function token(session: Session, id: string): Promise<void> {
  const api = await session.api('operators')
  const answer = await answered(api.POST('/requests/{id}/access-token', { params: { path: { id } }, body: {} }))
  await print(session, answer, () => answer.token)
  if (!session.json)
    await line(session.io.err, printable(`For ${answer.audience}, until ${shownTime(answer.expiresAt)}.`))
}
