import type { ProblemCode } from '../../functions/domain/problems.ts'

/** A refusal of the API (RFC 9457), or `Unreachable`: no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode | 'Unreachable'
  /** Members beside `code` and `detail`, e.g. `current` of a `VersionConflict`. */
  readonly members: Readonly<Record<string, unknown>>
  constructor(status: number, code: ApiProblem['code'], detail: string, members: Record<string, unknown> = {}) {
    super(detail)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.members = members
  }
}

/** What to show of an error: the API's own words where it answered. */
export const detailOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.message : 'Something went wrong on this page. Reload it and try again.'

/** The problem, when it is one of this code. */
export const isProblem = (error: unknown, code: ApiProblem['code']): error is ApiProblem =>
  error instanceof ApiProblem && error.code === code

/** What a body says is a problem; a gateway in front of the API may answer something else. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const { code, detail } = members
  if (typeof code === 'string' && typeof detail === 'string')
    return new ApiProblem(status, code as ProblemCode, detail, members)
  if (status === 401) return new ApiProblem(status, 'Unauthenticated', 'Your session has ended. Sign in again.')
  if (status === 403) return new ApiProblem(status, 'Forbidden', 'You may not do this.')
  if (status === 429)
    return new ApiProblem(status, 'TooManyRequests', 'Too many calls at once. Wait a little, then try again.')
  return new ApiProblem(status, 'InternalError', `The server could not do this (${status}). Try again in a minute.`)
}
