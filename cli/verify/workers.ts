import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Checked, Context } from '../../verifier/chunk.ts'
import type { Chunk } from '../../verifier/lines.ts'
import type { Checker } from '../../verifier/stream.ts'

/** More do not make it faster: the thread that joins their chunks is busy by then. */
const most = 4
/** While one chunk is checked, the next one waits beside it. */
const each = 2

interface Waiting {
  readonly resolve: (checked: Checked) => void
  readonly reject: (error: Error) => void
}

/** One thread, which answers in the order in which it is asked. */
class Thread {
  readonly waiting: Waiting[] = []
  readonly #worker: Worker

  constructor(context: Context) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: context,
      // A chunk's lines die young. Small generations keep four workers and the main thread under 150 MB.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    })
    this.#worker.on('message', (checked: Checked) => this.waiting.shift()?.resolve(checked))
    this.#worker.on('error', (error: Error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error)
    })
  }

  check({ bytes, firstLine }: Chunk): Promise<Checked> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      // A chunk has a buffer of its own: it is handed over, not copied.
      this.#worker.postMessage({ bytes, firstLine }, [bytes.buffer as ArrayBuffer])
    })
  }

  end = () => this.#worker.terminate()
}

/** Checks chunks in as many threads as the machine has cores. */
export function workers(context: Context): Checker {
  const threads = Array.from({ length: Math.min(most, availableParallelism()) }, () => new Thread(context))
  return {
    width: threads.length * each,
    check: (chunk) => threads.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a)).check(chunk),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()))
    },
  }
}
