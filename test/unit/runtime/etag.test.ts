import { expect, test } from 'vitest'
import { withEtag } from '../../../functions/runtime/etag.ts'

const get = (ifNoneMatch?: string) => ({ headers: { ...(ifNoneMatch && { 'if-none-match': ifNoneMatch }) } })
const answer = { status: 200, body: { version: 1, name: 'Fabrikam' } }
const etag = withEtag(get(), answer).headers?.etag ?? ''

test('the same body has the same tag, another body another one', () => {
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
  expect(withEtag(get(), { ...answer, body: { ...answer.body } }).headers?.etag).toBe(etag)
  expect(withEtag(get(), { ...answer, body: { ...answer.body, version: 2 } }).headers?.etag).not.toBe(etag)
})

test.each([
  ['the tag', etag],
  ['the tag, made weak on its way', `W/${etag}`],
  ['the tag among others', `"old", ${etag}`],
  ['any tag', '*'],
])('whoever sends %s gets 304 without a body', (_, sent) => {
  const unchanged = withEtag(get(sent), answer)
  expect(unchanged).toMatchObject({ status: 304, headers: { etag } })
  expect(unchanged.body).toBeUndefined()
})

test.each([
  ['no tag', undefined],
  ['an old tag', '"00000000000000000000000000000000"'],
  ['a tag without its quotes', etag.replaceAll('"', '')],
])('whoever sends %s gets the whole answer, kept by no shared cache', (_, sent) => {
  expect(withEtag(get(sent), answer)).toEqual({
    ...answer,
    headers: { etag, 'cache-control': 'private, no-cache' },
  })
})

test('only a 200 has a tag', () => {
  const refusal = { status: 409, body: { code: 'VersionConflict' } }
  expect(withEtag(get(etag), refusal)).toEqual(refusal)
})
