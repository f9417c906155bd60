import * as v from 'valibot'
import { isTenantId, isUlid, parseRequestId } from '../ids.ts'
import { thumbprint as keyThumbprint } from '../proofs/types.ts'
import { reasonTypes, requestStates } from '../request.ts'
import { instantForm } from '../time.ts'

/** A value in an event's `details`, for the check of events and for the page that describes them. */
export type ValueSchema = v.GenericSchema<unknown, string | number | boolean | null>

/** One name in an event's `details`. Names may have placeholders: `service.<n>.id`. */
export interface Detail {
  readonly value: ValueSchema
  readonly means: string
  /** It may be missing. @default - it is always there */
  readonly optional?: true
}

/** One personal value, beside those that every event may have. */
export interface Personal {
  readonly means: string
  readonly optional?: true
}

/**
 * What an event is about: a request (then it has `requestId`, `environmentId`, `service`, the ticket if there is one, and
 * the operator's id), one if it is about one, one of which nothing but the id is known, the place that somebody asked for, an environment, or the tenant.
 */
export type About = 'request' | 'request, if any' | 'request id' | 'place' | 'environment' | 'tenant'

/** Everything that there is to know of one type of event, beside who may make it (`eventDomains`). */
export interface EventDescription {
  /** One sentence or two: what happened. */
  readonly says: string
  /** Forms of its id; of a type that moves a request there is only one, and this is left out. */
  readonly id?: readonly IdForm[]
  readonly about: About
  /** What `before` and `after` say, of a type that does not move a request. */
  readonly before?: string
  readonly after?: string
  readonly details: Readonly<Record<string, Detail>>
  readonly personal: Readonly<Record<string, Personal>>
}

/** Forms of ids, as the page shows them. */
export const idForms = {
  '<ulid>#<version>': /^[0-9A-Z]{26}#[1-9]\d*$/,
  ULID: /^[0-9A-Z]{26}$/,
  'settings#1': /^settings#1$/,
  'settings#<version>': /^settings#[1-9]\d*$/,
  'environment.<environment>#<version>': /^environment\.[A-Za-z0-9_-]{1,64}#[1-9]\d*$/,
  'approver.<id of the proposal>#stopped': /^approver\.[0-9A-Z]{26}#stopped$/,
  'door.<ulid of the grant>': /^door\.[0-9A-Z]{26}$/,
  'key.<thumbprint>': /^key\.[A-Za-z0-9_-]{43}$/,
  'catalogue#<version>-<digest>': /^catalogue#[1-9]\d*-[0-9a-f]{8}$/,
} as const satisfies Readonly<Record<string, RegExp>>
export type IdForm = keyof typeof idForms

/** What stands for a placeholder in a name. */
export const placeholders = {
  '<id>': '[0-9A-Z]{26}',
  '<n>': '[1-9]\\d*',
  '<list>': '(?:approver|observer|auditor)',
} as const satisfies Readonly<Record<string, string>>

const described = <S extends v.GenericSchema<unknown, string>>(schema: S, words: string) =>
  v.pipe(schema, v.description(words))

export const text = described(v.string(), 'text')
export const ulid = described(v.pipe(v.string(), v.check(isUlid)), 'ULID')
export const tenant = described(v.pipe(v.string(), v.check(isTenantId)), 'tenant id')
export const time = described(v.pipe(v.string(), v.regex(instantForm)), 'time')
export const request = described(
  v.pipe(
    v.string(),
    v.check((value) => parseRequestId(value) !== undefined),
  ),
  'request id',
)
/** Of the tenant's lists, as they are or as they were before the change that the mail is about; or the operator. */
export const person = described(
  v.pipe(
    v.string(),
    v.check((value) => value === 'operator' || isUlid(value.replace(/\.before$/, ''))),
  ),
  'id on a list, `<id>.before`, or `operator`',
)
export const thumbprint = described(keyThumbprint, 'thumbprint')
export const whole = v.pipe(v.number(), v.safeInteger(), v.description('whole number'))
export const yes = v.literal(true)
export const flag = v.pipe(v.boolean(), v.description('`true` or `false`'))
export const oneOf = <const T extends readonly string[]>(values: T) => v.picklist(values)
export const level = oneOf(['read', 'write'])
export const reasonType = oneOf(reasonTypes)
export const standing = oneOf([...requestStates, 'nothing'])

export const must = (value: ValueSchema, means: string): Detail => ({ value, means })
export const may = (value: ValueSchema, means: string): Detail => ({ value, means, optional: true })
export const told = (means: string): Personal => ({ means })
export const maybeTold = (means: string): Personal => ({ means, optional: true })
