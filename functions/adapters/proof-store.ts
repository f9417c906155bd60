import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Kept, ProofStore } from '../ports.ts'

/** What a bucket says that keeps no versions, or kept none when this was written. */
const isVersion = (id: string | undefined): boolean => id !== undefined && id !== 'null'

/** The bucket of proofs: versioned, under Object Lock, so the oldest version of an object is what was written first. */
export const proofStore = (Bucket: string, client = new S3Client({})): ProofStore => {
  const versions = (
    Prefix: string,
    MaxKeys: number,
    from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string },
  ) => client.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys, ...from }))

  const open = async ({ place: Key, version: VersionId }: Kept): Promise<string> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))
    if (!Body) throw new Error('S3 answered without a body')
    return Body.transformToString()
  }

  const list: ProofStore['list'] = async (prefix, after, limit = 1000) => {
    // Of one name the newest version comes first, so it is overwritten by every older one, on the next page too.
    const oldest = new Map<string, string>()
    let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = after ? { KeyMarker: after } : {}
    while (from && oldest.size <= limit) {
      const page: ListObjectVersionsCommandOutput = await versions(prefix, Math.min(1000, limit + 1), from)
      for (const { Key = '', VersionId = 'null' } of page.Versions ?? [])
        if (Key > (after ?? '')) oldest.set(Key, VersionId)
      from = page.IsTruncated
        ? {
            ...(page.NextKeyMarker && { KeyMarker: page.NextKeyMarker }),
            ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined
    }
    const items = [...oldest].map(([place, version]) => ({ place, version }))
    // Of the last one there may be older versions on the page that was not read.
    const whole = from ? items.slice(0, -1) : items
    const shown = whole.slice(0, limit)
    const last = shown.at(-1)
    return { items: shown, ...(last && (from || whole.length > limit) && { next: last.place }) }
  }

  return {
    write: async (Key, Body) => {
      try {
        const { VersionId } = await client.send(
          new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/jose', IfNoneMatch: '*' }),
        )
        return isVersion(VersionId) ? 'written' : 'unversioned'
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return 'there'
        throw error
      }
    },

    read: async (place) => {
      // Names are as long as each other, but a longer one may begin with this one.
      const { items } = await list(place, undefined, 1)
      const [first] = items
      return first?.place === place ? open(first) : undefined
    },

    open,
    list,
  }
}
