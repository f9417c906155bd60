import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { root } from './pages.ts'

/** Runs blocks one after the other. They come by a file of their own, so that no command reads what is not meant for it. */
const loop = `while IFS= read -r -d '' block <&3; do eval "$block" </dev/null; printf '\\0%s\\0' "$?"; done`

/** A shell that keeps its variables from one block to the next, as a reader's terminal does. */
export class Shell {
  private readonly blocks: Writable
  private readonly output: AsyncIterator<Buffer>
  private held = ''
  private errors = ''
  private readonly end: () => void

  constructor() {
    const child = spawn('bash', ['--noprofile', '--norc', '-c', loop], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const [, output, errors, blocks] = child.stdio as unknown as [null, Readable, Readable, Writable]
    this.blocks = blocks
    this.output = output[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    errors.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString()
    })
    this.end = () => child.kill()
  }

  /** What the block prints; fails when its last command does. */
  async run(block: string): Promise<string> {
    this.errors = ''
    this.blocks.write(`${block}\0`)
    const [printed, code] = [await this.upToNul(), await this.upToNul()]
    if (code !== '0') throw new Error(`exit code ${code} of\n${block}\n${printed}\n${this.errors}`)
    return printed
  }

  private async upToNul(): Promise<string> {
    while (!this.held.includes('\0')) {
      const { value, done } = await this.output.next()
      if (done) throw new Error(`the shell ended: ${this.errors}`)
      this.held += value.toString()
    }
    const at = this.held.indexOf('\0')
    const text = this.held.slice(0, at)
    this.held = this.held.slice(at + 1)
    return text
  }

  stop(): void {
    this.end()
  }
}
