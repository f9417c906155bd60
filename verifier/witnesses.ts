import { bytesOfBase64url } from '../functions/domain/digest.ts'
import { NotVerifiable } from './findings.ts'
import { kindOf } from './proof.ts'

/** What a mail says of the ledger. */
export interface Witness {
  readonly about: string
  /** The organisations that it names. Empty: it names none. */
  readonly tenants: ReadonlySet<string>
  readonly entries: readonly { readonly seq: number; readonly type: string | undefined; readonly hash: string }[]
  /** Compact JWS: checkpoints, statements and receipts, of its attachments. */
  readonly proofs: readonly string[]
}

/** The lines as the mails have them; what others wrote stands in them behind `> `, and cannot look like that. */
const facts = /^ {2}Entry: (\d{1,16})\n(?: {2}Event: ([\w.]+)\n)? {2}Hash: ([0-9a-f]{64})$/gm
const compactJws = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g
/** The lines that name an organisation: by a request of it, or by its id behind its name. */
const naming = [
  /^ {2}Request: ([a-z0-9-]{1,40})\.[0-9A-HJKMNP-TV-Z]{26}$/gm,
  /^(?!>).*\blook for ([a-z0-9-]{1,40})\.[0-9A-HJKMNP-TV-Z]{26}$/gm,
  /^ {2}Customer: .*; ([a-z0-9-]{1,40})$/gm,
]

/** Reads a mail as it lies in a mailbox (RFC 5322, `.eml`). Throws `NotVerifiable` when it says nothing of a ledger. */
export async function readWitness(mail: string | Uint8Array, about: string): Promise<Witness> {
  // Most verifications have no mails.
  const { default: PostalMime } = await import('postal-mime')
  const { text: plain = '', attachments, subject } = await PostalMime.parse(mail)
  const text = plain.replaceAll('\r\n', '\n')
  const entries = [...text.matchAll(facts)].flatMap(([, seq, type, hash]) =>
    seq && hash ? [{ seq: Number(seq), type, hash }] : [],
  )
  const attached = attachments.map(({ content }) =>
    typeof content === 'string' ? content : new TextDecoder().decode(content),
  )
  // Never from the text: what others wrote stands in it, and a proof that is none would accuse.
  const proofs = attached.flatMap((part) => part.match(compactJws) ?? []).filter((jws) => kindOf(jws))
  const name = subject ? `${about} (“${subject}”)` : about
  if (entries.length + proofs.length === 0)
    throw new NotVerifiable(
      'NoWitness',
      `${name} names no entry of a ledger.`,
      'Give a mail of the lockbox as it lies in the mailbox, saved with all its headers and its text (.eml): one about an outcome or a change, or one with a checkpoint.',
    )
  const named = naming.flatMap((line) => [...text.matchAll(line)].map(([, tenantId = '']) => tenantId))
  return {
    about: name,
    tenants: new Set([...named, ...proofs.flatMap(tenantIn)]),
    entries,
    proofs: [...new Set(proofs)],
  }
}

/** Whether a mail speaks of this ledger: it names no organisation, or this one among others. */
export const isAbout = ({ tenants }: Witness, tenantId: string | undefined): boolean =>
  tenantId === undefined || tenants.size === 0 || tenants.has(tenantId)

/** Whose ledger a proof is about by its claims, whoever signed it. */
function tenantIn(jws: string): readonly string[] {
  try {
    const claims = JSON.parse(new TextDecoder().decode(bytesOfBase64url(jws.split('.')[1] ?? '')))
    return typeof claims?.tenantId === 'string' ? [claims.tenantId] : []
  } catch {
    return []
  }
}
