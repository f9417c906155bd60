import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { ulid } from 'ulid'
import { describe, expect, inject, it } from 'vitest'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { outbox } from '../../functions/adapters/outbox.ts'
import { stateTable } from '../../functions/adapters/state/table.ts'
import { seal } from '../../functions/domain/events.ts'
import { type Key, key } from '../../functions/domain/keys.ts'
import type { AccessRequest, RequestKey } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { openRequest } from '../../functions/domain/start-rules.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { type Command, transition } from '../../functions/domain/transitions.ts'
import type { Door, StateTable, Write } from '../../functions/ports.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { MemoryTable } from '../support/memory-table.ts'
import { ownTable } from '../support/own-table.ts'
import { approverIds, operator, operatorActor, settings } from '../support/world.ts'

const target = inject('target')

/** Every condition of the table, tried where it holds and where it does not: the same on DynamoDB and in memory. */
async function play(table: StateTable, mark: (door: Door, seq: number) => Promise<unknown>) {
  // Nothing of a run meets another's: the tenant is new.
  const tenantId = `t-${randomBytes(5).toString('hex')}`
  const now = '2026-11-23T09:00:00.000Z'
  const later = '2026-11-28T09:00:00.000Z'
  const at = { by: operatorActor, at: now }
  const environment = { tenantId, environmentId: 'production', name: 'Production', version: 1 }
  const own = settings({ tenantId })
  const ask = {
    tenantId,
    environmentId: 'production',
    service: 'crm',
    operator,
    reason: { type: 'ProductionAlert' as const, detail: 'Disk is full' },
    accessLevel: 'write' as const,
  }
  const request = openRequest({
    ask,
    settings: own,
    environment,
    ulid: ulid(),
    started: at,
    approvalWindow: 345_600,
    accessPeriod: 3600,
  })
  const event = (id: string) =>
    seal(
      {
        id,
        type: 'lockbox.settings.created',
        tenantId,
        at: now,
        actor: operatorActor,
        details: { policy: 'on', approvalMode: 'email', approverId: approverIds.ada },
        personal: { 'approver.name': 'Ada', 'approver.email': 'ada@acme.example' },
      },
      randomBytes,
    )
  const invited = seal(
    {
      id: ulid(),
      type: 'lockbox.person.invited',
      tenantId,
      at: now,
      actor: operatorActor,
      details: { approver: approverIds.ada },
      personal: { 'person.name': 'Ada', 'person.email': 'ada@acme.example' },
    },
    randomBytes,
  )
  const said: Record<string, unknown> = {}
  const commit = async (name: string, ...writes: Write[]) => {
    said[name] = await table.commit(writes)
  }
  const move = (name: string, command: Command, when: string, changes: object = {}) => {
    const moved = transition({ ...request, ...changes }, command, when)
    if (!moved.ok) throw new Error(`${name}: ${moved.problem.code}`)
    const { before, after } = moved.value
    return { kind: 'move-request', before, after, now: when } as const
  }
  const approve = { do: 'approve', by: operatorActor, limits: { accessLevel: 'write', accessPeriod: 3600 } } as const
  const name = `${approverIds.ada}.${'0'.repeat(32)}`
  const use = { name, approverId: approverIds.ada, wrongSoFar: 0, approverWrongSoFar: 0 }
  const mail = { email: 'ada@acme.example', status: 'sent' as const, at: now, attempts: 1 }
  const wanted = { id: ulid(), approvers: [approverIds.ada] }

  said['settings are created'] = await table.createSettings(own, event('settings#1'))
  said['settings exist'] = await table.createSettings(own, event('settings#2'))
  await commit('a new environment', { kind: 'put-environment', environment })
  await commit('an environment that exists', { kind: 'put-environment', environment })
  await commit('an environment of another version', { kind: 'put-environment', environment, formerVersion: 7 })
  await commit('a new request', { kind: 'create-request', request, dueAt: now })
  await commit('a request that exists', { kind: 'create-request', request, dueAt: now })
  for (const version of [1, 2]) {
    await commit(`settings ${version}`, { kind: 'pin-settings', tenantId, version })
    await commit(`environment ${version}`, { kind: 'pin-environment', tenantId, environmentId: 'production', version })
  }
  await commit('an environment that is not there', { kind: 'pin-environment', tenantId, environmentId: 'nowhere' })
  await commit('a managed environment', { kind: 'pin-managed', tenantId, environmentId: 'production' })
  await commit('the first is the latest', { kind: 'set-latest', request })
  await commit('there is a latest already', { kind: 'set-latest', request })
  await commit('another former', { kind: 'set-latest', request, formerUlid: ulid() })
  await commit('the right former', { kind: 'set-latest', request, formerUlid: request.ulid })
  await commit('it is open', { kind: 'pin-not-open', request, now })
  await commit('it is over by the clock', { kind: 'pin-not-open', request, now: later })
  const countKey = key.count('operator', tenantId, 'start', operator.id, now)
  for (const n of [1, 2, 3]) await commit(`count ${n}`, { kind: 'count', key: countKey, below: 2, now })
  const answerKey = key.idempotency(tenantId, 'tool', operator.id, 'k')
  const answer = { bodyDigest: 'd', status: 201, body: { id: 'x' } }
  for (const when of [now, now, later])
    await commit(`answer ${when} ${Object.keys(said).length}`, {
      kind: 'remember-answer',
      key: answerKey,
      answer,
      now: when,
    })
  for (const n of [1, 2]) await commit(`event ${n}`, { kind: 'emit', domain: 'operator', sealed: invited })
  for (const n of [1, 2])
    await commit(`told ${n}`, { kind: 'mark-told', key: key.told(tenantId, 'e', 'operator'), now })
  said.told = (await table.told([key.told(tenantId, 'e', 'operator'), key.told(tenantId, 'e', 'ada')])).size

  const prepared = {
    approverId: approverIds.ada,
    mail,
    link: { name, stored: { mac: new Uint8Array(32), sentAt: now, wrong: 0 } },
  }
  said['mails prepared'] = await table.prepareMails(request, [prepared], [], now)
  said['mails prepared for no wish'] = await table.prepareMails(request, [prepared], [], now, wanted)
  await commit('the mails went', { kind: 'mail-results', request, mails: { [approverIds.ada]: mail } })
  await commit('a fresh mail is wanted', { kind: 'want-mail', request, link: use, wanted, dueAt: now })
  await commit('it is wanted already', { kind: 'want-mail', request, link: use, wanted, dueAt: now })
  await commit('a wrong code', { kind: 'count-wrong-code', request, link: use })
  await commit('a wrong code that did not see the first', { kind: 'count-wrong-code', request, link: use })
  const anew = { id: ulid(), approvers: [approverIds.bob] }
  await commit('mails are wanted beside a wish', { kind: 'want-mails', request, wanted: anew, dueAt: now })
  await commit('mails join a wish', { kind: 'want-mails', request, wanted: anew, former: wanted, dueAt: now })
  await commit('mails join a wish that is gone', { kind: 'want-mails', request, wanted, former: wanted, dueAt: now })
  await commit('the wish is as it was', { kind: 'want-mails', request, wanted, former: anew, dueAt: now })
  await table.finishWish(request, { ...wanted, id: ulid() })
  said['the wish stands'] = (await table.request(request))?.mailWanted?.approvers
  await table.finishWish(request, wanted)
  const awake = await table.request(request)
  if (awake) await table.noteSettled({ ...awake, request: { ...request, version: 9 } }, later)
  const unlinked = [{ approverId: approverIds.ada, mail }]
  said['mails of a reminder'] = await table.prepareMails(request, unlinked, [], now, undefined, {})
  said['a reminder that did not see it'] = await table.prepareMails(request, unlinked, [], now, undefined, {})
  said['the next reminder'] = await table.prepareMails(request, unlinked, [], later, undefined, { former: now })
  await looks(table, request, said)

  await commit('expired before its time', { ...move('expire', { do: 'expire', by: operatorActor }, later), now })
  await commit('decided after its time', { ...move('late', approve, now), now: later })
  await commit('decided, not seeing a wrong code', { ...move('approve', approve, now), link: use })
  await commit('decided by another version', move('version', approve, now, { version: 5 }))
  const door = {
    request,
    environmentId: 'production',
    operatorId: operator.id,
    service: 'crm',
    basis: 'Approved',
    accessLevel: 'read',
    accessFrom: now,
    accessUntil: later,
  } as const
  await commit('all or nothing', { kind: 'open-door', door }, { kind: 'pin-settings', tenantId, version: 9 })
  const counted = { ...use, wrongSoFar: 1, approverWrongSoFar: 1 }
  await commit(
    'decided',
    { ...move('approve', approve, now), link: counted, dueAt: later },
    { kind: 'open-door', door },
  )
  await commit('decided again', { ...move('approve', approve, now), link: counted })
  await commit('a door that is open', { kind: 'open-door', door })
  await commit('a wrong code after the decision', { kind: 'count-wrong-code', request, link: counted })
  said['mails after the decision'] = await table.prepareMails(request, [prepared], [], now)
  const place = { environmentId: 'production', operatorId: operator.id }
  said.doors = (await table.doorsOf(tenantId, place)).map(({ request: of, ...seen }) => [
    of.ulid === request.ulid,
    seen,
  ])
  said['doors of the tenant'] = (await table.doorsOf(tenantId)).length
  said['doors of the environment'] = (await table.doorsOf(tenantId, { environmentId: 'production' })).length
  said['doors of no environment'] = (await table.doorsOf(tenantId, { environmentId: 'produc' })).length
  // An operator's id that is the beginning of another's has none of the other's doors.
  said['doors elsewhere'] = [
    await table.doorsOf(tenantId, { ...place, operatorId: operator.id.slice(0, -1) }),
    await table.doorsOf(tenantId, { ...place, environmentId: 'produc' }),
  ]
  const pin = (recordedSeq?: number) =>
    ({ kind: 'pin-door', door: { ...door, ...(recordedSeq && { recordedSeq }) } }) as const
  await commit('a door that is not recorded', pin())
  await commit('a door that is not recorded, as if it were', pin(7))
  await mark(door, 7)
  await commit('a recorded door', pin(7))
  await commit('a door as it was before it was recorded', pin())
  await commit('a door that was recorded otherwise', pin(8))
  for (const n of [1, 2]) await commit(`found and closed ${n}`, { kind: 'close-found-door', door })
  await commit('a door that was closed', pin(7))
  for (const n of [1, 2]) await commit(`closed ${n}`, { kind: 'close-door', request })
  await commit('a link with the codes that were counted', { kind: 'pin-link', request, link: counted })
  await commit('a link of which not all were seen', { kind: 'pin-link', request, link: use })
  await commit('a link of nothing', { kind: 'pin-link', request: { tenantId, ulid: ulid() }, link: use })
  await commit('mails are wanted after the decision', { kind: 'want-mails', request, wanted, dueAt: now })

  const comment = { id: ulid(), at: now, by: { kind: 'approver' as const, name: 'Ada' }, text: 'Why?' }
  for (const n of [1, 2]) await commit(`asked ${n}`, { kind: 'add-comment', side: 'approver', request, comment })
  // An item says what it likes: whoever writes on the operator's side is no approver.
  const answer2 = { ...comment, text: 'Because.' }
  await commit('answered', { kind: 'add-comment', side: 'operator', request, comment: answer2 })
  const other = { ...request, ulid: ulid() }
  await commit('said of another request', { kind: 'add-comment', side: 'operator', request: other, comment })
  said.comments = (await table.comments(request)).map(({ by, text }) => `${by.kind} ${text}`).sort()
  said.comment = (await table.comment('operator', request, comment.id))?.by
  said['no comment'] = await table.comment('operator', request, ulid())
  said.counts = await table.countsOf([countKey, key.countOf('approver', 'comments', request)])

  await commit('the first drill', { kind: 'set-latest-drill', request })
  await commit('there was a drill', { kind: 'set-latest-drill', request })
  await commit('another drill before it', { kind: 'set-latest-drill', request: other, formerUlid: other.ulid })
  await commit('the drill before it', { kind: 'set-latest-drill', request: other, formerUlid: request.ulid })
  const drills = await table.drillFacts(tenantId, countKey)
  said.drills = {
    ...drills,
    settings: drills.settings?.version,
    latestUlid: drills.latestUlid === other.ulid,
    environments: drills.environments.map(({ name: shown }) => shown),
    unmanaged: drills.unmanaged.size,
  }
  const drill = { ...other, drill: true as const, operator: { ...operator, id: 'fire-drill' }, supportTicket: 'T-9' }
  await commit('a drill', { kind: 'create-request', request: drill, dueAt: now })
  const lists = {
    all: {},
    'in a state': { state: 'Approved' },
    'in no state': { notState: 'Approved' },
    'by ticket': { supportTicket: 'T-9', state: 'ActionNeeded' },
    'of an operator': { operator: operator.email, environmentId: 'production' },
    'of nobody': { operator: 'nobody' },
    before: { to: now },
    since: { from: now, state: 'ActionNeeded' },
    'in no time': { from: later, to: now },
    'before time began': { to: '0036-01-09T09:12:40.817Z', supportTicket: 'T-9' },
  } as const
  for (const [what, list] of Object.entries(lists)) {
    const page = await table.tenantRequests(tenantId, list, 10)
    said[`listed ${what}`] = page.requests
      .map(({ state, drill: isDrill, operator: by }) => [state, isDrill, by.id])
      .sort()
  }
  const one = await table.tenantRequests(tenantId, {}, 1)
  const two = await table.tenantRequests(tenantId, {}, 10, one.next)
  said.pages = [one.requests.length, two.requests.length, two.next]

  await emergencySide(table, request, commit, said)
  await settingsSide(table, own, commit, said)

  const used = { kind: 'record-use', domain: 'check', grant: request, oncePerMinute: true } as const
  const seconds = (count: number) => plusSeconds(now, count)
  await commit('used at a data service', { ...used, now })
  await commit('used there in the same minute', { ...used, now: seconds(59) })
  await commit('used there a minute later', { ...used, now: seconds(60) })
  await commit('used there by a clock that is behind', { ...used, now: seconds(59) })
  for (const n of [1, 2])
    await commit(`a token ${n}`, { kind: 'record-use', domain: 'pass', grant: request, now: seconds(n) })
  said.uses = await table.usesOf(request)
  said['no uses'] = await table.usesOf(other)
  said.standing = await table.requestStanding(request)
  said['no standing'] = await table.requestStanding({ tenantId, ulid: ulid() })
  const where = { tenantId, environmentId: 'production', operatorId: operator.id, service: 'crm' }
  const seenThere = await table.accessPlace(where)
  said.place = {
    ...seenThere,
    settings: seenThere.settings?.policy,
    environment: seenThere.environment?.movedTo ?? 'there',
    latestUlid: seenThere.latestUlid === request.ulid,
  }
  const elsewhere = await table.accessPlace({ ...where, environmentId: 'nowhere', service: 'files' })
  said['no place'] = { ...elsewhere, settings: elsewhere.settings?.policy }

  const moved = { ...environment, version: 2, movedTo: 'elsewhere' }
  await commit('moved away', { kind: 'put-environment', environment: moved, formerVersion: 1 })
  await commit('an environment that was moved', { kind: 'pin-environment', tenantId, environmentId: 'production' })
  await commit('renamed after it was moved', { kind: 'put-environment', environment, formerVersion: 2 })

  const { settings: seen, stored } = await table.decisionFacts(request)
  const { ulid: _, tenantId: __, ...rest } = stored?.request ?? request
  said.request = { ...rest, awaiting: stored?.awaiting, dueAt: stored?.dueAt, wrong: stored?.links[name]?.wrong }
  said.settings = seen && { ...seen, tenantId: undefined }
  const notedKey = key.count('operator', tenantId, 'notRequired', `production#${operator.id}#crm`, now)
  const facts = await table.startFacts({
    ...ask,
    operatorId: operator.id,
    answerKey,
    countKey,
    notedKey,
    former: request,
    now,
  })
  said.facts = {
    ...facts,
    settings: facts.settings?.name,
    environment: facts.environment?.name,
    latestUlid: facts.latestUlid === request.ulid,
    answer: facts.answer?.status,
    former: facts.former?.state,
  }
  await vendorSide(table, tenantId, { request, other: drill }, commit, said)
  return said
}

