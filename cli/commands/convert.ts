import * as v from 'valibot'
import { csvHead, toCsv } from '../../verifier/mappings/csv.ts'
import type { Exported } from '../../verifier/mappings/exported.ts'
import { toMicrosoft } from '../../verifier/mappings/microsoft.ts'
import { toOcsf } from '../../verifier/mappings/ocsf.ts'
import { CliError } from '../exit.ts'
import type { FormatName } from '../export/formats.ts'
import { line, write } from '../io.ts'
import { linesIn } from '../lines.ts'
import type { Session } from '../session.ts'
import { cannotRead, writeWhole } from '../whole-file.ts'

/** What one entry becomes; undefined: the format has nothing of the kind. */
const formats = {
  csv: { head: csvHead, of: (entry: Exported) => toCsv(entry) },
  ocsf: { head: '', of: (entry: Exported) => jsonLine(toOcsf(entry)) },
  microsoft: { head: '', of: (entry: Exported) => jsonLine(toMicrosoft(entry)) },
} as const satisfies Record<FormatName, unknown>

const jsonLine = (value: unknown): string | undefined =>
  value === undefined ? undefined : `${JSON.stringify(value)}\n`

/** Characters that are written at once. */
const batchSize = 256 * 1024

export interface ConvertOptions {
  readonly to: FormatName
  readonly out?: string
}

/** Maps an export line by line, without network; memory holds one batch. */
export async function convert(session: Session, file: string, { to, out }: ConvertOptions): Promise<void> {
  const { io } = session
  if (!out) return told(session, await mapAll(session, file, to, (text) => write(io.out, text)))
  const mapped = await writeWhole(out, (target) => mapAll(session, file, to, (text) => target.appendFile(text)))
  await told(session, mapped, out)
}

interface Mapped {
  readonly entries: number
  /** That the format has nothing for. */
  readonly left: number
}

async function mapAll(
  { io }: Session,
  file: string,
  to: ConvertOptions['to'],
  put: (text: string) => Promise<void>,
): Promise<Mapped> {
  const { head, of } = formats[to]
  let [batch, number, entries, left]: [string, number, number, number] = [head, 0, 0, 0]
  for await (const text of linesOf(file)) {
    if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
    number++
    if (text === '') continue
    const mapped = of(entryIn(text, file, number))
    if (mapped === undefined) left++
    else {
      entries++
      batch += mapped
    }
    if (batch.length < batchSize) continue
    await put(batch)
    batch = ''
  }
  if (batch) await put(batch)
  return { entries, left }
}

async function told({ io }: Session, { entries, left }: Mapped, out?: string): Promise<void> {
  const done = `${entries} entries${out ? ` in ${out}` : ''}.`
  await line(io.err, left > 0 ? `${done} ${left} have no counterpart there, and are left out.` : done)
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* linesIn(file)
  } catch (error) {
    throw error instanceof CliError ? error : cannotRead(file, error as Error)
  }
}

const text = v.string()
/** As much as the mappings take for granted: whether it is true, and whole, the verifier says. */
const shape = v.looseObject({
  seq: v.number(),
  recordedAt: text,
  hash: text,
  previousHash: text,
  event: v.looseObject({
    id: text,
    source: text,
    type: text,
    time: text,
    data: v.looseObject({
      tenantId: text,
      actor: v.looseObject({ kind: text, method: text }),
      details: v.looseObject({}),
    }),
  }),
  personal: v.record(text, v.strictObject({ salt: text, value: text })),
})

function entryIn(line: string, file: string, number: number): Exported {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), line)
  if (result.success) return result.output as unknown as Exported
  throw new CliError('usage', `Line ${number} of ${file} is no entry of an export.`, {
    advice: 'Check the file: lockbox audit verify. It may be cut off, or another file.',
  })
}
