import * as v from 'valibot'
import { accessTo } from '../access.ts'
import { reach } from '../deployment.ts'
import { CliError } from '../exit.ts'
import type { Session } from '../session.ts'

const jws = v.pipe(v.string(), v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/))
const checkpoint = v.object({ seq: v.number(), jws })
const statement = v.object({ month: v.pipe(v.string(), v.regex(/^\d{4}-\d\d$/)), jws })
const receipt = v.object({ requestId: v.string(), seq: v.number(), jws })
const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.object({ items: v.array(item), cursor: v.optional(v.string()) })

export type Checkpoint = v.InferOutput<typeof checkpoint>
export type Statement = v.InferOutput<typeof statement>
export type Receipt = v.InferOutput<typeof receipt>

/** What vouches for a ledger, as a deployment gives it out. */
export interface EvidenceSource {
  /** Of numbers above `after`, ascending. */
  readonly checkpoints: (after: number) => AsyncIterable<Checkpoint>
  readonly statements: () => AsyncIterable<Statement>
  /** Undefined: nothing came of the request yet. */
  readonly receipt: (requestId: string) => Promise<Receipt | undefined>
  readonly keys: () => Promise<unknown>
}

/** So often in a row a call is made again that the gateway throttled. */
const patience = 5

export function evidenceSource(session: Session): EvidenceSource {
  const { io } = session
  const url = session.url()

  /** An answer and its status; a refusal that `expected` does not name is thrown in the API's words. */
  async function get<S extends v.GenericSchema>(path: string, schema: S, ...expected: readonly string[]) {
    const headers = path.startsWith('/.well-known/')
      ? {}
      : { authorization: `Bearer ${(await accessTo(url, 'customers', io)).token}` }
    for (let tried = 1; ; tried++) {
      const signal = AbortSignal.any([io.interrupted, AbortSignal.timeout(40_000)])
      const answer = await reach(url, async () => {
        try {
          return await io.fetch(url + path, { headers, signal })
        } catch (error) {
          throw io.interrupted.aborted ? new CliError('interrupted', 'Interrupted.') : error
        }
      })
      const body: unknown = await answer.json().catch(() => undefined)
      if (answer.status === 429 && tried < patience) {
        await io.pause(tried)
        continue
      }
      if (answer.ok) {
        const result = v.safeParse(schema, body)
        if (result.success) return result.output as v.InferOutput<S>
        throw new CliError('refused', `${url} answered ${path} with what this command does not know.`, {
          advice: 'Use the command of the same release as the deployment.',
        })
      }
      const problem = v.safeParse(v.looseObject({ code: v.string(), detail: v.string() }), body)
      if (problem.success && expected.includes(problem.output.code)) return undefined
      if (answer.status === 401)
        throw new CliError('notSignedIn', 'The deployment does not take this token.', {
          advice: 'Run: lockbox login --customer',
        })
      throw new CliError('refused', problem.success ? problem.output.detail : `The API answered ${answer.status}.`, {
        ...(problem.success && { problem: problem.output }),
      })
    }
  }

  async function* pages<S extends v.GenericSchema>(path: string, query: Record<string, string>, item: S) {
    let cursor: string | undefined
    do {
      const search = new URLSearchParams(cursor ? { ...query, cursor } : query).toString()
      const page = await get(search ? `${path}?${search}` : path, pageOf(item))
      yield* page?.items ?? []
      cursor = page?.cursor
    } while (cursor)
  }

  return {
    checkpoints: (after) => pages('/audit/checkpoints', after > 0 ? { after: String(after) } : {}, checkpoint),
    statements: () => pages('/audit/statements', {}, statement),
    receipt: (id) => get(`/audit/receipts/${encodeURIComponent(id)}`, receipt, 'NoOutcome', 'NotFound'),
    keys: () => get('/.well-known/ledger-keys.json', v.looseObject({ keys: v.array(v.unknown()) })),
  }
}