/** The same of what the vendor's administrators need. */
async function vendorSide(
  table: StateTable,
  tenantId: string,
  { request, other }: Readonly<Record<'request' | 'other', AccessRequest>>,
  commit: (name: string, ...writes: Write[]) => Promise<void>,
  said: Record<string, unknown>,
) {
  const now = '2026-11-23T09:00:00.000Z'
  const stored = await table.shownRequest(request)
  if (!stored) throw new Error('it was started')
  await commit('a request as it was read', { kind: 'pin-request', request: stored })
  await commit('a request of another version', { kind: 'pin-request', request: { ...stored, version: 7 } })
  await commit('a request that there is', { kind: 'pin-existing', request: stored })
  await commit('a request that there is not', {
    kind: 'pin-existing',
    request: { ...stored, ulid: `${'0'.repeat(25)}Z` },
  })
  await commit('a tenant that there is', { kind: 'pin-tenant', tenantId: stored.tenantId })
  await commit('a tenant that there is not', { kind: 'pin-tenant', tenantId: 'nobody' })
  await commit('a request that is not there', { kind: 'pin-request', request: { ...stored, ulid: ulid() } })
  const { ulid: _, tenantId: __, ...shown } = stored
  said.shown = shown
  said['nothing is shown'] = await table.shownRequest({ tenantId, ulid: ulid() })

  // Others may have run before on the same index: only this tenant's count.
  const grants = async () => (await table.grantsOf(request.operator.id)).filter((each) => each.tenantId === tenantId)
  const known = (keys: readonly RequestKey[]) =>
    keys
      .map((each) => (each.ulid === request.ulid ? 'the request' : each.ulid === other.ulid ? 'the drill' : 'another'))
      .sort()
  said.grants = known(await grants())
  said['open on it'] = known(await table.openOn(tenantId, request.environmentId))
  said['open elsewhere'] = await table.openOn(tenantId, 'produc')
  const ended = transition(stored, { do: 'end', by: operatorActor }, now)
  if (!ended.ok) throw new Error(ended.problem.code)
  const end = { kind: 'move-request', ...ended.value, now } as const
  for (const n of [1, 2]) await commit(`ended ${n}`, end)
  said['grants once it is ended'] = known(await grants())
  said['open once it is ended'] = known(await table.openOn(tenantId, request.environmentId))

  const notedKey = key.count('operator', tenantId, 'notRequired', `production#${operator.id}#crm`, now)
  for (const n of [1, 2]) await commit(`noted ${n}`, { kind: 'count', key: notedKey, below: 1, now })
  const countKey = key.count('operator', tenantId, 'start', operator.id, now)
  const ask = {
    tenantId,
    environmentId: 'production',
    operatorId: operator.id,
    service: 'crm',
    countKey,
    notedKey,
    now,
  }
  said['noted, without a former'] = [(await table.startFacts(ask)).noted, (await table.startFacts(ask)).former]

  const to = `${tenantId}-b`
  const { from: side, to: none } = await table.migrationFacts({ environmentId: 'production', from: tenantId, to })
  said.migration = [side.settings?.name, side.environment?.movedTo, none]
  await commit('an environment in its new place', {
    kind: 'put-environment',
    environment: { tenantId: to, environmentId: 'production', name: 'Production', version: 1 },
  })
  said['migration once it is there'] = (
    await table.migrationFacts({ environmentId: 'production', from: tenantId, to })
  ).to.environment?.name
  // Twice is once.
  for (const _ of [1, 2]) await table.register(`${tenantId}-old`)
}

