import type { HttpVerb } from '../runtime/http.ts'

/** What approvers see and decide of requests. */
export const requestVerbs: Readonly<Record<string, HttpVerb>> = {}
