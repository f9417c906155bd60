// Global set-up of the tests of the infrastructure: both example deployments, synthesized once for all of them.
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { configuration as sandbox } from '../../infra/deployments/sandbox.ts'
import { synthesize } from './synthesis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folders of the cloud assemblies. */
    assemblies: { readonly sandbox: string; readonly production: string }
  }
}

export default function setUp(project: TestProject): () => void {
  const assemblies = { sandbox: synthesize(sandbox), production: synthesize(production) }
  project.provide('assemblies', assemblies)
  return () => {
    for (const folder of Object.values(assemblies)) rmSync(folder, { recursive: true, force: true })
  }
}
