import { Worker } from 'node:worker_threads'
import type { Checked, Context } from '../../verifier/checked.ts'
import type { Helper } from '../../verifier/stream.ts'
import { withoutTypes } from './without-types.ts'

/** So many chunks lie with the thread: one that it checks, and two that wait, so that it never does. */
const most = 3
/** A longer chunk, which holds a very long line, is not for the thread. */
const longest = 256 * 1024

/** What runs first in the thread: modules come from memory, without their types. */
const start = `const { registerHooks } = require('node:module')
const { sources, entry } = require('node:worker_threads').workerData
registerHooks({
  load: (url, context, next) =>
    url in sources ? { format: 'module', source: sources[url], shortCircuit: true } : next(url, context),
})
import(entry)`

interface Answer {
  readonly checked: Checked
  readonly buffer: ArrayBuffer
}

/**
 * A second thread, which checks every other chunk or so. It is given its modules without their types: the compiler that
 * takes them off would take 25 MB once more. With it a verifier stays under 150 MB; with a third thread it would not.
 */
export function helper(context: Context): Helper {
  const entry = new URL('./thread.ts', import.meta.url).href
  const worker = new Worker(start, {
    eval: true,
    workerData: { context, entry, sources: withoutTypes(entry) },
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
  })
  const free = Array.from({ length: most }, () => new ArrayBuffer(longest))
  const waiting: PromiseWithResolvers<Checked>[] = []
  worker.on('message', ({ checked, buffer }: Answer) => {
    free.push(buffer)
    waiting.shift()?.resolve(checked)
  })
  worker.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  })
  return {
    most: 2 * most,
    check: (chunk) => {
      const buffer = chunk.length > longest ? undefined : free.pop()
      if (!buffer) return undefined
      const bytes = new Uint8Array(buffer, 0, chunk.length)
      bytes.set(chunk)
      const answer = Promise.withResolvers<Checked>()
      // It is waited for in its turn; until then a failure must not count as one that nobody handles.
      answer.promise.catch(() => undefined)
      waiting.push(answer)
      worker.postMessage(bytes, [buffer])
      return answer.promise
    },
    end: async () => void (await worker.terminate()),
  }
}
