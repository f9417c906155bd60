import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { proofStore } from '../../../functions/adapters/proof-store.ts'

const s3 = mockClient(S3Client)
const store = proofStore('proofs')

/** Every version of every object, of a name the newest first; S3 pages through them, whatever belongs together. */
function holding(versions: readonly { readonly Key: string; readonly VersionId: string }[], pageSize: number) {
  s3.on(ListObjectVersionsCommand).callsFake(({ Prefix, KeyMarker = '', VersionIdMarker, MaxKeys }) => {
    const below = versions.filter(({ Key }) => Key.startsWith(Prefix))
    const from = VersionIdMarker
      ? below.findIndex((v) => v.Key === KeyMarker && v.VersionId === VersionIdMarker) + 1
      : below.filter(({ Key }) => Key <= KeyMarker).length
    const page = below.slice(from, from + Math.min(pageSize, MaxKeys))
    const last = page.at(-1)
    const truncated = from + page.length < below.length
    return {
      Versions: page,
      DeleteMarkers: [{ Key: 'a/9', VersionId: 'marker', IsLatest: true }],
      IsTruncated: truncated,
      ...(truncated && { NextKeyMarker: last?.Key, NextVersionIdMarker: last?.VersionId }),
    }
  })
}

beforeEach(() => s3.reset())

test('what is written is never written over', async () => {
  s3.on(PutObjectCommand)
    .resolvesOnce({ VersionId: 'v1' })
    .rejects(
      new S3ServiceException({ name: 'PreconditionFailed', $fault: 'client', $metadata: { httpStatusCode: 412 } }),
    )
  expect(await store.write('a/1', 'x')).toBe('written')
  expect(await store.write('a/1', 'y')).toBe('there')
  expect(s3.commandCalls(PutObjectCommand)[1]?.args[0].input).toMatchObject({
    IfNoneMatch: '*',
    ContentType: 'application/jose',
  })
})

test('a bucket that keeps no versions says so', async () => {
  s3.on(PutObjectCommand).resolvesOnce({}).resolves({ VersionId: 'null' })
  expect(await store.write('a/1', 'x')).toBe('unversioned')
  expect(await store.write('a/1', 'x')).toBe('unversioned')
})

test('whatever else goes wrong is no answer', async () => {
  s3.on(PutObjectCommand).rejects(new Error('no network'))
  await expect(store.write('a/1', 'x')).rejects.toThrow('no network')
})

test('what was written first is read, under exactly that name', async () => {
  holding(
    [
      { Key: 'a/1', VersionId: 'newest' },
      { Key: 'a/1', VersionId: 'first' },
      { Key: 'a/10', VersionId: 'other' },
    ],
    1,
  )
  s3.on(GetObjectCommand).callsFake(({ VersionId }) => ({ Body: { transformToString: async () => VersionId } }))
  expect(await store.read('a/1')).toBe('first')
  expect(await store.read('a/')).toBeUndefined()
  expect(await store.read('a/2')).toBeUndefined()
})

test('however many versions there are, and wherever pages end, every name comes once, with its first version', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (versionsOf, pageSize, limit) => {
        const names = versionsOf.map((_, i) => `a/${i}`)
        holding(
          names.flatMap((Key, i) =>
            Array.from({ length: versionsOf[i]! }, (_, n) => ({ Key, VersionId: `${versionsOf[i]! - n}` })),
          ),
          pageSize,
        )
        const found: unknown[] = []
        let after: string | undefined
        do {
          const page = await store.list('a/', after, limit)
          expect(page.items.length).toBeLessThanOrEqual(limit)
          found.push(...page.items)
          after = page.next
        } while (after)
        expect(found).toEqual(names.map((place) => ({ place, version: '1' })))
      },
    ),
  )
})
