import { codeFrom, formatLinkId, macMessage, type StoredLink, showCode, storedLinkName } from '../domain/links.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import type { CodeMaker, Random, StoredRequest } from '../ports.ts'

/** A link with its code: as it is mailed, and as it is stored. */
export interface MadeLink {
  readonly mailed: { readonly id: string; readonly code: string }
  readonly kept: { readonly name: string; readonly stored: StoredLink }
}

/** A new link of one approver. The code leaves here once, into the mail; what is kept is its MAC. */
export async function makeLink(
  request: AccessRequest,
  approverId: string,
  email: string,
  now: Instant,
  { codes, random }: { readonly codes: CodeMaker; readonly random: Random },
): Promise<MadeLink> {
  const id = formatLinkId(request, approverId, random.bytes(16))
  const code = codeFrom(random.bytes(5))
  const mac = await codes.mac(macMessage(id, code, email, request))
  return {
    mailed: { id, code: showCode(code) },
    kept: { name: storedLinkName({ text: id, approverId }), stored: { mac, sentAt: now, wrong: 0 } },
  }
}

/** The oldest links of an approver: with the one that comes, `kept` are left. */
export function obsoleteLinks(stored: StoredRequest, approverId: string, kept: number): readonly string[] {
  return Object.entries(stored.links)
    .filter(([name]) => name.startsWith(`${approverId}.`))
    .sort(([, a], [, b]) => (a.sentAt < b.sentAt ? 1 : -1))
    .slice(kept - 1)
    .map(([name]) => name)
}
