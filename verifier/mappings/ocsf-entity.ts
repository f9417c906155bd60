import type { Exported } from './exported.ts'

/** The thing that an event of Entity Management is about: by the second word of its type. */
export function entityOf({ event }: Exported): {
  readonly uid: string
  readonly type: string
  readonly version?: string
} {
  const { data } = event
  const [, family = 'event'] = event.type.split('.')
  const uids: Readonly<Record<string, string | undefined>> = {
    request: data.requestId,
    environment: data.environmentId,
    brake: data.environmentId,
    link: data.requestId,
    mail: event.id,
    approver: event.id,
    person: event.id,
  }
  return {
    uid: (Object.hasOwn(uids, family) ? uids[family] : undefined) ?? data.tenantId,
    type: family,
    ...(data.version !== undefined && { version: String(data.version) }),
  }
}
