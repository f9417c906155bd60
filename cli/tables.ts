import Table from 'cli-table3'
import {
  type AuditEntry,
  type LockboxRequest,
  printable,
  type RequestDetail,
  type RequestRow,
  shownTime,
  standing,
} from './words.ts'

/** A table without colours: it looks the same in a pipe. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) made.push(row.map(printable))
  return made.toString()
}

export const requestsTable = (requests: readonly LockboxRequest[]): string =>
  table(
    ['id', 'state', 'environment', 'service', 'level', 'ticket', 'operator', 'requested'],
    requests.map((request) => [
      request.id,
      request.display,
      request.environmentId,
      request.service,
      request.granted?.accessLevel ?? request.accessLevel,
      request.supportTicket ?? '',
      request.operator.name,
      shownTime(request.requestedAt),
    ]),
  )

/** One request, a line for each thing that is known of it. */
export function requestCard(request: LockboxRequest | RequestDetail, now: number): string {
  const { operator, reason, granted, decided, closed, incident, acknowledged } = request
  const step = (what: string, done: LockboxRequest['decided']): readonly (readonly [string, string])[] =>
    done
      ? [
          [what, `${shownTime(done.at)}, ${done.by.name ?? done.by.email ?? done.by.kind} (${done.method})`],
          ...(done.reason ? [['', `"${done.reason}"`] as const] : []),
        ]
      : []
  const rows: readonly (readonly [string, string])[] = [
    ['request', request.id],
    ['state', request.display],
    ['what', `${request.service} in ${request.environmentName} (${request.environmentId}) of ${request.tenantId}`],
    ['asked', `${request.accessLevel}, ${request.accessPeriod}, at ${shownTime(request.requestedAt)}`],
    ['operator', `${operator.name} <${operator.email}>${operator.client ? `, by client ${operator.client}` : ''}`],
    ['reason', `${reason.type}${request.supportTicket ? `, ticket ${request.supportTicket}` : ''}`],
    ['', reason.detail],
    ...(incident === undefined ? [] : [['incident', incident] as const]),
    ...(request.extends ? [['goes on from', request.extends] as const] : []),
    ...(granted
      ? [
          [
            'granted',
            `${granted.accessLevel}, ${granted.accessPeriod}, until ${shownTime(granted.accessUntil)}`,
          ] as const,
        ]
      : []),
    ...step('decided', decided),
    ...(acknowledged
      ? [
          [
            'acknowledged',
            `${shownTime(acknowledged.at)}, ${acknowledged.by.name ?? acknowledged.by.email ?? ''}`,
          ] as const,
        ]
      : []),
    ...('uses' in request && request.uses ? usesRows(request.uses) : []),
    ...step('closed', closed),
    ...('comments' in request ? request.comments : []).flatMap(({ at, by, text }) => [
      ['comment', `${shownTime(at)}, ${by.name}`] as const,
      ['', text] as const,
    ]),
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  const lines = rows.flatMap(([what, text]) =>
    text.split(/\r?\n/).map((part, i) => `${(i === 0 ? what : '').padEnd(width)}  ${printable(part)}`.trimEnd()),
  )
  return [...lines, '', standing(request, now)].join('\n')
}

/** What a grant was used for, so far. */
function usesRows({ check, pass }: NonNullable<RequestDetail['uses']>): readonly (readonly [string, string])[] {
  const between = ({ firstAt, lastAt }: { readonly firstAt: string; readonly lastAt: string }) =>
    firstAt === lastAt ? shownTime(firstAt) : `${shownTime(firstAt)} to ${shownTime(lastAt)}`
  if (!check && !pass) return [['used', 'never']]
  return [
    ...(check ? [['used', `${check.count} times, ${between(check)}`] as const] : []),
    ...(pass ? [['tokens', `${pass.count} given out, ${between(pass)}`] as const] : []),
  ]
}

export const auditTable = (entries: readonly AuditEntry[]): string =>
  table(
    ['seq', 'recorded', 'event', 'who', 'how', 'request', 'state', 'hash'],
    entries.map(({ seq, recordedAt, event, personal, hash }) => {
      const data = event.data as {
        readonly actor?: { readonly kind?: string; readonly method?: string }
        readonly requestId?: string
        readonly before?: string
        readonly after?: string
      }
      return [
        String(seq),
        shownTime(recordedAt),
        event.type.replace('lockbox.', ''),
        personal['actor.name']?.value ?? personal['actor.email']?.value ?? data.actor?.kind ?? '',
        data.actor?.method ?? '',
        data.requestId ? `…${data.requestId.slice(-6)}` : '',
        [data.before, data.after].filter(Boolean).join(' → '),
        hash.slice(0, 8),
      ]
    }),
  )

export const requestRowsTable = (rows: readonly RequestRow[]): string =>
  table(
    ['request', 'asked', 'operator', 'environment', 'service', 'ticket', 'decided by', 'used', 'outcome', 'entries'],
    rows.map(({ requestId, asked, operator, decided, used, outcome, seqs, ...row }) => [
      requestId,
      shownTime(asked.at),
      operator.name ?? operator.email ?? operator.id ?? 'erased',
      row.environmentId,
      row.service,
      row.supportTicket ?? '',
      decided ? `${doerOf(decided.by)} (${decided.by.method})` : '',
      used ? `${used.accesses}${row.partial ? '+' : ''}` : '',
      [outcome, row.emergency && 'emergency', row.drill && 'drill'].filter(Boolean).join(', '),
      seqs.join(', '),
    ]),
  )

const doerOf = ({ kind, name, email, id }: RequestRow['asked']['by']): string => name ?? email ?? id ?? kind
