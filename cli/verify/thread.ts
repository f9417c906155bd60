// The second thread of `lockbox audit verify`: `helper.ts` starts it.
import { parentPort, workerData } from 'node:worker_threads'
import type { Context } from '../../verifier/checked.ts'
import { checkChunk } from '../../verifier/chunk.ts'

const { context } = workerData as { readonly context: Context }

parentPort?.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
  const checked = checkChunk(bytes, context)
  parentPort?.postMessage({ checked, buffer: bytes.buffer }, [bytes.buffer])
})
