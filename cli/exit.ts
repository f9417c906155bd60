/** How the command ends; documented in `docs/cli.md`. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  notSignedIn: 3,
  unreachable: 4,
  unhealthy: 5,
  /** An export does not hold, or what is signed about it does not. */
  tampered: 6,
  /** What is signed or witnessed tells another history. */
  forked: 7,
  /** No checkpoint is new enough. */
  stale: 8,
  /** As shells have it for SIGINT. */
  interrupted: 130,
} as const
export type Exit = keyof typeof exitCodes

/** The API's own words for a refusal. */
export interface Problem {
  readonly code: string
  readonly detail: string
  readonly [member: string]: unknown
}

/** An end that is explained to whoever typed the command: what happened, and what to do now. */
export class CliError extends Error {
  readonly exit: Exit
  readonly advice: string | undefined
  readonly problem: Problem | undefined

  constructor(exit: Exit, message: string, more: { readonly advice?: string; readonly problem?: Problem } = {}) {
    super(message)
    this.name = 'CliError'
    this.exit = exit
    this.advice = more.advice
    this.problem = more.problem
  }
}
