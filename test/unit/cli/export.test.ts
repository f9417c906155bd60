import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileSink } from '../../../cli/export/sinks.ts'
import { command, ownFolder } from '../../support/command.ts'
import { linesOf, sha256Of } from '../../support/memory-exports.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'

const file = Buffer.from(linesOf(sampleLedger(40)))
const id = '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C'
const link = 'https://bucket.example/files/acme/x.ndjson?signature='

interface Options {
  /** Looks until the file is written. */
  readonly looks?: number
  /** Bytes after which each request for the file breaks off; undefined: none does. */
  readonly breaksAfter?: number
  readonly failed?: boolean
  /** Status of the answer to the n-th request for the file. */
  readonly refuses?: (request: number) => number | undefined
  readonly content?: Buffer
  readonly linkTo?: string
  readonly onFile?: () => void
}

/** A deployment that writes one export after a few looks, and the bucket where it lies. */
function site({ looks = 2, breaksAfter, failed, refuses, content = file, onFile, linkTo = link }: Options = {}) {
  const begun: unknown[] = []
  const ranges: (string | null)[] = []
  let seen = 0
  const job = (complete: boolean) => ({
    id,
    startedAt: '2026-11-23T09:00:00.000Z',
    expiresAt: '2026-11-30T09:00:00.000Z',
    ...(failed
      ? { state: 'Failed', entries: 0, bytes: 0, detail: 'The ledger has no entry 30.' }
      : { state: complete ? 'Complete' : 'Running', entries: complete ? 40 : 0, total: 40, firstSeq: 1, lastSeq: 40 }),
    bytes: file.length,
    ...(complete && { sha256: sha256Of(file), link: linkTo + seen, linkExpiresAt: '2026-11-23T09:15:00.000Z' }),
  })
  const json = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  const fake: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, host } = new URL(request.url)
    if (host === 'bucket.example') {
      expect(request.headers.get('authorization')).toBeNull()
      expect(request.redirect).toBe('error')
      const range = request.headers.get('range')
      ranges.push(range)
      onFile?.()
      const refused = refuses?.(ranges.length)
      if (refused) return new Response('', { status: refused })
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
      return new Response(broken(content.subarray(from), breaksAfter), { status: range ? 206 : 200 })
    }
    if (request.method === 'POST') {
      begun.push(await request.json())
      seen = 0
      return json(job(false), 202)
    }
    if (pathname !== `/audit/exports/${id}`) return json({ code: 'NotFound', detail: 'There is no such export.' }, 404)
    seen++
    return json(job(seen >= looks && !failed))
  }
  return { fetch: fake, begun, ranges }
}

/** So many bytes, and then the line is cut. */
function broken(bytes: Uint8Array, after: number | undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(after === undefined ? bytes : bytes.subarray(0, after))
      if (after === undefined || bytes.length <= after) controller.close()
    },
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
}

const exportTo = (out: string, { fetch }: { fetch: typeof globalThis.fetch }, ...more: string[]) =>
  command(['audit', 'export', '--out', out, ...more], { fetch })

describe('audit export', () => {
  test('to standard output: the file as it was written', async () => {
    const ran = await command(['audit', 'export'], site())
    expect(ran).toMatchObject({ exit: 0, err: '40 entries, numbers 1 to 40.\n' })
    expect(ran.out).toBe(file.toString())
  })

  test('into a file, which has its name once it is whole', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const at = site({ onFile: () => expect(existsSync(out)).toBe(false) })
    const ran = await exportTo(out, at, '--from', '2026-11-01')
    expect(ran).toMatchObject({ exit: 0, out: '' })
    expect(readFileSync(out)).toEqual(file)
    expect([`${out}.part`, `${out}.job`].filter(existsSync)).toEqual([])
    expect(at.begun).toEqual([{ from: '2026-11-01T00:00:00.000Z' }])
  })

  test('a line that breaks again and again goes on by ranges, each byte once', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const at = site({ breaksAfter: 3000 })
    expect(await exportTo(out, at)).toMatchObject({ exit: 0 })
    expect(readFileSync(out)).toEqual(file)
    expect(at.ranges.slice(0, 3)).toEqual([null, 'bytes=3000-', 'bytes=6000-'])
    const streamed = await command(['audit', 'export'], site({ breaksAfter: 3000 }))
    expect(streamed.out).toBe(file.toString())
  })

  test('a link that is over is asked for anew', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const at = site({ refuses: (request) => (request === 1 ? 403 : undefined) })
    expect(await exportTo(out, at)).toMatchObject({ exit: 0 })
    expect(readFileSync(out)).toEqual(file)
  })

  test('a bucket that never answers is given up, and the same command goes on later with the same export', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const first = site({ refuses: (request) => (request > 2 ? 503 : undefined), breaksAfter: 2000 })
    expect(await exportTo(out, first)).toMatchObject({ exit: 4, err: expect.stringContaining('503') })
    const second = site()
    expect(await exportTo(out, second)).toMatchObject({
      exit: 0,
      err: expect.stringContaining('Going on after 4.0 kB'),
    })
    expect([second.begun, second.ranges]).toEqual([[], ['bytes=4000-']])
    expect(readFileSync(out)).toEqual(file)
  })

  test('Ctrl-C loses nothing', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const interruption = new AbortController()
    const first = site({ breaksAfter: 2000, onFile: () => first.ranges.length === 2 && interruption.abort() })
    const ran = await command(['audit', 'export', '--out', out], { fetch: first.fetch, interruption })
    expect(ran).toMatchObject({ exit: 130, err: expect.stringContaining('Run the same command again') })
    expect(existsSync(out)).toBe(false)
    expect(await exportTo(out, site())).toMatchObject({ exit: 0 })
    expect(readFileSync(out)).toEqual(file)
  })

  test('an export that the deployment does not have any more is begun anew, from the first byte', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    writeFileSync(`${out}.part`, 'what came of another export')
    writeFileSync(`${out}.job`, JSON.stringify({ url: 'https://lockbox.example', id: '01KAQ4W2Z0HJ6T9Q5R3N8X0000' }))
    const at = site()
    expect(await exportTo(out, at)).toMatchObject({ exit: 0 })
    expect([at.begun, readFileSync(out)]).toEqual([[{}], file])
  })

  test('a file that is not the one that was written is not kept', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const other = Buffer.from(file)
    other[100] = (other[100] ?? 0) ^ 1
    expect(await exportTo(out, site({ content: other }))).toMatchObject({
      exit: 4,
      err: expect.stringContaining('SHA-256'),
    })
    expect([out, `${out}.part`].filter(existsSync)).toEqual([])
    expect(await command(['audit', 'export'], site({ content: other }))).toMatchObject({ exit: 4 })
  })

  test('a failed export is said in the API’s words', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    expect(await exportTo(out, site({ failed: true }))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('The ledger has no entry 30.'),
    })
    expect(await exportTo(out, site())).toMatchObject({ exit: 0 })
  })

  test('a complete file is not written over', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    writeFileSync(out, 'mine')
    expect(await exportTo(out, site())).toMatchObject({ exit: 2 })
    expect(readFileSync(out, 'utf8')).toBe('mine')
  })

  test('a file that was begun with another time does not go on', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    await exportTo(out, site({ refuses: () => 503 }))
    const ran = await exportTo(out, site(), '--to', '2026-11-01')
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('begun with another') })
  })

  test('a folder that is not there is said', async () => {
    const ran = await exportTo(join(ownFolder(), 'no', 'file'), site())
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('cannot be written') })
  })

  test('--json tells what is in the file, and never the link', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const ran = await exportTo(out, site(), '--json')
    expect(JSON.parse(ran.out)).toMatchObject({ file: out, entries: 40, sha256: sha256Of(file) })
    expect(ran.out + ran.err).not.toContain('bucket.example')
  })
})

