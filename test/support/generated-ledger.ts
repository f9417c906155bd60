import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { base64urlOf, sha256Hex } from '../../functions/domain/digest.ts'
import { personalHash } from '../../functions/domain/events.ts'
import { signingInput } from '../../functions/domain/jws.ts'
import { genesis, hashAfter } from '../../functions/domain/ledger.ts'
import type { LedgerKey } from '../../functions/domain/proofs/published-keys.ts'
import { type KeyPurpose, proofTypes } from '../../functions/domain/proofs/types.ts'
import { instant } from '../../functions/domain/time.ts'

/** A key of the ledger that a test holds itself. */
export interface TestKey {
  readonly published: LedgerKey
  readonly sign: (kind: keyof typeof proofTypes, claims: unknown) => string
}

export async function testKey(purpose: KeyPurpose, interval: Pick<LedgerKey, 'validFrom' | 'validUntil'> = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y })
  const published: LedgerKey = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256', purpose, ...interval }
  return { published, sign: (kind, claims) => signed(privateKey, kid, proofTypes[kind], claims) } satisfies TestKey
}

function signed(key: KeyObject, kid: string, typ: string, claims: unknown): string {
  const input = signingInput({ typ, kid }, claims)
  return `${input}.${base64urlOf(sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }))}`
}

interface Step {
  readonly type: string
  readonly domain: string
  readonly actor: string
  /** Names of personal values, sorted, with their lengths in a typical ledger. */
  readonly personal: readonly string[]
  readonly details: string
  readonly move?: { readonly version: number; readonly before?: string; readonly after: string }
}

const olivia = ['actor.email', 'actor.id', 'actor.ip', 'actor.name', 'actor.userAgent', 'operator.id']
const ofFunction = ['actor.id', 'operator.id', 'recipient.email']
const mail = (purpose: string): Step => ({
  type: 'lockbox.mail.sent',
  domain: 'workflow',
  actor: '{"kind":"system","method":"system"}',
  personal: ofFunction,
  details: `{"approverId":"01J00000000000000000000ADA","attempt":1,"purpose":"${purpose}"}`,
})
const used: Step = {
  type: 'lockbox.access.used',
  domain: 'check',
  actor: '{"client":"3n4b5urk1ft4fl3mg5e62d9ado","kind":"operator","method":"access-token"}',
  personal: ['actor.email', 'actor.id', 'operator.id'],
  details: '{"accessLevel":"read","action":"export.retry","resource":"exports/2026-11-23"}',
}

/** What becomes of a request in this ledger: asked, mailed, approved, used and ended. */
const life: readonly Step[] = [
  {
    type: 'lockbox.request.started',
    domain: 'operator',
    actor: '{"kind":"operator","method":"access-token"}',
    personal: [...olivia, 'operator.name', 'reason.detail'],
    details:
      '{"accessLevel":"read","accessPeriod":28800,"expiresAt":"2026-11-27T09:00:00.000Z","reason.type":"VendorInitiatedService"}',
    move: { version: 1, after: 'ActionNeeded' },
  },
  mail('decision'),
  mail('information'),
  {
    type: 'lockbox.request.approved',
    domain: 'link',
    actor: '{"kind":"approver","method":"link-and-code"}',
    personal: [...olivia, 'reason'],
    details: '{"accessLevel":"read","accessPeriod":28800,"accessUntil":"2026-11-23T17:04:10.512Z"}',
    move: { version: 2, before: 'ActionNeeded', after: 'Approved' },
  },
  mail('outcome'),
  used,
  used,
  used,
  {
    type: 'lockbox.request.ended',
    domain: 'workflow',
    actor: '{"kind":"system","method":"clock"}',
    personal: ['actor.id', 'operator.id'],
    details: '{}',
    move: { version: 3, before: 'Approved', after: 'Ended' },
  },
]

/** So many requests are under way at a time, each at another point of its life. */
const underWay = 40
const salts = randomBytes(48 * 1024).toString('base64url')

export interface GeneratedLedger {
  readonly folder: string
  readonly tenantId: string
  readonly pin: string
  readonly head: { readonly seq: number; readonly hash: string }
  readonly bytes: number
}

/**
 * A ledger as a busy year leaves it, written as an auditor has it: `audit.ndjson`, `checkpoints.jws` (one each 10,000
 * entries, and of the last one), `keys.json`, `receipt.jws`. From templates: a million entries in well under a minute.
 */
