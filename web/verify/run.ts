import { NotVerifiable } from '../../verifier/findings.ts'
import type { Report } from '../../verifier/report.ts'
import type { Progress } from '../../verifier/stream.ts'
import { verify } from '../../verifier/verify.ts'
import { bytesOf, type Given, Unusable } from './given.ts'

/** Milliseconds between two sights of the progress: a page that is drawn for each piece is slower than the work. */
const every = 100

/** Verifies what was chosen, here in the browser. */
export function verifyFiles(
  { export: file, ...rest }: Given,
  { pins, part }: { readonly pins: readonly string[]; readonly part: boolean },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Report> {
  let last = 0
  return verify({
    ...rest,
    lines: bytesOf(file),
    pins,
    part,
    signal,
    onProgress: (progress) => {
      const now = performance.now()
      if (now - last < every) return
      last = now
      onProgress(progress)
    },
  })
}

/** Why files could not be verified, and what to do; undefined: it is not about the files. */
export function whyNot(error: unknown): string | undefined {
  if (error instanceof Unusable) return error.message
  if (error instanceof NotVerifiable) return `${error.message} ${error.advice}`
  if (error instanceof SyntaxError) return 'The file of keys is no JSON. Choose it as it was downloaded.'
  return undefined
}
