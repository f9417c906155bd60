import { commentSides } from '../domain/comments.ts'
import { comparableEmail } from '../domain/identity.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { type CommentRecipient, commentMail } from '../mail/comment-mail.ts'
import { endingView, requestView } from '../mail/views.ts'
import type { Announcement, DecisionFacts } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'
import { confirmed } from './tell-outcome.ts'

/**
 * Mails a comment to those who did not write it: an approver's to the operator and the other approvers, the operator's
 * side's to all approvers whose address is confirmed. The side is the domain that the ledger recorded, never a claim.
 */
export async function tellComment(
  recorded: Announcement,
  { stored, settings }: DecisionFacts,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event } = recorded
  const side = commentSides.find((each) => each === event.data.domain)
  if (!stored || !settings || !side) return 0
  const { request } = stored
  const comment = await ports.table.comment(side, request, event.id)
  if (!comment) return 0
  const about = [request, settings, facts, publicUrl, ports.clock.now()] as const
  const view = endingView(...about) ?? requestView(...about)
  const author = comparableEmail(comment.by.email ?? '')
  const recipients = side === 'approver' ? [operatorOf(request), ...approversOf(settings)] : approversOf(settings)
  return mailOnce(
    {
      recorded,
      request,
      threadId: request.ulid,
      recipients: recipients.filter(({ email }) => comparableEmail(email) !== author),
      details: { purpose: 'comment', commentId: comment.id },
      mailTo: (to) => commentMail(view, comment, to),
    },
    ports,
  )
}

const operatorOf = ({ operator: { name, email } }: AccessRequest): CommentRecipient => ({
  id: 'operator',
  role: 'operator',
  name,
  email,
})

const approversOf = (settings: TenantSettings): readonly CommentRecipient[] =>
  confirmed(settings).map(([id, { name, email }]) => ({ id, role: 'approver', name, email }))
