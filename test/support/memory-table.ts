import { transactItem } from '../../functions/adapters/state/writes.ts'
import { type Comment, commenter } from '../../functions/domain/comments.ts'
import type { Confirmation } from '../../functions/domain/confirmation.ts'
import { sha256Hex } from '../../functions/domain/digest.ts'
import { lookAfterClosing } from '../../functions/domain/duties.ts'
import { undescribed } from '../../functions/domain/event-types/reference.ts'
import type { SealedEvent } from '../../functions/domain/events.ts'
import type { ExportJob } from '../../functions/domain/exports.ts'
import { type Key, key, parseDoorKey } from '../../functions/domain/keys.ts'
import type { Notice } from '../../functions/domain/notice.ts'
import type { Proposal } from '../../functions/domain/proposal.ts'
import type { AccessRequest, RequestKey } from '../../functions/domain/request.ts'
import type { Environment, EnvironmentMark, TenantSettings } from '../../functions/domain/settings.ts'
import { isOver, minuteOf, plusSeconds } from '../../functions/domain/time.ts'
import type { Committed, Door, StateTable, StoredAnswer, StoredRequest, Uses, Write } from '../../functions/ports.ts'

const present = <K extends string, T>(name: K, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: T }

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
const nameOf = (k: Key): string => `${k.pk} ${k.sk}`

/** The item that a write is about. */
function itemName(write: Write): string {
  const { Put, Update, Delete, ConditionCheck } = transactItem('', write)
  const { pk, sk } = (Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {}) as unknown as Key
  return nameOf({ pk, sk })
}

/**
 * The `State` table in memory, with the same conditions as the adapter on DynamoDB: use cases are tried against it by
 * the thousand, and crashed at will. What the two have in common is held by `test/adapters`.
 */
export class MemoryTable implements StateTable {
  readonly requests = new Map<string, Mutable<StoredRequest>>()
  readonly doors = new Map<string, Door>()
  readonly outbox = new Map<string, SealedEvent>()
  readonly settingsOf = new Map<string, TenantSettings>()
  readonly environmentsOf = new Map<string, Environment>()
  /** The customer's marks on environments; `marked` reads one. */
  readonly managedMarks = new Map<string, EnvironmentMark>()
  /** Until when emergencies are refused. */
  readonly brakes = new Map<string, string>()
  readonly confirmations = new Map<string, Confirmation>()
  readonly notices = new Map<string, Notice>()
  readonly proposals = new Map<string, Proposal>()
  readonly latest = new Map<string, string>()
  readonly answers = new Map<string, StoredAnswer & { readonly until: string }>()
  readonly counts = new Map<string, number>()
  readonly marks = new Set<string>()
  /** By the key of the uses. */
  readonly usesBy = new Map<string, Uses & { readonly minute?: string }>()
  readonly exports = new Map<string, ExportJob>()
  /** Ids of tenants. */
  readonly registry = new Set<string>()
  readonly said = new Map<string, { readonly request: RequestKey; readonly comment: Comment }>()
  /** What a stream would deliver: keys, in order. */
  readonly changes: { readonly key: Key; readonly cause: 'inserted' | 'modified' }[] = []

