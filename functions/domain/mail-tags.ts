import { isTenantId, isUlid } from './ids.ts'
import type { RequestKey } from './request.ts'

/** What a mail is about. */
export interface MailAbout {
  /** Of one tenant. */
  readonly requests: readonly RequestKey[]
  /** An id of the tenant's list, or `operator`. */
  readonly recipient: string
}

/** So many requests fit into one mail: SES takes 256 characters of a tag's value, of letters, digits, `_` and `-`. */
export const mostRequestsPerMail = 9

/** SES message tags, by name: they come back with what became of the mail. No address, no name of anybody. */
export const mailTags = ({ requests, recipient }: MailAbout): Readonly<Record<string, string>> => ({
  tenant: requests[0]?.tenantId ?? '',
  request: requests.map(({ ulid }) => ulid).join('_'),
  recipient,
})

/** The tags as SES gives them back, each a list; undefined for a mail that is about no request. */
export function readMailTags(tags: Readonly<Record<string, readonly string[] | undefined>>): MailAbout | undefined {
  const [tenantId = ''] = tags.tenant ?? []
  const [recipient = ''] = tags.recipient ?? []
  const ulids = (tags.request?.[0] ?? '').split('_')
  if (!isTenantId(tenantId) || !ulids.every(isUlid) || !(isUlid(recipient) || recipient === 'operator'))
    return undefined
  return { requests: ulids.map((ulid) => ({ tenantId, ulid })), recipient }
}
