import {
  type Comment,
  type CommentSide,
  commenter,
  commentSides,
  commentsUntil,
  maxComments,
} from '../domain/comments.ts'
import { seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { AccessRequest, Actor } from '../domain/request.ts'
import { isOver } from '../domain/time.ts'
import type { Clock, Random, StateTable, Write } from '../ports.ts'
import { again, untilCommitted } from './until-committed.ts'

/** Longer than a request can take comments: counts are not forgotten before. */
const keepCountFor = 90 * 86_400

/** Who comments on what, and the facts that their right to do so was judged by. */
export interface Commenting {
  readonly request: AccessRequest
  readonly by: Actor
  readonly pins: readonly Write[]
}

/**
 * A question or an answer about a request, from either side: kept under the side's own partition, counted, and mailed
 * to the other side after it is in the ledger. It changes nothing about the request, and its clock goes on.
 */
export const addComment = (
  side: CommentSide,
  text: string,
  read: () => Promise<Outcome<Commenting>>,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<Comment>> =>
  untilCommitted(async () => {
    const judged = await read()
    if (!judged.ok) return judged
    const { request, by, pins } = judged.value
    const now = ports.clock.now()
    if (isOver(commentsUntil(request), now))
      return refused(
        'RequestExpired',
        'This request has been over for more than 28 days; it takes no comments any more.',
      )
    const countKey = (of: CommentSide) => key.countOf(of, 'comments', request)
    const others = commentSides.filter((each) => each !== side)
    const [own = 0, ...ofOthers] = await ports.table.countsOf([side, ...others].map(countKey))
    const below = maxComments - ofOthers.reduce((sum, count) => sum + count, 0)
    if (own >= below) return refused('TooManyRequests', `A request takes at most ${maxComments} comments.`)

    const comment: Comment = { id: ports.random.ulid(now), at: now, by: commenter(side, by), text }
    const committed = await ports.table.commit([
      ...pins,
      { kind: 'add-comment', side, request, comment },
      { kind: 'count', key: countKey(side), below, now, keepFor: keepCountFor },
      {
        kind: 'emit',
        domain: side,
        sealed: seal(
          {
            id: comment.id,
            type: 'lockbox.request.commented',
            tenantId: request.tenantId,
            at: now,
            actor: by,
            request,
            personal: { comment: text },
          },
          ports.random.bytes,
        ),
      },
    ])
    return committed.ok ? done(comment) : again
  }, 'The request is being changed right now. Nothing was written')