  commit = async (writes: readonly Write[]): Promise<Committed> => {
    const names = writes.map(itemName)
    const twice = names.filter((name, i) => names.indexOf(name) !== i)
    if (twice.length > 0) throw new Error(`DynamoDB takes one look at an item in a transaction: ${twice.join(', ')}`)
    const lost = writes.filter((write) => !this.#holds(write))
    if (lost.length > 0) {
      return { ok: false, failed: lost.map((write) => write.kind) }
    }
    for (const write of writes) this.#apply(write)
    return { ok: true }
  }

  startFacts: StateTable['startFacts'] = async (ask) => {
    const { tenantId, environmentId } = ask
    const settings = this.settingsOf.get(tenantId)
    const environment = this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))
    const latestUlid = this.latest.get(nameOf(key.latest(tenantId, environmentId, ask.operatorId, ask.service)))
    const answer = ask.answerKey && this.answers.get(nameOf(ask.answerKey))
    return {
      ...(settings && { settings }),
      ...(environment && { environment }),
      unmanaged: this.managedMarks.get(nameOf(key.unmanaged(tenantId, environmentId)))?.managed === false,
      ...(latestUlid && { latestUlid }),
      ...(answer && !isOver(answer.until, ask.now) && { answer }),
      startsThisHour: this.counts.get(nameOf(ask.countKey)) ?? 0,
      noted: this.counts.has(nameOf(ask.notedKey)),
      ...present('former', ask.former && this.#stored(ask.former)?.request),
    }
  }

  decisionFacts: StateTable['decisionFacts'] = async (request) => {
    const stored = this.#stored(request)
    const settings = this.settingsOf.get(request.tenantId)
    return { ...(stored && { stored }), ...(settings && { settings }) }
  }

