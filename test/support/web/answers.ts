import { display } from '../../../functions/domain/request.ts'
import type { FakePerson } from './people.ts'

export interface FakeCall {
  readonly person: FakePerson
  readonly params: readonly string[]
  readonly query: URLSearchParams
  // biome-ignore lint/suspicious/noExplicitAny: whatever the page sends, for the fake to look into
  readonly body: any
  readonly headers: Readonly<Record<string, string | undefined>>
}
export interface FakeAnswer {
  readonly status: number
  readonly body: unknown
}
export type FakeRoute = (call: FakeCall) => FakeAnswer

export const ok = (body: unknown, status = 200): FakeAnswer => ({ status, body })
export const problem = (status: number, code: string, detail: string, extra: object = {}): FakeAnswer => ({
  status,
  body: { type: 'about:blank', title: code, status, ...extra, code, detail },
})
export const notFound = () =>
  problem(404, 'NotFound', 'There is no such request, or it is not yours to see. Check the id.')
export const alreadyDecided = (state: keyof typeof display, by: string) =>
  problem(409, 'AlreadyDecided', `The request is already "${display[state]}"; nothing was changed.`, { state, by })
