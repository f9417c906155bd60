import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installedPython } from '../../infra/local/python.ts'
import type { Case } from '../vectors/cases.ts'

export interface Found {
  readonly outcome: 'holds' | 'tampered' | 'forked' | 'stale' | 'nothing'
  readonly findings: readonly { readonly verdict: string; readonly code: string; readonly seq?: number }[]
  readonly unsealed?: number
}

export const script = join(import.meta.dirname, 'verify.py')

/** The Python that the local AWS runs on: it has `cryptography`. */
export const python = (): Promise<string> => installedPython((work) => work())

/** One process of the second verifier, that answers one case after the other. */
export async function secondVerifier() {
  const child: ChildProcessWithoutNullStreams = spawn(await python(), [script, '--batch'])
  const errors: string[] = []
  child.stderr.on('data', (text) => errors.push(String(text)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    verify: async (given: Case): Promise<Found> => {
      child.stdin.write(`${JSON.stringify(given)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`the second verifier ended: ${errors.join('')}`)
      return JSON.parse(value) as Found
    },
    close: () => void child.kill(),
  }
}
