import { base32 } from '../functions/domain/ids.ts'
import { type Cursor, token } from './cursor.ts'

/** What stands in every canonical line between what differs. */
export const t = {
  entry: token('{"event":'),
  data: token('{"data":'),
  actor: token('{"actor":{'),
  client: token('"client":"'),
  kind: token('"kind":"'),
  method: token(',"method":"'),
  after: token(',"after":"'),
  before: token(',"before":"'),
  details: token(',"details":'),
  domain: token(',"domain":"'),
  environmentId: token(',"environmentId":"'),
  personal: token(',"personal":'),
  recordedAt: token(',"recordedAt":"'),
  seq: token(',"seq":'),
  service: token(',"service":"'),
  supportTicket: token(',"supportTicket":"'),
  version: token(',"version":'),
  id: token(',"datacontenttype":"application/json","id":"'),
  versionOfId: token('#'),
  time: token(',"time":"'),
  type: token(',"type":"'),
  hash: token(',"hash":"'),
  previousHash: token(',"previousHash":"'),
  salt: token('{"salt":"'),
  open: token('{'),
  close: token('}'),
  quote: token('"'),
  colon: token(':'),
  value: token(':"'),
  comma: token(','),
  next: token(',"'),
  true: token('true'),
  false: token('false'),
  null: token('null'),
}

/** The same, with the tenant in it. */
export const tokensOf = (tenantId: string) => ({
  requestId: token(`,"requestId":"${tenantId}.`),
  tenantId: token(`,"tenantId":"${tenantId}"`),
  source: token(`,"source":"urn:lockbox:${tenantId}"`),
  subject: token(`,"specversion":"1.0","subject":"${tenantId}"`),
  subjectOfRequest: token(`,"specversion":"1.0","subject":"${tenantId}.`),
})

/** Where a 0 stands, any digit may. */
const instantForm = token('0000-00-00T00:00:00.000Z')
export const instantLength = instantForm.length
const zero = 0x30
const nine = 0x39

/** Takes a time, as `isInstant` has it, up to its quote; gives where it begins. */
export function takeInstant(cursor: Cursor): number {
  const { bytes, at } = cursor
  for (let i = 0; i < instantLength; i++) {
    const byte = bytes[at + i] as number
    if (instantForm[i] === zero ? byte < zero || byte > nine : byte !== instantForm[i]) cursor.ok = false
  }
  cursor.at = at + instantLength
  cursor.take(t.quote)
  return at
}

/** Takes a time that is the same as another one. */
export function takeSameInstant(cursor: Cursor, other: number): void {
  if (!cursor.same(cursor.at, other, instantLength)) cursor.ok = false
  cursor.at += instantLength
  cursor.take(t.quote)
}

/** Whether a time comes before another one. */
export const isBefore = (cursor: Cursor, one: number, other: number): boolean =>
  cursor.order(one, one + instantLength, other, other + instantLength) < 0

const ofUlid = Uint8Array.from({ length: 256 }, (_, byte) => Number(base32.includes(String.fromCharCode(byte))))
export const ulidLength = 26

/** Takes a ULID up to its quote; gives where it begins. */
export function takeUlid(cursor: Cursor): number {
  const { bytes, at } = cursor
  for (let i = 0; i < ulidLength; i++) if (ofUlid[bytes[at + i] as number] !== 1) cursor.ok = false
  cursor.at = at + ulidLength
  cursor.take(t.quote)
  return at
}

/** Takes a ULID that is the same as another one. */
export function takeSameUlid(cursor: Cursor, other: number): void {
  if (!cursor.same(cursor.at, other, ulidLength)) cursor.ok = false
  cursor.at += ulidLength
}
