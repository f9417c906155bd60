import { setTimeout as sleep } from 'node:timers/promises'
import Table from 'cli-table3'
import { api } from './api.ts'
import type { Target } from './target.ts'

interface Entry {
  readonly seq: number
  readonly recordedAt: string
  readonly hash: string
  readonly event: {
    readonly type: string
    readonly data: {
      readonly requestId?: string
      readonly before?: string
      readonly after?: string
      readonly environmentId?: string
      readonly actor: { readonly kind: string; readonly method: string }
    }
  }
  readonly personal: Readonly<Record<string, { readonly value: string }>>
}

/** The audit trail as the tenant's auditor reads it, oldest first, once it contains all of `types`. */
export async function auditTrail(
  target: Target,
  from: string,
  types: readonly string[],
  seconds = 20,
): Promise<readonly Entry[]> {
  const auditor = api(target).as('auditor')
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(500)) {
    const entries: Entry[] = []
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({ from, limit: '100', ...(cursor && { cursor }) })
      const answer = await auditor.get(`/audit?${query}`)
      if (answer.status !== 200) throw new Error(`the audit trail answered ${answer.status}: ${answer.text}`)
      entries.push(...(answer.body.items as readonly Entry[]))
      cursor = answer.body.cursor
    } while (cursor)
    const seen = new Set(entries.map(({ event }) => event.type))
    const missing = types.filter((type) => !seen.has(type))
    if (missing.length === 0) return entries.reverse()
    if (Date.now() > deadline) throw new Error(`not in the audit trail after ${seconds} s: ${missing.join(', ')}`)
  }
}

/** Who asked, when, and what was decided. Mails about the same thing, one after the other, share a line. */
export function auditTable(entries: readonly Entry[]): string {
  const table = new Table({
    head: ['seq', 'UTC', 'event', 'who', 'how proven', 'request', 'state', 'hash'],
    style: { head: [], border: [], compact: true },
  })
  for (const group of grouped(entries)) {
    const [{ seq, recordedAt, event, personal }, last] = [group[0], group[group.length - 1] ?? group[0]]
    const { actor, requestId, before, after } = event.data
    table.push([
      last.seq === seq ? seq : `${seq}-${last.seq}`,
      recordedAt.slice(11, 19),
      event.type.replace('lockbox.', ''),
      personal['actor.name']?.value ?? actor.kind,
      actor.method,
      requestId ? `…${requestId.slice(-6)}` : '',
      [before, after].filter(Boolean).join(' → '),
      last.hash.slice(0, 8),
    ])
  }
  return table.toString()
}

type Group = [Entry, ...Entry[]]

function grouped(entries: readonly Entry[]): readonly Group[] {
  const groups: Group[] = []
  for (const entry of entries) {
    const former = groups.at(-1)
    const { type, data } = entry.event
    if (
      former &&
      type === 'lockbox.mail.sent' &&
      former[0].event.type === type &&
      former[0].event.data.requestId === data.requestId
    )
      former.push(entry)
    else groups.push([entry])
  }
  return groups
}