  request: StateTable['request'] = async (k) => this.#stored(k)
  settings: StateTable['settings'] = async (tenantId) => this.settingsOf.get(tenantId)
  environment: StateTable['environment'] = async (tenantId, environmentId) =>
    this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))

  listByOperator: StateTable['listByOperator'] = async (operatorId) => ({
    items: this.#all().filter((r) => r.operator.id === operatorId),
  })
  listByTenant: StateTable['listByTenant'] = async (tenantId) => ({
    items: this.#all().filter((r) => r.tenantId === tenantId),
  })

  createSettings: StateTable['createSettings'] = async (settings, sealed) => {
    if (this.settingsOf.has(settings.tenantId)) return false
    this.settingsOf.set(settings.tenantId, settings)
    this.registry.add(settings.tenantId)
    this.#apply({ kind: 'emit', domain: 'vendor-admin', sealed })
    return true
  }

  prepareMails: StateTable['prepareMails'] = async (k, prepared, obsoleteLinks, now, wish, reminder) => {
    const item = this.requests.get(nameOf(key.request(k)))
    if (item?.request.version !== k.version || (wish && item.mailWanted?.id !== wish.id)) return false
    if (reminder && item.reminded !== reminder.former) return false
    if (reminder) item.reminded = now
    const links = { ...item.links }
    for (const name of obsoleteLinks) delete links[name]
    for (const { link } of prepared) if (link) links[link.name] = link.stored
    item.links = links
    const mails = prepared.flatMap(({ approverId, mail }) => (mail ? [[approverId, mail] as const] : []))
    item.mails = { ...item.mails, ...Object.fromEntries(mails) }
    if (wish && item.mailWanted) item.mailWanted = { ...item.mailWanted, takenAt: now }
    this.#changed(key.request(k))
    return true
  }

  finishWish: StateTable['finishWish'] = async (k, wish) => {
    const item = this.requests.get(nameOf(key.request(k)))
    if (!item || item.mailWanted?.id !== wish.id) return
    delete item.mailWanted
    this.#changed(key.request(k))
  }

  noteSettled: StateTable['noteSettled'] = async ({ request, dueAt }, next) => {
    const item = this.requests.get(nameOf(key.request(request)))
    if (!item || item.request.version !== request.version || item.dueAt !== dueAt) return
    item.settled = request.version
    delete item.taskToken
    delete item.dueAt
    if (next) item.dueAt = next
    this.#changed(key.request(request))
  }
  noteLook: StateTable['noteLook'] = async (stored, look) => {
    const item = this.requests.get(nameOf(key.request(stored.request)))
    if (item?.request.version !== stored.request.version) return false
    if (item.attempt !== stored.attempt || item.dueAt !== stored.dueAt) return false
    delete item.dueAt
    delete item.handed
    if (look.next) item.dueAt = look.next
    if (look.handed) item.handed = look.handed
    if (look.acknowledgeAsked) item.acknowledgeAsked = look.acknowledgeAsked
    if (look.attempt !== undefined) {
      item.attempt = look.attempt
      delete item.taskToken
      delete item.settled
    }
    this.#changed(key.request(stored.request))
    return true
  }

  told: StateTable['told'] = async (keys) => new Set(keys.filter((k) => this.marks.has(nameOf(k))).map((k) => k.sk))

  confirmation: StateTable['confirmation'] = async (tenantId, approverId) =>
    this.confirmations.get(nameOf(key.confirm(tenantId, approverId)))
  confirmationFacts: StateTable['confirmationFacts'] = async (tenantId, approverId) => ({
    ...present('settings', this.settingsOf.get(tenantId)),
    ...present('confirmation', this.confirmations.get(nameOf(key.confirm(tenantId, approverId)))),
  })
  prepareConfirmation: StateTable['prepareConfirmation'] = async (confirmation, mac, now) => {
    const { tenantId, approverId, wanted, takenAt, attempts } = confirmation
    const found = this.confirmations.get(nameOf(key.confirm(tenantId, approverId)))
    if (!found?.dueAt || found.wanted !== wanted || found.takenAt !== takenAt) return false
    this.#setConfirmation(tenantId, approverId, (c) => ({
      ...c,
      mac,
      takenAt: now,
      attempts: attempts + 1,
      wrong: 0,
    }))
    return true
  }
  finishConfirmation: StateTable['finishConfirmation'] = async ({ tenantId, approverId, wanted }) => {
    if (this.confirmations.get(nameOf(key.confirm(tenantId, approverId)))?.wanted !== wanted) return
    this.#setConfirmation(tenantId, approverId, ({ dueAt: _, ...c }) => c)
  }
  environments: StateTable['environments'] = async (tenantId) =>
    [...this.environmentsOf.values()]
      .filter((environment) => environment.tenantId === tenantId)
      .map((environment) => ({
        environment,
        ...present('mark', this.managedMarks.get(nameOf(key.unmanaged(tenantId, environment.environmentId)))),
        ...present('brakeUntil', this.brakes.get(nameOf(key.brake(tenantId, environment.environmentId)))),
      }))
  environmentFacts: StateTable['environmentFacts'] = async (tenantId, environmentId) => ({
    ...present('settings', this.settingsOf.get(tenantId)),
    ...present('environment', this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))),
    ...present('mark', this.managedMarks.get(nameOf(key.unmanaged(tenantId, environmentId)))),
    ...present('brakeUntil', this.brakes.get(nameOf(key.brake(tenantId, environmentId)))),
  })
  emergencyFacts: StateTable['emergencyFacts'] = async (tenantId, environmentId, countKey) => ({
    ...present('settings', this.settingsOf.get(tenantId)),
    ...present('environment', this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))),
    ...present('brakeUntil', this.brakes.get(nameOf(key.brake(tenantId, environmentId)))),
    unmanaged: this.managedMarks.get(nameOf(key.unmanaged(tenantId, environmentId)))?.managed === false,
    openedToday: this.counts.get(nameOf(countKey)) ?? 0,
  })
  noticeFacts: StateTable['noticeFacts'] = async (tenantId, eventId) => ({
    ...present('notice', this.notices.get(nameOf(key.notice(tenantId, eventId)))),
    ...present('settings', this.settingsOf.get(tenantId)),
  })
  proposalFacts: StateTable['proposalFacts'] = async (tenantId) => ({
    ...present('settings', this.settingsOf.get(tenantId)),
    ...present('proposal', this.proposals.get(tenantId)),
  })
  tenantRequests: StateTable['tenantRequests'] = async (tenantId, list, limit, after) => {
    const { state, notState, supportTicket, environmentId, operator, from, to } = list
    const fits = (r: AccessRequest) =>
      (!state || r.state === state) &&
      r.state !== notState &&
      (!supportTicket || r.supportTicket === supportTicket) &&
      (!environmentId || r.environmentId === environmentId) &&
      (!operator || r.operator.id === operator || r.operator.email === operator) &&
      (!from || r.requestedAt >= from) &&
      (!to || r.requestedAt < to)
    const found = this.#all()
      .filter((r) => r.tenantId === tenantId && fits(r) && (!after || r.ulid < after.ulid))
      .sort((a, b) => (a.ulid < b.ulid ? 1 : -1))
    const requests = found.slice(0, limit)
    const last = found.length > limit ? requests.at(-1) : undefined
    return { requests, ...(last && { next: { ulid: last.ulid, requestedAt: last.requestedAt } }) }
  }

  doorsOf: StateTable['doorsOf'] = async (tenantId, of) =>
    [...this.doors].flatMap(([name, door]) => {
      // What the door itself says of that decides nothing: a test may have it lie.
      const [pk = '', sk = ''] = name.split(' ')
      const place = parseDoorKey({ pk, sk })
      const fits =
        place?.request.tenantId === tenantId &&
        (!of || (place.environmentId === of.environmentId && (!of.operatorId || place.operatorId === of.operatorId)))
      return fits ? [{ ...door, ...place }] : []
    })

  comments: StateTable['comments'] = async (request) =>
    [...this.said.values()]
      .filter((said) => said.request.tenantId === request.tenantId && said.request.ulid === request.ulid)
      .map(({ comment }) => comment)
      .sort((a, b) => (a.id < b.id ? -1 : 1))

  comment: StateTable['comment'] = async (side, request, id) =>
    this.said.get(nameOf(key.comment(side, request, id)))?.comment

  countsOf: StateTable['countsOf'] = async (keys) => keys.map((k) => this.counts.get(nameOf(k)) ?? 0)

  namedEnvironments: StateTable['namedEnvironments'] = async (tenantId) =>
    [...this.environmentsOf.values()].filter((environment) => environment.tenantId === tenantId)

  drillFacts: StateTable['drillFacts'] = async (tenantId, countKey) => {
    const settings = this.settingsOf.get(tenantId)
    const latestUlid = this.latest.get(nameOf(key.drill(tenantId)))
    const environments = await this.namedEnvironments(tenantId)
    return {
      ...(settings && { settings }),
      environments,
      unmanaged: new Set(
        environments
          .map(({ environmentId }) => environmentId)
          .filter((id) => this.managedMarks.get(nameOf(key.unmanaged(tenantId, id)))?.managed === false),
      ),
      ...(latestUlid && { latestUlid }),
      startsToday: this.counts.get(nameOf(countKey)) ?? 0,
    }
  }

  accessPlace: StateTable['accessPlace'] = async ({ tenantId, environmentId, operatorId, service }) => ({
    ...present('settings', this.settingsOf.get(tenantId)),
    ...present('environment', this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))),
    unmanaged: this.managedMarks.get(nameOf(key.unmanaged(tenantId, environmentId)))?.managed === false,
    ...present('latestUlid', this.latest.get(nameOf(key.latest(tenantId, environmentId, operatorId, service)))),
  })

  requestStanding: StateTable['requestStanding'] = async (request) => {
    const found = this.#stored(request)?.request
    return found && { state: found.state, expiresAt: found.expiresAt, ...present('granted', found.granted) }
  }

  usesOf: StateTable['usesOf'] = async (grant) => {
    const of = (domain: 'check' | 'pass') => {
      const { minute: _, ...uses } = this.usesBy.get(nameOf(key.uses(domain, grant))) ?? {}
      return 'count' in uses ? { [domain]: uses } : {}
    }
    return { ...of('check'), ...of('pass') }
  }

  register: StateTable['register'] = async (tenantId) => {
    this.registry.add(tenantId)
  }
  shownRequest: StateTable['shownRequest'] = async (k) => this.#stored(k)?.request
  grantsOf: StateTable['grantsOf'] = async (operatorId) =>
    this.#all()
      .filter((r) => r.operator.id === operatorId && ['Approved', 'Emergency'].includes(r.state))
      .map(({ tenantId, ulid }) => ({ tenantId, ulid }))
  openOn: StateTable['openOn'] = async (tenantId, environmentId) =>
    this.#all()
      .filter((r) => r.tenantId === tenantId && r.environmentId === environmentId)
      .filter((r) => ['ActionNeeded', 'Approved', 'Emergency'].includes(r.state))
      .map(({ ulid }) => ({ tenantId, ulid }))
  migrationFacts: StateTable['migrationFacts'] = async ({ environmentId, from, to }) => {
    const side = (tenantId: string) => ({
      ...present('settings', this.settingsOf.get(tenantId)),
      ...present('environment', this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))),
    })
    return { from: side(from), to: side(to) }
  }

  /** What the state machine's direct integration does. */
  park(k: RequestKey, taskToken: string): boolean {
    const item = this.requests.get(nameOf(key.request(k)))
    if (!item?.awaiting) return false
    item.taskToken = taskToken
    this.#changed(key.request(k))
    return true
  }

  #stored(k: RequestKey): StoredRequest | undefined {
    const item = this.requests.get(nameOf(key.request(k)))
    return item && structuredClone(item)
  }

  #all(): AccessRequest[] {
    return [...this.requests.values()].map((item) => item.request)
  }

  #changed(k: Key, cause: 'inserted' | 'modified' = 'modified'): void {
    this.changes.push({ key: k, cause })
  }

  #holds(write: Write): boolean {
    switch (write.kind) {
      case 'create-request':
        return !this.requests.has(nameOf(key.request(write.request)))
      case 'move-request': {
        const item = this.requests.get(nameOf(key.request(write.before)))
        if (!item || item.request.version !== write.before.version || item.request.state !== write.before.state)
          return false
        const over = isOver(item.request.expiresAt, write.now)
        if (write.before.state === 'ActionNeeded' && over !== (write.after.state === 'Expired')) return false
        return !write.link || this.#uncounted(item, write.link)
      }
      case 'count-wrong-code': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return item?.request.version === write.request.version && this.#uncounted(item, write.link)
      }
      case 'want-mail': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        const free =
          item?.request.version === write.request.version &&
          item.mailWanted?.id === write.former?.id &&
          !item.links[write.link.name]?.replaced
        return item !== undefined && free === true && this.#uncounted(item, write.link)
      }
      case 'mail-results':
        return this.requests.has(nameOf(key.request(write.request)))
      case 'open-door':
        return !this.doors.has(this.#doorName(write.door))
      case 'pin-settings':
        return this.settingsOf.get(write.tenantId)?.version === write.version
      case 'pin-tenant':
        return this.settingsOf.has(write.tenantId)
      case 'pin-existing':
        return this.requests.has(nameOf(key.request(write.request)))
      case 'pin-request':
        return this.#stored(write.request)?.request.version === write.request.version
      case 'pin-environment': {
        const environment = this.environmentsOf.get(nameOf(key.environment(write.tenantId, write.environmentId)))
        if (!environment || environment.movedTo) return false
        return write.version === undefined || environment.version === write.version
      }
      case 'pin-managed':
        return this.managedMarks.get(nameOf(key.unmanaged(write.tenantId, write.environmentId)))?.managed !== false
      case 'change-settings':
        return this.settingsOf.get(write.after.tenantId)?.version === write.before.version
      case 'set-managed': {
        const mark = this.managedMarks.get(nameOf(key.unmanaged(write.tenantId, write.environmentId)))
        return (mark?.version ?? 0) === write.formerVersion
      }
      case 'put-notice':
        return !this.notices.has(nameOf(key.notice(write.notice.tenantId, write.notice.eventId)))
      case 'count-wrong-code-of-confirmation':
        return this.#sameConfirmation(write.confirmation)
      case 'close-confirmation':
        return !write.used || this.#sameConfirmation(write.used)
      case 'put-proposal':
        return this.proposals.get(write.proposal.tenantId)?.state !== 'waiting'
      case 'close-proposal': {
        const found = this.proposals.get(write.proposal.tenantId)
        return found?.id === write.proposal.id && found.state === 'waiting'
      }
      case 'want-confirmation':
        return true
      case 'pin-not-open': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return !item || item.request.state !== 'ActionNeeded' || isOver(item.request.expiresAt, write.now)
      }
      case 'set-latest':
        return this.latest.get(this.#latestName(write.request)) === write.formerUlid
      case 'remember-answer': {
        const answer = this.answers.get(nameOf(write.key))
        return !answer || isOver(answer.until, write.now)
      }
      case 'count':
        return (this.counts.get(nameOf(write.key)) ?? 0) < write.below
      case 'put-environment': {
        const { tenantId, environmentId } = write.environment
        const environment = this.environmentsOf.get(nameOf(key.environment(tenantId, environmentId)))
        return environment?.version === write.formerVersion && !environment?.movedTo
      }
      case 'mark-told':
        return !this.marks.has(nameOf(write.key))
      case 'record-use': {
        const { minute = '' } = this.usesBy.get(nameOf(key.uses(write.domain, write.grant))) ?? {}
        return !write.oncePerMinute || minute < minuteOf(write.now)
      }
      case 'note-warned': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return item?.request.version === write.request.version && !item.warned
      }
      case 'note-delivery': {
        const mail = this.requests.get(nameOf(key.request(write.request)))?.mails[write.recipient]
        return mail !== undefined && (!mail.delivery || mail.delivery.at <= write.delivery.at)
      }
      case 'pin-door': {
        const { recordedSeq } = this.doors.get(this.#doorName(write.door)) ?? {}
        return recordedSeq !== undefined && recordedSeq === write.door.recordedSeq
      }
      case 'pin-link': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return item !== undefined && this.#uncounted(item, write.link)
      }
      case 'put-export':
        return !this.exports.has(nameOf(key.export(write.job.tenantId, write.job.id)))
      case 'emit':
        return !this.outbox.has(this.#outboxName(write))
      case 'close-door':
        return true
      case 'want-mails': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return item?.awaiting === true && item.mailWanted?.id === write.former?.id
      }
      case 'close-found-door':
        return this.doors.has(this.#doorName(write.door))
      case 'add-comment':
        return !this.said.has(nameOf(key.comment(write.side, write.request, write.comment.id)))
      case 'set-latest-drill':
        return this.latest.get(nameOf(key.drill(write.request.tenantId))) === write.formerUlid
      case 'pin-no-brake': {
        const until = this.brakes.get(nameOf(key.brake(write.tenantId, write.environmentId)))
        return until === undefined || isOver(until, write.now)
      }
      case 'put-brake':
        return true
      case 'lift-brake':
        return this.brakes.get(nameOf(key.brake(write.tenantId, write.environmentId))) === write.until
      case 'acknowledge': {
        const item = this.requests.get(nameOf(key.request(write.request)))
        return item?.request.version === write.request.version && item.request.acknowledged === undefined
      }
    }
  }

  #apply(write: Write): void {
    switch (write.kind) {
      case 'create-request':
        this.requests.set(nameOf(key.request(write.request)), {
          request: write.request,
          links: {},
          wrongCodes: {},
          mails: {},
          awaiting: write.request.state === 'ActionNeeded',
          dueAt: write.dueAt,
          attempt: 1,
        })
        return this.#changed(key.request(write.request), 'inserted')
      case 'move-request': {
        const item = this.#item(write.before)
        item.request = write.after
        item.awaiting = false
        delete item.mailWanted
        delete item.dueAt
        const dueAt = write.dueAt ?? lookAfterClosing(write.after)
        if (dueAt) item.dueAt = dueAt
        if (write.forgetToken) delete item.taskToken
        return this.#changed(key.request(write.before))
      }
      case 'count-wrong-code': {
        const item = this.#item(write.request)
        const { name, approverId, wrongSoFar, approverWrongSoFar } = write.link
        const link = item.links[name]
        if (link) item.links = { ...item.links, [name]: { ...link, wrong: wrongSoFar + 1 } }
        item.wrongCodes = { ...item.wrongCodes, [approverId]: approverWrongSoFar + 1 }
        return this.#changed(key.request(write.request))
      }
      case 'want-mail': {
        const item = this.#item(write.request)
        const link = item.links[write.link.name]
        if (link) item.links = { ...item.links, [write.link.name]: { ...link, replaced: true } }
        item.mailWanted = write.wanted
        item.dueAt = write.dueAt
        return this.#changed(key.request(write.request))
      }
      case 'mail-results': {
        const item = this.#item(write.request)
        item.mails = { ...item.mails, ...write.mails }
        return this.#changed(key.request(write.request))
      }
      case 'open-door':
        this.doors.set(this.#doorName(write.door), write.door)
        return
      case 'close-door': {
        const { tenantId, environmentId, operator, ulid } = write.request
        this.doors.delete(nameOf(key.door(tenantId, environmentId, operator.id, ulid)))
        return
      }
      case 'want-mails': {
        const item = this.#item(write.request)
        item.mailWanted = write.wanted
        item.dueAt = write.dueAt
        return this.#changed(key.request(write.request))
      }
      case 'close-found-door':
        this.doors.delete(this.#doorName(write.door))
        return
      case 'add-comment':
        this.said.set(nameOf(key.comment(write.side, write.request, write.comment.id)), {
          request: write.request,
          comment: { ...write.comment, by: commenter(write.side, { id: '', ...write.comment.by }) },
        })
        return
      case 'set-latest-drill':
        this.latest.set(nameOf(key.drill(write.request.tenantId)), write.request.ulid)
        return
      case 'set-latest':
        this.latest.set(this.#latestName(write.request), write.request.ulid)
        return
      case 'remember-answer':
        this.answers.set(nameOf(write.key), { ...write.answer, until: plusSeconds(write.now, 86_400) })
        return
      case 'count':
        this.counts.set(nameOf(write.key), (this.counts.get(nameOf(write.key)) ?? 0) + 1)
        return
      case 'put-environment': {
        const { tenantId, environmentId } = write.environment
        this.environmentsOf.set(nameOf(key.environment(tenantId, environmentId)), write.environment)
        return
      }
      case 'change-settings':
        this.settingsOf.set(write.after.tenantId, write.after)
        return
      case 'set-managed':
        this.managedMarks.set(nameOf(key.unmanaged(write.tenantId, write.environmentId)), write.mark)
        return
      case 'put-notice':
        this.notices.set(nameOf(key.notice(write.notice.tenantId, write.notice.eventId)), write.notice)
        return
      case 'want-confirmation': {
        const k = key.confirm(write.confirmation.tenantId, write.confirmation.approverId)
        const cause = this.confirmations.has(nameOf(k)) ? 'modified' : 'inserted'
        this.confirmations.set(nameOf(k), write.confirmation)
        return this.#changed(k, cause)
      }
      case 'count-wrong-code-of-confirmation': {
        const { tenantId, approverId, wrong } = write.confirmation
        return this.#setConfirmation(tenantId, approverId, (found) => ({ ...found, wrong: wrong + 1 }))
      }
      case 'close-confirmation':
        this.confirmations.delete(nameOf(key.confirm(write.tenantId, write.approverId)))
        return
      case 'put-proposal':
        this.proposals.set(write.proposal.tenantId, write.proposal)
        return
      case 'close-proposal':
        this.proposals.set(write.proposal.tenantId, { ...write.proposal, state: write.state })
        return
      case 'put-brake':
        this.brakes.set(nameOf(key.brake(write.tenantId, write.environmentId)), write.until)
        return
      case 'lift-brake':
        this.brakes.delete(nameOf(key.brake(write.tenantId, write.environmentId)))
        return
      case 'acknowledge': {
        const item = this.#item(write.request)
        item.request = { ...item.request, acknowledged: write.acknowledged }
        return this.#changed(key.request(write.request))
      }
      case 'mark-told':
        this.marks.add(nameOf(write.key))
        return
      case 'record-use': {
        const name = nameOf(key.uses(write.domain, write.grant))
        const { count = 0, firstAt = write.now, minute } = this.usesBy.get(name) ?? {}
        const inMinute = write.oncePerMinute ? minuteOf(write.now) : minute
        this.usesBy.set(name, { count: count + 1, firstAt, lastAt: write.now, ...present('minute', inMinute) })
        return
      }
      case 'note-warned':
        this.#item(write.request).warned = write.now
        return this.#changed(key.request(write.request))
      case 'note-delivery': {
        const item = this.#item(write.request)
        const mail = item.mails[write.recipient]
        if (mail) item.mails = { ...item.mails, [write.recipient]: { ...mail, delivery: write.delivery } }
        return this.#changed(key.request(write.request))
      }
      case 'put-export':
        this.exports.set(nameOf(key.export(write.job.tenantId, write.job.id)), write.job)
        return
      case 'emit':
        // What the code records and what the documentation says of it are one thing: no test makes anything else.
        throwOn(undescribed(write.sealed.event))
        this.outbox.set(this.#outboxName(write), write.sealed)
        return this.#changed(
          key.outbox(write.domain, write.sealed.event.data.tenantId, write.sealed.event.id),
          'inserted',
        )
      default:
        return
    }
  }

  #item(k: RequestKey): Mutable<StoredRequest> {
    const item = this.requests.get(nameOf(key.request(k)))
    if (!item) throw new Error('the condition was checked before')
    return item
  }

  #uncounted(
    item: StoredRequest,
    link: { name: string; approverId: string; wrongSoFar: number; approverWrongSoFar: number },
  ) {
    return (
      item.links[link.name]?.wrong === link.wrongSoFar &&
      (item.wrongCodes[link.approverId] ?? 0) === link.approverWrongSoFar
    )
  }

  #sameConfirmation({ tenantId, approverId, wanted, wrong }: Confirmation): boolean {
    const found = this.confirmations.get(nameOf(key.confirm(tenantId, approverId)))
    return found?.wanted === wanted && found.wrong === wrong
  }
  #setConfirmation(tenantId: string, approverId: string, change: (c: Confirmation) => Confirmation): void {
    const k = key.confirm(tenantId, approverId)
    const found = this.confirmations.get(nameOf(k))
    if (!found) throw new Error('the condition was checked before')
    this.confirmations.set(nameOf(k), change(found))
    this.#changed(k)
  }
  #doorName(door: Door): string {
    return nameOf(key.door(door.request.tenantId, door.environmentId, door.operatorId, door.request.ulid))
  }
  #latestName(request: AccessRequest): string {
    return nameOf(key.latest(request.tenantId, request.environmentId, request.operator.id, request.service))
  }
  #outboxName(write: Extract<Write, { kind: 'emit' }>): string {
    return nameOf(key.outbox(write.domain, write.sealed.event.data.tenantId, write.sealed.event.id))
  }
}

function throwOn(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`the event is not as its type is described: ${faults.join('; ')}`)
}

/** Codes as KMS would make them, by a key that only this test knows. */
export const memoryCodes = {
  mac: async (message: Uint8Array) => Buffer.from(sha256Hex('test key', message), 'hex'),
  verify: async (message: Uint8Array, mac: Uint8Array) =>
    sha256Hex('test key', message) === Buffer.from(mac).toString('hex'),
}
