import PostalMime from 'postal-mime'
import { NotVerifiable } from './findings.ts'
import { kindOf } from './proof.ts'

/** What a mail says of the ledger. */
export interface Witness {
  readonly about: string
  /** The organisation whose request it is about; undefined where the mail names none. */
  readonly tenantId: string | undefined
  readonly entries: readonly { readonly seq: number; readonly type: string | undefined; readonly hash: string }[]
  /** Compact JWS: checkpoints, statements and receipts, of its attachments. */
  readonly proofs: readonly string[]
}

/** The lines as the mails have them; what others wrote stands in them behind `> `, and cannot look like that. */
const facts = /^ {2}Entry: (\d{1,16})\r?\n(?: {2}Event: ([\w.]+)\r?\n)? {2}Hash: ([0-9a-f]{64})\r?$/gm
const compactJws = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g
/** The line that names the request: "In doubt, open … and look for <id>". */
const requestLine = /look for ([a-z0-9-]{1,40})\.[0-9A-HJKMNP-TV-Z]{26}\s*$/m
/** The same in a mail that has lost its text part: without its tags, the first place of all, as others' words come last. */
const factsOfHtml = /\bEntry\s+(\d{1,16})\s+(?:Event\s+([\w.]+)\s+)?Hash\s+([0-9a-f]{64})\b/

/** Reads a mail as it lies in a mailbox (RFC 5322, `.eml`). Throws `NotVerifiable` when it says nothing of a ledger. */
export async function readWitness(mail: string | Uint8Array, about: string): Promise<Witness> {
  const { text: plain, html = '', attachments, subject } = await PostalMime.parse(mail)
  const text = plain ?? html.replaceAll(/<[^>]*>/g, ' ')
  const matches = plain === undefined ? [factsOfHtml.exec(text) ?? []] : [...text.matchAll(facts)]
  const entries = matches.flatMap(([, seq, type, hash]) => (seq && hash ? [{ seq: Number(seq), type, hash }] : []))
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
      'Give a mail of the lockbox as it lies in the mailbox, saved with all its headers (.eml): one about an outcome or a change, or one with a checkpoint.',
    )
  return { about: name, tenantId: requestLine.exec(text)?.[1], entries, proofs: [...new Set(proofs)] }
}
