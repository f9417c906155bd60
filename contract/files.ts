import { join } from 'node:path'
import openapiTS, { type OpenAPI3 } from 'openapi-typescript'
import { openApiDocument } from './document.ts'

export interface GeneratedFile {
  readonly name: string
  readonly path: string
  readonly content: string
}

/** The two generated files as they are to be. */
export async function files(): Promise<readonly GeneratedFile[]> {
  const document = openApiDocument()
  const types = await openapiTS(document as unknown as OpenAPI3, { commentHeader })
  return [file('openapi.json', `${JSON.stringify(document, null, 2)}\n`), file('client.ts', types)]
}

const file = (name: string, content: string): GeneratedFile => ({
  name,
  path: join(import.meta.dirname, name),
  content,
})

const commentHeader = '// Generated from openapi.json by `npm run contract`.\n\n'
