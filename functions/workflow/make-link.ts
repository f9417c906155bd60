import { codeFrom, formatLinkId, macMessage, showCode, storedLinkName } from '../domain/links.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Approver } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import type { CodeMaker, PreparedMail, Random, StoredRequest } from '../ports.ts'

/** A link with its code as the mail shows them, and what the request keeps of both. */
export interface MadeLink {
  readonly shown: { readonly id: string; readonly code: string }
  readonly stored: NonNullable<PreparedMail['link']>
}

/** Makes link and code of one mail; the code is kept as a MAC only. */
export async function makeLink(
  request: AccessRequest,
  [approverId, { email }]: readonly [string, Pick<Approver, 'email'>],
  now: Instant,
  ports: { readonly codes: CodeMaker; readonly random: Random },
): Promise<MadeLink> {
  const id = formatLinkId(request, approverId, ports.random.bytes(16))
  const code = codeFrom(ports.random.bytes(5))
  const mac = await ports.codes.mac(macMessage(id, code, email, request))
  return {
    shown: { id, code: showCode(code) },
    stored: { name: storedLinkName({ text: id, approverId }), stored: { mac, sentAt: now, wrong: 0 } },
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
