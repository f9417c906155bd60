import { reachableApprovers } from '../domain/authority.ts'
import { isEmergency } from '../domain/emergency.ts'
import { type EventDraft, seal } from '../domain/events.ts'
import { isSameAddress } from '../domain/identity.ts'
import { key } from '../domain/keys.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { awaitsDecision } from '../domain/transitions.ts'
import type { Clock, DecisionFacts, MailRecord, Random, StateTable } from '../ports.ts'
import type { DeliveryReport } from './ses-event.ts'

export interface DeliveryPorts {
  readonly table: Pick<StateTable, 'decisionFacts' | 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/** `recorded`: of how many requests; `unreached`: of which not one approver can be reached any more. */
export interface DeliveryRecorded {
  readonly recorded: number
  readonly unreached: readonly RequestKey[]
}

/** The mail is still being recorded as sent: the queue brings the report again. */
class TooSoon extends Error {
  override readonly name = 'TooSoon'
}

/** A mail is recorded as sent when all of its kind were sent: seconds after the mail service took it. */
const recordedWithin = 120

/**
 * Records what became of a mail, on each request that it was about and in the ledger, once, however often it is said.
 */
export async function recordDelivery(
  report: DeliveryReport,
  vendorDomains: readonly string[],
  ports: DeliveryPorts,
): Promise<DeliveryRecorded> {
  const unreached: RequestKey[] = []
  let recorded = 0
  for (const request of report.about.requests) {
    const facts = await ports.table.decisionFacts(request)
    if (!facts.stored || !(await recordOne(facts.stored.request, facts.stored.mails, report, ports))) continue
    recorded += 1
    if (report.delivery.status !== 'delivered' && isUnreached(facts, report, vendorDomains, ports.clock.now()))
      unreached.push(request)
  }
  return { recorded, unreached }
}

/** False when it was recorded before. */
async function recordOne(
  request: AccessRequest,
  mails: Readonly<Record<string, MailRecord>>,
  report: DeliveryReport,
  { table, clock, random }: DeliveryPorts,
): Promise<boolean> {
  const { about, messageId, delivery } = report
  const { recipient } = about
  const mail = Object.hasOwn(mails, recipient) ? mails[recipient] : undefined
  if (mail && isAbout(mail, report) && mail.status === 'preparing') throw new TooSoon('the mail is not recorded yet')
  const now = clock.now()
  const said = key.delivered(request.tenantId, `${messageId}#${delivery.status}#${recipient}#${request.ulid}`)
  const event = seal(deliveryEvent(request, report, now, random.ulid(now)), random.bytes)
  const record = (onRequest: boolean) =>
    table.commit([
      { kind: 'mark-told', key: said, now },
      ...(onRequest ? [{ kind: 'note-delivery' as const, request, recipient, delivery }] : []),
      { kind: 'emit', domain: 'delivery', sealed: event },
    ])
  const first = await record(mail !== undefined && isAbout(mail, report))
  if (first.ok) return true
  if (first.failed.includes('mark-told')) return false
  // Something newer is known of the mail: the ledger has this all the same.
  return (await record(false)).ok
}

/** Whether the report is of this mail, or of a later one to the same address; an earlier one says nothing about it. */
const isAbout = ({ email, at }: MailRecord, { address, sentAt }: DeliveryReport): boolean =>
  isSameAddress(email, address) && at <= plusSeconds(sentAt, recordedWithin)

/** Whether the mail of every approver who could decide it failed, or came back. */
function isUnreached(
  { stored, settings }: DecisionFacts,
  { about: { recipient } }: DeliveryReport,
  vendorDomains: readonly string[],
  now: Instant,
): boolean {
  if (!stored || !settings) return false
  // Of an emergency everybody is to hear, whatever has become of it.
  if (!awaitsDecision(stored.request, now) && !isEmergency(stored.request)) return false
  return reachableApprovers(settings, stored.request.operator, vendorDomains).every(([id]) => {
    const mail = stored.mails[id]
    if (id === recipient || !mail || mail.status === 'failed') return true
    return mail.delivery !== undefined && mail.delivery.status !== 'delivered'
  })
}

const deliveryEvent = (
  request: AccessRequest,
  { about: { recipient }, address, delivery, bounce }: DeliveryReport,
  at: Instant,
  id: string,
): EventDraft => ({
  id,
  type: delivery.status === 'delivered' ? 'lockbox.mail.delivered' : 'lockbox.mail.undelivered',
  tenantId: request.tenantId,
  at,
  actor: { kind: 'system', id: 'delivery', method: 'system' },
  request,
  details: {
    recipient,
    at: delivery.at,
    ...(delivery.status !== 'delivered' && { kind: delivery.status }),
    bounceType: bounce?.type,
    bounceSubType: bounce?.subType,
  },
  // What a mail server says of an address may name it.
  personal: { 'recipient.email': address, diagnosis: delivery.detail },
})