/** The same of emergencies, and of links of grants. */
async function emergencySide(
  table: StateTable,
  waited: AccessRequest,
  commit: (name: string, ...writes: Write[]) => Promise<void>,
  said: Record<string, unknown>,
) {
  const { tenantId } = waited
  const now = '2026-11-23T09:00:00.000Z'
  const until = '2026-11-24T09:00:00.000Z'
  const place = { tenantId, environmentId: 'production' }
  await commit('no brake', { kind: 'pin-no-brake', ...place, now })
  await commit('a brake', { kind: 'put-brake', ...place, until })
  await commit('a brake holds', { kind: 'pin-no-brake', ...place, now })
  await commit('a brake that is over', { kind: 'pin-no-brake', ...place, now: until })
  const countKey = key.countByDay('breakglass', tenantId, 'emergency', 'open', now)
  const facts = await table.emergencyFacts(tenantId, 'production', countKey)
  said['an emergency is judged by'] = {
    ...facts,
    settings: facts.settings?.version,
    environment: facts.environment?.name,
  }
  said['the brake of an environment'] = (await table.environmentFacts(tenantId, 'production')).brakeUntil
  said['the brakes of environments'] = (await table.environments(tenantId)).map((each) => each.brakeUntil)
  await commit('another brake is lifted', { kind: 'lift-brake', ...place, until: now })
  for (const n of [1, 2]) await commit(`the brake is lifted ${n}`, { kind: 'lift-brake', ...place, until })

  const granted = { accessLevel: 'read', accessPeriod: 3600, accessUntil: '2026-11-23T10:00:00.000Z' } as const
  const { supportTicket: _, ...asked } = waited
  const request: AccessRequest = { ...asked, ulid: ulid(), version: 1, state: 'Emergency', incident: 'INC-1', granted }
  await commit('an emergency', { kind: 'create-request', request, dueAt: now })
  said['an emergency waits for nobody'] = (await table.request(request))?.awaiting
  const name = `${approverIds.ada}.${'1'.repeat(32)}`
  const link = { name, stored: { mac: new Uint8Array(32), sentAt: now, wrong: 0 } }
  said['a link alone'] = await table.prepareMails(request, [{ approverId: approverIds.ada, link }], [], now)
  said['a link for another version'] = await table.prepareMails(
    { ...request, version: 2 },
    [{ approverId: approverIds.ada, link }],
    [],
    now,
  )
  said['mails of a link alone'] = (await table.request(request))?.mails
  const use = { name, approverId: approverIds.ada, wrongSoFar: 0, approverWrongSoFar: 0 }
  await commit('a wrong code of a grant', { kind: 'count-wrong-code', request, link: use })
  await commit('a wrong code of another version', {
    kind: 'count-wrong-code',
    request: { ...request, version: 2 },
    link: { ...use, wrongSoFar: 1, approverWrongSoFar: 1 },
  })
  const wanted = { id: ulid(), approvers: [approverIds.ada] }
  const counted = { ...use, wrongSoFar: 1, approverWrongSoFar: 1 }
  await commit('a fresh mail of a grant', { kind: 'want-mail', request, link: counted, wanted, dueAt: now })
  const acknowledged = { by: operatorActor, at: now }
  await commit('acknowledged at another version', {
    kind: 'acknowledge',
    request: { ...request, version: 2 },
    acknowledged,
  })
  for (const n of [1, 2]) await commit(`acknowledged ${n}`, { kind: 'acknowledge', request, acknowledged })
  const stored = await table.request(request)
  said.emergency = { ...stored?.request, ulid: undefined, tenantId: undefined, links: stored?.links[name]?.wrong }
}

