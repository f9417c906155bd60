import type { GenericSchema, InferInput } from 'valibot'
import type { ProblemCode } from '../../domain/problems.ts'
import type { routes } from '../../runtime/routes.ts'

type Route = (typeof routes)[number]

/** `GET /requests/{id}` and so on: every route that needs a token. Pages and files of the browser are no operations. */
export type RouteKey = Keyed<Exclude<Route, { readonly audience: 'public' }>>
type Keyed<R> = R extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? `${M} ${P}`
  : never

/** What a call sends. */
export interface Body<S extends GenericSchema = GenericSchema> {
  readonly schema: S
  /** @default - it has to be there */
  readonly optional?: true
  /** By name; valid, and tried by the tests. */
  readonly examples: Readonly<Record<string, unknown>>
}

/** What a call gets. */
export interface Answer {
  readonly description: string
  /** @default - no body */
  readonly schema?: GenericSchema
}

/** All that the OpenAPI document says of a route beyond its path, its callers and what every call has in common. */
export interface Operation {
  readonly id: string
  readonly tag: 'Requests' | 'Tenants' | 'Settings' | 'Decisions' | 'Audit' | 'Deployment' | 'Access'
  readonly summary: string
  readonly description?: string
  /** A strict object. */
  readonly query?: GenericSchema
  readonly headers?: Readonly<Record<string, { readonly schema: GenericSchema; readonly description: string }>>
  readonly body?: Body
  readonly answers: Readonly<Record<number, Answer>>
  /** Refusals of its own: beside those of every body, every token and every failure. */
  readonly problems: readonly ProblemCode[]
  /** The answer has an `ETag`, and `If-None-Match` is answered with 304. */
  readonly conditional?: true
}

/** A body whose examples are of its schema. */
export const body = <S extends GenericSchema>(
  schema: S,
  examples: Readonly<Record<string, InferInput<S>>>,
): Body<S> => ({ schema, examples })

/** A body that may be left out. */
export const optionalBody = <S extends GenericSchema>(
  schema: S,
  examples: Readonly<Record<string, InferInput<S>>>,
): Body<S> => ({ schema, examples, optional: true })
