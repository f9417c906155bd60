import type { RequestKey } from '../domain/request.ts'

/** The Step Functions side of a request. */
export interface Executions {
  /** Starts the execution `<requestId>-<attempt>`; one that runs or ran already counts as started. */
  readonly start: (request: RequestKey, attempt: number) => Promise<void>
  /** Wakes the waiting execution; one that is gone counts as woken (the table is re-read anyway). */
  readonly wake: (taskToken: string) => Promise<void>
}

/** Asks another function of the stack to do its job for these keys. */
export interface Invoker {
  readonly invoke: (functionName: string, payload: unknown) => Promise<void>
}
