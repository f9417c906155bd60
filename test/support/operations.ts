import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallerKind } from '../../functions/runtime/routes.ts'
import type { ApiClient } from '../../infra/local/api.ts'
import { root } from '../../infra/local/paths.ts'

/** What clients are generated from. */
export const contractFile = join(root, 'contract', 'openapi.json')

/** An operation of the OpenAPI document that needs a token. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly audience: 'operators' | 'customers'
  readonly callers: readonly CallerKind[]
  /** By name; those of a machine differ from those of a person. */
  readonly examples: Readonly<Record<string, unknown>>
}

interface Documented {
  readonly operationId: string
  readonly 'x-lockbox-callers': readonly CallerKind[]
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples: Readonly<Record<string, { readonly value: unknown }>> }>
    >
  }
}

const document = JSON.parse(readFileSync(contractFile, 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>
}

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { security }]) => security.length > 0)
    .map(([method, documented]) => ({
      method: method.toUpperCase(),
      path,
      operationId: documented.operationId,
      audience: Object.keys(documented.security[0] ?? {})[0] as Operation['audience'],
      callers: documented['x-lockbox-callers'],
      examples: Object.fromEntries(
        Object.entries(documented.requestBody?.content['application/json']?.examples ?? {}).map(([name, { value }]) => [
          name,
          value,
        ]),
      ),
    })),
)

/** Whether a function answers the operation yet; `caller` is one that its route lets in. */
export async function isAnswered({ method, path }: Operation, caller: ApiClient): Promise<boolean> {
  const nowhere = path.replaceAll(/\{\w+\}/g, 'not-there')
  const answer = await caller.send(method, nowhere)
  return !answer.text.includes('There is no such route.')
}
