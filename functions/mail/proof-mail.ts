import type { Checkpoint } from '../domain/proofs/checkpoint.ts'
import type { Statement } from '../domain/proofs/statement.ts'
import { monthInWords } from '../domain/proofs/statement-text.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { dayOf } from '../domain/time.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { type Frame, frameOf } from './frame.ts'
import { factTable, heading, mailPage, small, subheading, text } from './layout.ts'
import { facts as factLines, keyLines, type MailContent, whyKeep } from './parts.ts'
import { oneLine, paragraph, shorten } from './text.ts'
import { showInstant } from './times.ts'
import type { Fact } from './words.ts'

/** A proof as it came: the JWS itself, and what it says. */
export interface Proof<Claims> {
  readonly jws: string
  /** Thumbprint of the key that it says it is signed with. */
  readonly kid: string
  readonly claims: Claims
}

/** The daily mail that makes a mailbox a witness: what the ledger's newest entry was, and its hash. */
export function checkpointMail(
  { jws, kid, claims }: Proof<Checkpoint>,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
): MailContent {
  const frame = frameOf(settings, facts, publicUrl)
  const day = dayOf(claims.time)
  return mail(frame, {
    subject: `Checkpoint ${day}, entry ${claims.seq}`,
    headline: `Checkpoint of the audit ledger of ${frame.tenantName}`,
    said: [
      `When it was signed the ledger had ${claims.seq === 1 ? 'one entry' : `${claims.seq} entries`}. The hash of the newest one stands for all of them: none can be changed, dropped, added or moved without changing it.`,
    ],
    lines: [
      ...about(frame, claims.tenantId),
      fact('Entry', String(claims.seq)),
      fact('Hash', claims.head),
      ...signed(frame, claims.time, kid),
    ],
    pin: kid,
    attachment: { name: `checkpoint-${claims.seq}.jws`, type: 'application/jose', content: jws },
  })
}

/** The monthly mail: the statement in its own words, its counts, and where the ledger stood. */
export function statementMail(
  { jws, kid, claims }: Proof<Statement>,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
): MailContent {
  const frame = frameOf(settings, facts, publicUrl)
  const { month, counts, entries, head } = claims
  return mail(frame, {
    subject: `Statement for ${monthInWords(month)}`,
    headline: `Statement for ${monthInWords(month)}: ${frame.tenantName}`,
    said: paragraph(claims.text).split(/\n{2,}/),
    counts: Object.entries(countText).map(([name, label]) => fact(label, String(counts[name as keyof typeof counts]))),
    lines: [
      ...about(frame, claims.tenantId),
      fact('Month', month),
      fact('Recorded', entries ? `Entries ${entries.first} to ${entries.last}` : 'No entry in this month'),
      ...(head ? [fact('Entry', String(head.seq)), fact('Hash', head.hash)] : [fact('Entry', 'None yet')]),
      ...signed(frame, claims.time, kid),
    ],
    pin: kid,
    attachment: { name: `statement-${month}.jws`, type: 'application/jose', content: jws },
  })
}

const countText: Readonly<Record<keyof Statement['counts'], string>> = {
  openAtStart: 'Open at the beginning',
  requests: 'Requests',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  canceled: 'Canceled',
  revoked: 'Revoked',
  ended: 'Ended',
  emergencies: 'Emergencies',
  uses: 'Uses',
  notGoverned: 'Not governed',
  drills: 'Fire drills',
}

const fact = (label: string, value: string, ...notes: readonly string[]): Fact => ({ label, value, notes })

const about = ({ tenantName }: Frame, tenantId: string): readonly Fact[] => [fact('Customer', tenantName, tenantId)]

const signed = ({ timeZone }: Frame, at: Instant, kid: string): readonly Fact[] => [
  fact('Signed', showInstant(at, timeZone), at),
  fact('With key', kid),
]

interface Parts {
  readonly subject: string
  readonly headline: string
  readonly said: readonly string[]
  readonly counts?: readonly Fact[]
  readonly lines: readonly Fact[]
  readonly pin: string
  readonly attachment: NonNullable<MailContent['attachments']>[number]
}

const countTitle = 'In this month'
const proofTitle = 'What is signed'
const verifyTitle = 'To verify'

/** What an auditor does with a mail like this, on a machine of their own, without network. */
const ways = (pin: string, file: string): readonly string[] => [
  `The signed proof itself is attached: ${file}. It needs no trust in this mail, nor in whoever sent it.`,
  'Save this mail as a file, say witness.eml. When you want to know whether the record is still the one that this mail saw, fetch the keys and the checkpoints, then export it, take everything to a machine without network, and run:',
  `lockbox audit verify audit.ndjson --checkpoints checkpoints.jws --jwks keys.json --pin ${pin} --witness witness.eml`,
  'Pin only a thumbprint that you know from somewhere else, such as your first mail.',
]

function mail(frame: Frame, parts: Parts): MailContent {
  const { headline, said, counts = [], lines, attachment } = parts
  const vendor = shorten(frame.vendor.name, 60).text
  const subject = `${parts.subject}: ${vendor} Customer Lockbox`
  const how = ways(parts.pin, attachment.name)
  const whyYou = `You get this mail because ${frame.tenantName} has you on its list of auditors; its approvers can take you off it. An answer to it goes to ${oneLine(frame.vendor.supportEmail)}.`
  return {
    subject,
    text: [
      headline,
      ...said,
      ...(counts.length > 0 ? [`${countTitle}\n${factLines(counts)}`] : []),
      `${proofTitle}\n${factLines(lines)}\n${whyKeep}`,
      [`${verifyTitle}`, ...how].join('\n\n'),
      whyYou,
      ...keyLines(frame),
    ].join('\n\n'),
    html: mailPage(frame, subject, [
      heading(headline),
      ...said.map((words) => text(words)),
      ...(counts.length > 0 ? [subheading(countTitle), factTable(counts)] : []),
      subheading(proofTitle),
      factTable(lines),
      small(whyKeep),
      subheading(verifyTitle),
      ...how.map((words) => small(words)),
      small(whyYou),
    ]),
    attachments: [attachment],
  }
}
