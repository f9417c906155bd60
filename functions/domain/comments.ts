import type { AccessRequest, Actor } from './request.ts'
import { type Instant, plusSeconds } from './time.ts'
import { overFrom } from './transitions.ts'

/** The two sides that talk about a request; each writes under its own partition (`key.comment`). */
export const commentSides = ['operator', 'approver'] as const
export type CommentSide = (typeof commentSides)[number]

/** One question or answer about a request. The request's clock goes on meanwhile. */
export interface Comment {
  /** A ULID, and the id of its event. */
  readonly id: string
  readonly at: Instant
  readonly by: {
    readonly kind: 'operator' | 'approver' | 'vendor-admin'
    readonly name: string
    readonly email?: string
  }
  readonly text: string
}

/** How many comments a request may have, of both sides together. */
export const maxComments = 50
/** Most characters of a comment. */
export const maxCommentText = 1200
const daysAfterwards = 28

/** Until when comments on a request are taken: 28 days after it is over. */
export const commentsUntil = (request: AccessRequest): Instant =>
  plusSeconds(overFrom(request), daysAfterwards * 86_400)

/** Who wrote a comment: on the approvers' side always an approver, whatever an item says. */
export const commenter = (side: CommentSide, by: Pick<Actor, 'kind' | 'id' | 'name' | 'email'>): Comment['by'] => ({
  kind: side === 'approver' ? 'approver' : by.kind === 'vendor-admin' ? 'vendor-admin' : 'operator',
  name: by.name ?? by.email ?? by.id,
  ...(by.email && { email: by.email }),
})
