import { parentPort, workerData } from 'node:worker_threads'
import { type Context, checkChunk } from '../../verifier/chunk.ts'
import type { Chunk } from '../../verifier/lines.ts'

const context = workerData as Context

parentPort?.on('message', (chunk: Chunk) => {
  const checked = checkChunk(chunk, context)
  parentPort?.postMessage(checked, [checked.ids.buffer as ArrayBuffer])
})
