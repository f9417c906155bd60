import type { RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'

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

/** Asks another function of the stack and waits for what it answers; throws when it failed. */
export interface Asker {
  readonly ask: (functionName: string, payload: unknown) => Promise<unknown>
}

/** The mail of an outcome to one approver, which only notify can write: it alone makes links and codes. */
export interface OutcomeInput extends RequestKey {
  readonly v: 1
  readonly outcome: {
    readonly approverId: string
    /** Of the request, after what the mail tells. */
    readonly version: number
    /** Where the ledger has it. */
    readonly seq: number
    readonly hash: string
    readonly type: string
    readonly recordedAt: Instant
  }
}

/** `false`: there is nothing (any more) that this approver could stop by link and code. */
export interface OutcomeSent {
  readonly sent: boolean
  /** Why the mail could not be sent, an error's name. */
  readonly error?: string
}
