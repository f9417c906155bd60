import { canonicalJson, sha256Hex } from '../domain/digest.ts'
import { type EventDraft, seal } from '../domain/events.ts'
import { mayExtend } from '../domain/extension.ts'
import { key } from '../domain/keys.ts'
import { done, type Outcome, type Problem, refused } from '../domain/problems.ts'
import { type Actor, requestId } from '../domain/request.ts'
import type { Service } from '../domain/settings.ts'
import {
  type Ask,
  type Judgement,
  judgeStart,
  maxStartsPerHour,
  notRequiredEvent,
  openRequest,
  startedEvent,
} from '../domain/start-rules.ts'
import { dueAfter, type Instant, type Seconds } from '../domain/time.ts'
import type { Clock, Random, StartFacts, StateTable, Write } from '../ports.ts'
import { requestAnswer } from '../requests/answer.ts'

export interface StartPorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

export interface StartConfig {
  readonly catalogue: readonly Service[]
  readonly vendorDomains: readonly string[]
  readonly approvalWindow: Seconds
  readonly accessPeriod: Seconds
}

export interface StartInput {
  readonly ask: Ask
  readonly actor: Actor
  /** OAuth client that calls: part of the idempotency key's scope. */
  readonly client: string
  readonly idempotencyKey?: string
}

/** 201 with the request, 200 with `NotRequired`, or what the same key was answered before. */
export interface StartAnswer {
  readonly status: number
  readonly body: unknown
}

/**
 * Starts a request: one batch read, one transaction (design §9). When a fact changed between the two, or the same
 * key came twice at once, everything is read and judged again.
 */
export async function start(input: StartInput, config: StartConfig, ports: StartPorts): Promise<Outcome<StartAnswer>> {
  const { ask } = input
  const bodyDigest = sha256Hex(canonicalJson(JSON.parse(JSON.stringify(ask))))
  for (let attempt = 0; attempt < 4; attempt++) {
    const now = ports.clock.now()
    const answerKey = input.idempotencyKey
      ? key.idempotency(ask.tenantId, input.client, ask.operator.id, input.idempotencyKey)
      : undefined
    const countKey = key.count('operator', ask.tenantId, 'start', ask.operator.id, now)
    const facts = await ports.table.startFacts({
      tenantId: ask.tenantId,
      environmentId: ask.environmentId,
      operatorId: ask.operator.id,
      service: ask.service,
      ...(answerKey && { answerKey }),
      countKey,
      notedKey: notedKey(ask, now),
      ...(ask.extends && { former: ask.extends }),
      now,
    })
    if (facts.answer)
      return facts.answer.bodyDigest === bodyDigest
        ? done({ status: facts.answer.status, body: facts.answer.body })
        : refused('IdempotencyMismatch', 'This Idempotency-Key was used for another body. Use a new key for a new ask.')

    const judged = judgeStart({ ask, ...facts, catalogue: config.catalogue, vendorDomains: config.vendorDomains })
    if (!judged.ok) return judged
    const extension = judged.value.governed ? mayExtend(ask, facts.former, now) : judged
    if (!extension.ok) return extension
    const { answer, writes } = prepare(input, judged.value, facts, config, ports.random, now)
    const committed = await ports.table.commit([
      ...writes,
      { kind: 'count', key: countKey, below: maxStartsPerHour, now },
      ...(answerKey
        ? [{ kind: 'remember-answer', key: answerKey, answer: { ...answer, bodyDigest }, now } as const]
        : []),
    ])
    if (committed.ok) return done(answer)
    const problem = refusalOf(committed.failed, ask, facts)
    if (problem) return { ok: false, problem }
  }
  return refused('Busy', 'The tenant is being changed right now. Nothing was started; try again.')
}

/** Only what stays true when read again is a refusal; everything else is worth another look. */
function refusalOf(failed: readonly Write['kind'][], ask: Ask, facts: StartFacts): Problem | undefined {
  // The same key at the same moment: the other call's answer is ours too.
  if (failed.includes('remember-answer')) return undefined
  if (failed.includes('pin-not-open') && facts.latestUlid) {
    const id = requestId({ tenantId: ask.tenantId, ulid: facts.latestUlid })
    return {
      code: 'RequestAlreadyOpen',
      detail: `Request ${id} for this environment and service still waits for a decision. Follow it, or cancel it first.`,
      extra: { requestId: id },
    }
  }
  return undefined
}

function prepare(
  input: StartInput,
  judgement: Judgement,
  facts: StartFacts,
  config: StartConfig,
  random: Random,
  now: Instant,
): { answer: StartAnswer; writes: readonly Write[] } {
  const emit = (draft: EventDraft): Write => ({ kind: 'emit', domain: 'operator', sealed: seal(draft, random.bytes) })
  const { ask, actor } = input
  if (!judgement.governed) {
    const { basis } = judgement
    return {
      answer: { status: 200, body: { decision: 'NotRequired', basis } },
      // Once per operator, environment, service and hour: what is said again is answered all the same.
      writes: facts.noted
        ? []
        : [
            { kind: 'count', key: notedKey(ask, now), below: 1, now },
            emit(notRequiredEvent(ask, { basis }, actor, random.ulid(now), now)),
          ],
    }
  }
  const { settings, environment } = judgement
  const { tenantId, environmentId } = ask
  const request = openRequest({
    ...config,
    ask,
    settings,
    environment,
    ulid: random.ulid(now),
    started: { by: actor, at: now },
  })
  return {
    answer: { status: 201, body: requestAnswer(request, now) },
    writes: [
      { kind: 'create-request', request, dueAt: dueAfter(now) },
      { kind: 'pin-settings', tenantId, version: settings.version },
      { kind: 'pin-managed', tenantId, environmentId },
      { kind: 'pin-environment', tenantId, environmentId, version: environment.version },
      ...pinFormer(ask, facts, now),
      { kind: 'set-latest', request, ...(facts.latestUlid && { formerUlid: facts.latestUlid }) },
      emit(startedEvent(request)),
    ],
  }
}

/**
 * The newest request of this kind does not wait any more, and the grant that is to go on is as it was read. A transaction
 * takes one look at an item: where the two are one, the grant is open, so it does not wait either.
 */
function pinFormer({ tenantId }: Ask, { latestUlid, former }: StartFacts, now: Instant): readonly Write[] {
  return [
    ...(former ? [{ kind: 'pin-request', request: former } as const] : []),
    ...(latestUlid && latestUlid !== former?.ulid
      ? [{ kind: 'pin-not-open', request: { tenantId, ulid: latestUlid }, now } as const]
      : []),
  ]
}

const notedKey = ({ tenantId, environmentId, operator, service }: Ask, now: Instant) =>
  key.count('operator', tenantId, 'notRequired', `${environmentId}#${operator.id}#${service}`, now)