describe('audit convert', () => {
  const folder = ownFolder()
  const audit = join(folder, 'audit.ndjson')
  writeFileSync(audit, file)

  test('to CSV has a row for each entry, without network', async () => {
    const ran = await command(['audit', 'convert', audit, '--to', 'csv'])
    expect(ran).toMatchObject({ exit: 0, err: '40 entries.\n' })
    expect(ran.out.split('\r\n')).toHaveLength(42)
    expect(ran.out.startsWith('seq,recordedAt,type,')).toBe(true)
  })

  test('to OCSF is JSON lines', async () => {
    const out = join(folder, 'audit.ocsf')
    expect(await command(['audit', 'convert', audit, '--to', 'ocsf', '--out', out])).toMatchObject({ exit: 0, out: '' })
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).class_uid)).toEqual(Array.from({ length: 40 }, () => 3004))
  })

  test('to Microsoft’s keys says how many have no counterpart', async () => {
    const ran = await command(['audit', 'convert', audit, '--to', 'microsoft'])
    expect(ran).toEqual({ exit: 0, out: '', err: '0 entries. 40 have no counterpart there, and are left out.\n' })
  })

  test.each(['{"seq":1}', 'x', '[]', 'null'])(
    'a line that is no entry is named, and no half file is left: %s',
    async (line) => {
      const bad = join(ownFolder(), 'bad.ndjson')
      writeFileSync(bad, `${file.toString()}${line}\n`)
      const out = `${bad}.csv`
      const ran = await command(['audit', 'convert', bad, '--to', 'csv', '--out', out])
      expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('Line 41 of') })
      expect([out, `${out}.part`].filter(existsSync)).toEqual([])
    },
  )

  test('a file that is not there, a format that is none, and a place that is taken are said', async () => {
    expect(await command(['audit', 'convert', join(folder, 'none'), '--to', 'csv'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('cannot be read'),
    })
    expect(await command(['audit', 'convert', audit, '--to', 'xml'])).toMatchObject({ exit: 2 })
    expect(await command(['audit', 'convert', audit, '--to', 'csv', '--out', audit])).toMatchObject({ exit: 2 })
    const nowhere = join(folder, 'no', 'file')
    expect(await command(['audit', 'convert', audit, '--to', 'csv', '--out', nowhere])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('cannot be written'),
    })
  })
})

describe('what a deployment cannot do to whoever exports', () => {
  test('send more than the file has', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const ran = await exportTo(out, site({ content: Buffer.concat([file, file]) }))
    expect(ran).toMatchObject({ exit: 4, err: expect.stringContaining('not the file') })
    expect([out, `${out}.part`].filter(existsSync)).toEqual([])
    const streamed = await command(['audit', 'export'], site({ content: Buffer.concat([file, file]) }))
    expect(streamed.exit).toBe(4)
    expect(streamed.out.length).toBeLessThanOrEqual(file.toString().length)
  })
  test('send it where everybody can read it', async () => {
    const out = join(ownFolder(), 'audit.ndjson')
    const at = site({ linkTo: 'http://bucket.example/x?' })
    expect(await exportTo(out, at)).toMatchObject({ exit: 1, err: expect.stringContaining('without TLS') })
    expect(at.ranges).toEqual([])
  })
  test('nobody, by a link on the disk: nothing is written through it', async () => {
    const folder = ownFolder()
    const [link, other] = [join(folder, 'audit.ndjson.part'), join(folder, 'other')]
    writeFileSync(other, 'of somebody else')
    symlinkSync(other, link)
    await expect(fileSink(link)).rejects.toThrow('cannot be written')
  })
})
