import { type EventDraft, seal } from '../domain/events.ts'
import { maxWrongPerLink } from '../domain/links.ts'
import type { Problem } from '../domain/problems.ts'
import type { AccessRequest, Actor } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import type { Random, StateTable } from '../ports.ts'
import { again } from '../requests/until-committed.ts'
import type { GrantLink, LinkState, OpenLink } from './link-state.ts'

/** What cannot be a code is a slip, not a try: it says nothing about the code, so it is not counted. */
export const noCode: Problem = {
  code: 'WrongCode',
  detail: 'A code has eight characters, like K7F2-QX9M. It is in the mail.',
}

/** Counts a wrong code, of whichever form of the page; the fifth locks the link, and is recorded. */
export async function wrongCode(
  state: OpenLink | GrantLink,
  by: Actor,
  now: Instant,
  ports: { readonly table: StateTable; readonly random: Random },
): Promise<{ readonly state: LinkState; readonly problem: Problem } | typeof again> {
  const { stored, settings, use, link } = state
  const triesLeft = maxWrongPerLink - link.wrong - 1
  const committed = await ports.table.commit([
    { kind: 'count-wrong-code', request: stored.request, link: use },
    ...(triesLeft === 0
      ? [
          {
            kind: 'emit',
            domain: 'link',
            sealed: seal(locked(stored.request, by, now, ports.random.ulid(now)), ports.random.bytes),
          } as const,
        ]
      : []),
  ])
  // Somebody else counted, or decided, at the same moment: look again, so that no try is for free.
  if (!committed.ok) return again
  const problem: Problem = {
    code: triesLeft === 0 ? 'LinkLocked' : 'WrongCode',
    detail:
      triesLeft === 0
        ? 'That was the fifth wrong code: this link is locked. Ask for a fresh mail.'
        : `This is not the code of the mail that this link came with. Tries left: ${triesLeft}.`,
  }
  if (triesLeft > 0) return { state, problem }
  const counted = { ...use, wrongSoFar: use.wrongSoFar + 1, approverWrongSoFar: use.approverWrongSoFar + 1 }
  return {
    state: { kind: 'locked', request: stored.request, settings, use: counted, freshMail: 'offered' },
    problem,
  }
}

const locked = (request: AccessRequest, by: Actor, now: Instant, id: string): EventDraft => ({
  id,
  type: 'lockbox.link.locked',
  tenantId: request.tenantId,
  at: now,
  // Whoever typed the codes had the link, not the code: nobody proved to be the approver.
  actor: { ...by, kind: 'system', method: 'system' },
  request,
  details: { approverId: by.id, wrongCodes: maxWrongPerLink },
})
