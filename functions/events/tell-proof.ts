import * as v from 'valibot'
import { readUnverified } from '../domain/jws.ts'
import { checkpointSchema } from '../domain/proofs/checkpoint.ts'
import type { ProofNotice } from '../domain/proofs/notice.ts'
import { statementSchema } from '../domain/proofs/statement.ts'
import { proofTypes, tenantId, thumbprint, time } from '../domain/proofs/types.ts'
import type { AuditorMail, TenantSettings } from '../domain/settings.ts'
import { dayOf } from '../domain/time.ts'
import type { MailContent } from '../mail/parts.ts'
import { checkpointMail, statementMail } from '../mail/proof-mail.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'

const noticeSchema = v.strictObject({
  tenantId,
  kind: v.picklist(['checkpoint', 'statement']),
  id: v.string(),
  jws: v.string(),
  time,
}) satisfies v.GenericSchema<ProofNotice>

/** What came is no proof, or not of the tenant or kind that it says: nobody is mailed, and it ends as a dead letter. */
class UnreadableProof extends Error {
  override readonly name = 'UnreadableProof'
}

const wantedOf = { checkpoint: 'checkpoints', statement: 'statements' } as const satisfies Record<
  ProofNotice['kind'],
  AuditorMail
>

type Write = (settings: TenantSettings, facts: DeploymentFacts, publicUrl: string) => MailContent

/** Mails a checkpoint or a statement to the auditors who want its kind, once each; how many mails that were. */
export async function tellProof(
  found: unknown,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<{ readonly tenantId: string; readonly proof: string; readonly mails: number }> {
  const notice = v.safeParse(noticeSchema, found)
  if (!notice.success) throw new UnreadableProof('the notice has another form')
  const { kind, id, ...named } = notice.output
  const write = mailOf(notice.output)
  const { settings } = await ports.table.noticeFacts(named.tenantId, id)
  const recipients = Object.entries(settings?.auditors ?? {})
    .filter(([, { mails }]) => mails.includes(wantedOf[kind]))
    .map(([auditorId, { name, email }]) => ({ id: auditorId, name, email }))
  const answer = { tenantId: named.tenantId, proof: id }
  if (!settings || recipients.length === 0) return { ...answer, mails: 0 }
  const content = write(settings, facts, publicUrl)
  const mails = await mailOnce(
    {
      recorded: { tenantId: named.tenantId, event: { id } },
      recipients,
      threadId: `proofs.${named.tenantId}`,
      details: { purpose: kind, about: id },
      mailTo: () => content,
    },
    ports,
  )
  return { ...answer, mails }
}

/** Decoded, not verified: a mail program could not tell either. Whoever keeps the mail verifies the proof itself. */
function mailOf(notice: ProofNotice): Write {
  const { kind, id, jws } = notice
  try {
    const { header, claims: found } = readUnverified(jws) ?? {}
    if (header?.typ !== proofTypes[kind]) throw new UnreadableProof('the proof is of another kind')
    const kid = v.parse(thumbprint, header.kid)
    if (kind === 'checkpoint') {
      const claims = ownClaims(notice, v.parse(checkpointSchema, found))
      if (id !== `checkpoint-${dayOf(claims.time)}`) throw new UnreadableProof('it is of another day')
      return (...about) => checkpointMail({ jws, kid, claims }, ...about)
    }
    const claims = ownClaims(notice, v.parse(statementSchema, found))
    if (id !== `statement-${claims.month}`) throw new UnreadableProof('it is of another month')
    return (...about) => statementMail({ jws, kid, claims }, ...about)
  } catch (cause) {
    throw cause instanceof UnreadableProof ? cause : new UnreadableProof('the proof has another form', { cause })
  }
}

function ownClaims<C extends { readonly tenantId: string }>(notice: ProofNotice, claims: C): C {
  if (claims.tenantId !== notice.tenantId) throw new UnreadableProof("it is another tenant's")
  return claims
}
