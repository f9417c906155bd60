import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import * as v from 'valibot'
import { CliError } from '../exit.ts'
import { cannotRead, cannotWrite } from '../whole-file.ts'
import type { Range } from './jobs.ts'

const shape = v.strictObject({
  url: v.string(),
  id: v.string(),
  from: v.exactOptional(v.string()),
  to: v.exactOptional(v.string()),
})
/** Which export a file comes from: kept beside it until the file is whole. */
export type Bookmark = v.InferOutput<typeof shape>

const placeOf = (out: string): string => `${out}.job`
/** What came so far. */
export const partOf = (out: string): string => `${out}.part`

/** The export that an earlier run of the same command began; undefined: there was none. */
export async function bookmarkFor(out: string, url: string, { from, to }: Range): Promise<Bookmark | undefined> {
  const path = placeOf(out)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw cannotRead(path, error)
  })
  if (text === undefined) {
    if (existsSync(out))
      throw new CliError('usage', `${out} is there already, and complete.`, { advice: 'Name another file.' })
    return undefined
  }
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text)
  if (!result.success)
    throw new CliError('usage', `${path} is not a mark of this command.`, { advice: `Delete it to begin anew.` })
  const mark = result.output
  if (mark.url !== url || mark.from !== from || mark.to !== to)
    throw new CliError('usage', `${out} was begun with another deployment or time.`, {
      advice: `Use the same ones, name another file, or delete ${path} to begin anew.`,
    })
  return mark
}

export async function remember(out: string, mark: Bookmark): Promise<void> {
  const path = placeOf(out)
  try {
    await rm(partOf(out), { force: true })
    await writeFile(`${path}.new`, JSON.stringify(mark), { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch (error) {
    throw cannotWrite(path, error as Error)
  }
}

/** The file is whole, or nothing of it is worth keeping. */
export const forget = (out: string): Promise<void> => rm(placeOf(out), { force: true })