/** The same of what the sweep, settle and delivery note on a request. */
async function looks(table: StateTable, request: AccessRequest, said: Record<string, unknown>) {
  const now = '2026-11-23T09:00:00.000Z'
  const read = async () => {
    const stored = await table.request(request)
    if (!stored) throw new Error('the request is there')
    return stored
  }
  const noted = async () => {
    const { dueAt, attempt, settled, handed, taskToken, acknowledgeAsked } = await read()
    return { dueAt, attempt, settled, handed, taskToken, acknowledgeAsked }
  }
  const handed = { version: 1, duties: { run: { at: now, tries: 1 } } }
  const before = await read()
  said['a look at another version'] = await table.noteLook({ ...before, request: { ...request, version: 9 } }, {})
  said['a look at another attempt'] = await table.noteLook({ ...before, attempt: 9 }, {})
  said['a look at what was due at another time'] = await table.noteLook({ ...before, dueAt: '2020' }, {})
  const next = '2026-11-23T09:02:00.000Z'
  said['a look'] = await table.noteLook(before, { handed, next, acknowledgeAsked: now })
  said['two looks at once'] = await table.noteLook(before, { handed, next })
  said['after a look'] = await noted()
  said['started anew'] = await table.noteLook(await read(), { attempt: 2, next })
  said['after a new start'] = await noted()
  await table.noteSettled({ ...(await read()), dueAt: '2020' }, next)
  said['settled, not seeing what is due'] = await noted()
  await table.noteSettled(await read(), next)
  said.settled = await noted()
  said['nothing left'] = await table.noteLook(await read(), {})
  said['after nothing is left'] = await noted()
  said['a look without due time'] = await table.noteLook(await read(), { next: now })
  await table.noteSettled(await read(), undefined)
  said['settled for good'] = await noted()

  const note = async (what: string, write: Write) => {
    said[what] = await table.commit([write])
  }
  const delivery = (at: string) => ({
    kind: 'note-delivery' as const,
    request,
    recipient: approverIds.ada,
    delivery: { status: 'delivered' as const, at },
  })
  await note('a delivery', delivery('2026-11-23T09:01:00.000Z'))
  await note('an older delivery', delivery(now))
  await note('a delivery to nobody', { ...delivery(now), recipient: approverIds.bob })
  said.mails = (await read()).mails
  await note('a warning of another version', { kind: 'note-warned', request: { ...request, version: 9 }, now })
  for (const n of [1, 2]) await note(`warned ${n}`, { kind: 'note-warned', request, now })
}

