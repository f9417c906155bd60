import { existsSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { CliError } from './exit.ts'

/** What somebody keeps is not written over: evidence of one day is not that of another. */
export function refuseExisting(out: string): void {
  if (existsSync(out)) throw new CliError('usage', `${out} is there already.`, { advice: 'Name another file.' })
}

/** Writes a file that nobody else reads. It has its name once it is whole: what is broken off is removed. */
export async function writeWhole<T>(out: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  refuseExisting(out)
  const part = `${out}.part`
  const file = await open(part, 'w', 0o600).catch((error: Error) => {
    throw cannotWrite(out, error)
  })
  try {
    const written = await write(file)
    await file.close()
    await rename(part, out)
    return written
  } catch (error) {
    await file.close()
    await rm(part, { force: true })
    throw error instanceof CliError ? error : cannotWrite(out, error as Error)
  }
}

export const cannotWrite = (path: string, { message }: Error): CliError =>
  new CliError('usage', `${path} cannot be written: ${message}`)
export const cannotRead = (path: string, { message }: Error): CliError =>
  new CliError('usage', `${path} cannot be read: ${message}`)
