import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answering, command, ownFolder } from '../../support/command.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jws = (seq: number, day = 1) => `${part({ alg: 'ES256' })}.${part({ seq, day })}.sig`

/** Checkpoints in pages of two, as the API has them. */
const kept = (...all: readonly string[]) =>
  answering(({ query }) => {
    const seqOf = (one: string) =>
      JSON.parse(Buffer.from(one.split('.')[1] ?? '', 'base64url').toString()).seq as number
    const from = Number(query.cursor ?? all.filter((one) => seqOf(one) <= Number(query.after ?? 0)).length)
    const items = all.slice(from, from + 2).map((text) => ({ jws: text }))
    return { body: { items, ...(from + 2 < all.length && { cursor: String(from + 2) }) } }
  })
const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').slice(0, -1)
const take = (file: string, api: ReturnType<typeof answering>) =>
  command(['audit', 'checkpoints', '--out', file], { fetch: api.fetch })

describe('audit checkpoints', () => {
  test('takes all of them, then only what is new, also of the number that was the newest', async () => {
    const file = join(ownFolder(), 'checkpoints.jws')
    const first = [jws(1), jws(2), jws(5)]
    expect((await take(file, kept(...first))).exit).toBe(0)
    expect(linesOf(file)).toEqual(first)

    const later = [...first, jws(5, 2), jws(7)]
    const api = kept(...later)
    const { err } = await take(file, api)
    expect(linesOf(file)).toEqual(later)
    expect(api.calls.map(({ query }) => query)).toEqual([
      { limit: '100', after: '4' },
      { limit: '100', cursor: '4' },
    ])
    expect(err).toContain('2 new checkpoints, 5 in')
  })
  test('goes on behind what an interruption left of a line', async () => {
    const file = join(ownFolder(), 'checkpoints.jws')
    await take(file, kept(jws(1)))
    appendFileSync(file, jws(2).slice(0, 20))
    await take(file, kept(jws(1), jws(2)))
    expect(linesOf(file)).toEqual([jws(1), jws(2)])
  })
  test('keeps what the deployment does not show any more', async () => {
    const file = join(ownFolder(), 'checkpoints.jws')
    await take(file, kept(jws(1), jws(2)))
    await take(file, kept(jws(1), jws(2, 9)))
    expect(linesOf(file)).toEqual([jws(1), jws(2), jws(2, 9)])
  })
  test.each([
    ['another file', 'hello\n', 'see line 1'],
    ['one whose last line is no checkpoint', 'a.b.c\n', 'no checkpoint'],
  ])('leaves %s alone', async (_, text, says) => {
    const file = join(ownFolder(), 'notes.txt')
    writeFileSync(file, text)
    const { exit, err } = await take(file, kept(jws(1)))
    expect([exit, readFileSync(file, 'utf8')]).toEqual([2, text])
    expect(err).toContain(says)
  })
  test('writes nothing when it is refused', async () => {
    const file = join(ownFolder(), 'checkpoints.jws')
    const api = answering(() => ({ status: 403, body: { code: 'Forbidden', detail: 'no' } }))
    expect((await take(file, api)).exit).toBe(1)
    expect(existsSync(file)).toBe(false)
  })
})

test('audit statements adds those that the file has not', async () => {
  const file = join(ownFolder(), 'statements.jws')
  const run = (...all: string[]) => command(['audit', 'statements', '--out', file], { fetch: kept(...all).fetch })
  await run(jws(1))
  await run(jws(1), jws(2), jws(3))
  expect(linesOf(file)).toEqual([jws(1), jws(2), jws(3)])
})

describe('audit keys', () => {
  const key = {
    ...{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'thumb', use: 'sig', alg: 'ES256', purpose: 'checkpoint' },
  }
  test('needs no sign-in, and shows the thumbprints', async () => {
    const file = join(ownFolder(), 'keys.json')
    const api = answering(() => ({ body: { keys: [key] } }))
    const { exit, out } = await command(['audit', 'keys', '--out', file], {
      fetch: api.fetch,
      env: { LOCKBOX_TOKEN: '' },
    })
    expect([exit, out]).toEqual([0, 'checkpoint thumb\n'])
    expect(api.calls).toMatchObject([{ path: '/.well-known/ledger-keys.json' }])
    expect(api.calls[0]?.headers).not.toHaveProperty('authorization')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ keys: [key] })
  })
  test('are not written over others', async () => {
    const file = join(ownFolder(), 'keys.json')
    writeFileSync(file, 'mine')
    const api = answering(() => ({ body: { keys: [key] } }))
    const { exit } = await command(['audit', 'keys', '--out', file], { fetch: api.fetch })
    expect([exit, readFileSync(file, 'utf8')]).toEqual([2, 'mine'])
  })
  test('of a page for people are no keys', async () => {
    const file = join(ownFolder(), 'keys.json')
    const page = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
    const { exit, err } = await command(['audit', 'keys', '--out', file], { fetch: page })
    expect([exit, existsSync(file)]).toEqual([4, false])
    expect(err).toContain('Check the address')
  })
  test('of something else are no keys', async () => {
    const file = join(ownFolder(), 'keys.json')
    const { exit } = await command(['audit', 'keys', '--out', file], { fetch: answering(() => ({ body: {} })).fetch })
    expect([exit, existsSync(file)]).toEqual([1, false])
  })
})