/** The same of what hangs on the customer's settings. */
async function settingsSide(
  table: StateTable,
  before: TenantSettings,
  commit: (name: string, ...writes: Write[]) => Promise<void>,
  said: Record<string, unknown>,
) {
  const { tenantId } = before
  const now = '2026-11-23T09:00:00.000Z'
  const after = { ...before, version: 2, denyNeedsReason: true as const }
  const mark = (formerVersion: number, managed: boolean): Write => ({
    kind: 'set-managed',
    tenantId,
    environmentId: 'production',
    mark: { managed, version: formerVersion + 1 },
    formerVersion,
  })
  const pin = { kind: 'pin-managed', tenantId, environmentId: 'production' } as const
  await commit('settings of another version', { kind: 'change-settings', before: { ...before, version: 9 }, after })
  await commit('settings change', { kind: 'change-settings', before, after })
  await commit('settings change again', { kind: 'change-settings', before, after })
  await commit('the first mark', mark(0, false))
  await commit('a mark that did not see the first', mark(0, true))
  await commit('not managed', pin)
  await commit('the second mark', mark(1, true))
  await commit('managed again', pin)
  const notice = { tenantId, eventId: 'settings#2', at: now, by: operatorActor, recipients: [], changes: [] }
  for (const n of [1, 2]) await commit(`notice ${n}`, { kind: 'put-notice', notice })

  const wish = { tenantId, approverId: approverIds.ada, email: 'a@b.example', wanted: ulid(), by: {}, wrong: 0 }
  const wanted = { ...wish, attempts: 0, dueAt: now }
  await commit('a code is wanted', { kind: 'want-confirmation', confirmation: wanted })
  await commit('a code is wanted again', { kind: 'want-confirmation', confirmation: wanted })
  said['a code for another wish'] = await table.prepareConfirmation({ ...wanted, wanted: 'x' }, new Uint8Array(32), now)
  said['a code'] = await table.prepareConfirmation(wanted, new Uint8Array(32), now)
  said['a code, twice at once'] = await table.prepareConfirmation(wanted, new Uint8Array(32), now)
  said['a code, later'] = await table.prepareConfirmation({ ...wanted, takenAt: now }, new Uint8Array(32), now)
  await table.finishConfirmation({ ...wanted, wanted: 'x' })
  said['still due'] = (await table.confirmation(tenantId, approverIds.ada))?.dueAt
  await table.finishConfirmation(wanted)
  said['nothing is due'] = await table.prepareConfirmation({ ...wanted, takenAt: now }, new Uint8Array(32), now)
  const count = { kind: 'count-wrong-code-of-confirmation', confirmation: wanted } as const
  await commit('a wrong code of it', count)
  await commit('a wrong code that did not see that', count)
  const close = { kind: 'close-confirmation', tenantId, approverId: approverIds.ada } as const
  await commit('used, not seeing a wrong code', { ...close, used: wanted })
  const { confirmation } = await table.confirmationFacts(tenantId, approverIds.ada)
  said.confirmation = { ...confirmation, wanted: undefined, tenantId: undefined, mac: confirmation?.mac?.length }
  await commit('used', { ...close, used: { ...wanted, wrong: 1 } })
  await commit('used again', { ...close, used: { ...wanted, wrong: 1 } })
  await commit('taken away', close)

  const sealed = seal(
    { id: ulid(), type: 'lockbox.approver.proposed', tenantId, at: now, actor: operatorActor },
    randomBytes,
  )
  const proposal = {
    tenantId,
    id: sealed.event.id,
    name: 'P',
    email: 'p@b.example',
    reason: 'R',
    proposedAt: now,
    effectiveAt: now,
    state: 'waiting',
    sealed,
  } as const
  for (const n of [1, 2]) await commit(`proposal ${n}`, { kind: 'put-proposal', proposal })
  await commit('another one is stopped', {
    kind: 'close-proposal',
    proposal: { ...proposal, id: 'x' },
    state: 'stopped',
  })
  for (const n of [1, 2]) await commit(`stopped ${n}`, { kind: 'close-proposal', proposal, state: 'stopped' })
  await commit('a proposal after it', { kind: 'put-proposal', proposal })

  const facts = await table.environmentFacts(tenantId, 'production')
  said.mark = [facts.mark, facts.environment?.name, facts.settings?.denyNeedsReason]
  said.environments = (await table.environments(tenantId)).map((each) => [each.environment.name, each.mark])
  said.notice = (await table.noticeFacts(tenantId, 'settings#2')).notice?.by
  said.proposal = (await table.proposalFacts(tenantId)).proposal?.name
}