export async function generateLedger(
  folder: string,
  events: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<GeneratedLedger> {
  const tenantId = 'acme-bank'
  const sealing = await testKey('checkpoint')
  const receipts = await testKey('receipt')
  const file = createWriteStream(join(folder, 'audit.ndjson'))
  const checkpoints: string[] = []
  const started = Date.parse('2026-01-01T00:00:00.000Z')
  let hash = genesis(tenantId)
  let bytes = 0
  let waiting = ''
  let previous: { seq: number; sha256: string } | null = null
  let asked: Place | undefined
  let receipt: string | undefined
  for (let seq = 1; seq <= events; seq++) {
    const turn = Math.floor((seq - 1) / underWay)
    const request = Math.floor(turn / life.length) * underWay + ((seq - 1) % underWay)
    const step = life[turn % life.length] as Step
    const at = instant(started + seq * 250)
    const before = hash
    const ulid = `01J${String(request).padStart(23, '0')}`
    const [event, personal] = eventOf(tenantId, ulid, step, seq, at)
    hash = hashAfter(before, event)
    waiting += `{"event":${event},"hash":"${hash}","personal":${personal},"previousHash":"${before}","recordedAt":"${at}","seq":${seq}}\n`
    const place = { seq, hash, at }
    if (step.type === 'lockbox.request.started') asked ??= place
    if (step.type === 'lockbox.request.approved' && asked)
      receipt ??= receipts.sign('receipt', receiptOf(tenantId, ulid, asked, place))
    if (seq % 10_000 === 0 || seq === events) {
      const jws = sealing.sign('checkpoint', {
        iss: 'https://lockbox.vendor.example',
        tenantId,
        seq,
        head: hash,
        recordedAt: at,
        time: instant(Date.parse(at) + 60_000),
        previous,
        receiptKeys: [receipts.published.kid],
      })
      previous = { seq, sha256: sha256Hex(jws) }
      checkpoints.push(`${jws}\n`)
    }
    if (waiting.length > 1024 * 1024 || seq === events) {
      bytes += Buffer.byteLength(waiting)
      if (!file.write(waiting)) await once(file, 'drain')
      waiting = ''
      onProgress(seq)
    }
  }
  file.end()
  await once(file, 'close')
  writeFileSync(join(folder, 'checkpoints.jws'), checkpoints.join(''))
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [sealing.published, receipts.published] }))
  if (receipt) writeFileSync(join(folder, 'receipt.jws'), receipt)
  return { folder, tenantId, pin: sealing.published.kid, head: { seq: events, hash }, bytes }
}

interface Place {
  readonly seq: number
  readonly hash: string
  readonly at: string
}

const operator = { kind: 'operator', method: 'access-token' }
const approver = { kind: 'approver', method: 'link-and-code' }

/** Of the first request: it was started first, and is the first to be approved. */
const receiptOf = (tenantId: string, ulid: string, asked: Place, approved: Place) => ({
  iss: 'https://lockbox.vendor.example',
  issuedAt: approved.at,
  tenantId,
  requestId: `${tenantId}.${ulid}`,
  environmentId: 'production',
  service: 'database',
  accessLevel: 'read',
  accessPeriod: 'PT8H',
  granted: { accessLevel: 'read', accessPeriod: 'PT8H', accessUntil: '2026-11-23T17:04:10.512Z' },
  operator: {},
  outcome: 'approved',
  by: approver,
  ...approved,
  history: [
    { type: 'lockbox.request.started', by: operator, ...asked },
    { type: 'lockbox.request.approved', by: approver, ...approved },
  ],
})

let salted = 0

/** The event in its canonical form, and the values that it holds hashes of. */
function eventOf(tenantId: string, ulid: string, step: Step, seq: number, at: string): readonly [string, string] {
  const { type, domain, actor, details, move } = step
  let hashes = ''
  let values = ''
  for (const name of step.personal) {
    salted = (salted + 21) % (salts.length - 21)
    const salt = `${salts.slice(salted, salted + 21)}A`
    const value = `${name} of ${seq}@acme-bank.example`
    const comma = hashes === '' ? '' : ','
    hashes += `${comma}"${name}":"${personalHash({ salt, value })}"`
    values += `${comma}"${name}":{"salt":"${salt}","value":"${value}"}`
  }
  const after = move ? `"after":"${move.after}",` : ''
  const before = move?.before ? `"before":"${move.before}",` : ''
  const version = move ? `,"version":${move.version}` : ''
  const id = move ? `${ulid}#${move.version}` : `01K${String(seq).padStart(23, '0')}`
  const data = `{"actor":${actor},${after}${before}"details":${details},"domain":"${domain}","environmentId":"production","personal":{${hashes}},"recordedAt":"${at}","requestId":"${tenantId}.${ulid}","seq":${seq},"service":"database","tenantId":"${tenantId}"${version}}`
  const event = `{"data":${data},"datacontenttype":"application/json","id":"${id}","source":"urn:lockbox:${tenantId}","specversion":"1.0","subject":"${tenantId}.${ulid}","time":"${at}","type":"${type}"}`
  return [event, `{${values}}`]
}