describe('the State table', () => {
  it('keeps every condition, on DynamoDB as in memory', async () => {
    const client = new DynamoDBClient(clientConfig(target))
    const own = await ownTable(client, target.outputs.StateTable)
    const documents = documentClient(client)
    const real = await play(stateTable(documents, own.name), ({ request, ...door }, seq) =>
      outbox(documents, own.name).markRecorded({ ...door, tenantId: request.tenantId, ulid: request.ulid }, seq),
    ).finally(own.remove)
    const memory = new MemoryTable()
    const inMemory = await play(memory, async (door, recordedSeq) => {
      for (const [name] of memory.doors) memory.doors.set(name, { ...door, recordedSeq })
    })
    expect(real).toEqual(inMemory)
    const held = Object.entries(real).flatMap(([name, answer]) =>
      (answer as { ok?: boolean })?.ok === true ? name : [],
    )
    expect(held).toMatchInlineSnapshot(`
      [
        "a new environment",
        "a new request",
        "settings 1",
        "environment 1",
        "a managed environment",
        "the first is the latest",
        "the right former",
        "it is over by the clock",
        "count 1",
        "count 2",
        "answer 2026-11-23T09:00:00.000Z 22",
        "answer 2026-11-28T09:00:00.000Z 24",
        "event 1",
        "told 1",
        "the mails went",
        "a fresh mail is wanted",
        "a wrong code",
        "mails join a wish",
        "the wish is as it was",
        "a delivery",
        "warned 1",
        "decided",
        "a recorded door",
        "found and closed 1",
        "closed 1",
        "closed 2",
        "a link with the codes that were counted",
        "asked 1",
        "answered",
        "said of another request",
        "the first drill",
        "the drill before it",
        "a drill",
        "no brake",
        "a brake",
        "a brake that is over",
        "the brake is lifted 1",
        "an emergency",
        "a wrong code of a grant",
        "a fresh mail of a grant",
        "acknowledged 1",
        "settings change",
        "the first mark",
        "the second mark",
        "managed again",
        "notice 1",
        "a code is wanted",
        "a code is wanted again",
        "a wrong code of it",
        "used",
        "taken away",
        "proposal 1",
        "stopped 1",
        "a proposal after it",
        "used at a data service",
        "used there a minute later",
        "a token 1",
        "a token 2",
        "moved away",
        "a request as it was read",
        "a request that there is",
        "a tenant that there is",
        "ended 1",
        "noted 1",
        "an environment in its new place",
      ]
    `)
  })

  it('finds doors by their keys, whatever their attributes say of themselves', async () => {
    const client = new DynamoDBClient(clientConfig(target))
    const own = await ownTable(client, target.outputs.StateTable)
    const documents = documentClient(client)
    const place = { tenantId: 'acme', environmentId: 'production', operatorId: 'olga@vendor.example' }
    const grant = { ...place, ulid: ulid() }
    const lies = { tenantId: 'other', ulid: ulid(), environmentId: 'sandbox', operatorId: 'nobody@vendor.example' }
    const opens = { service: 'crm', basis: 'Emergency', accessLevel: 'read', accessUntil: '2026-11-23T10:00:00.000Z' }
    const put = (k: Key) =>
      documents.send(new PutCommand({ TableName: own.name, Item: { ...k, ...lies, ...opens, accessFrom: '2026' } }))
    const k = key.door(place.tenantId, place.environmentId, place.operatorId, grant.ulid)
    await put(k)
    // No door's key: the ledger marks none there, and nobody finds it.
    await put({ ...k, sk: `${k.sk}#x` })
    const table = stateTable(documents, own.name)
    const found = await (async () => {
      await outbox(documents, own.name).markRecorded({ ...grant, ...opens, basis: 'Emergency' }, 7)
      return [await table.doorsOf('acme', place), await table.doorsOf('acme'), await table.doorsOf('other')]
    })().finally(own.remove)
    const { tenantId, ...where } = place
    const door = { ...where, ...opens, request: { tenantId, ulid: grant.ulid }, accessFrom: '2026', recordedSeq: 7 }
    expect(found).toEqual([[door], [door], []])
  })
})
