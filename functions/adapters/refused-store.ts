import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { canonicalJson, sha256Hex } from '../domain/digest.ts'
import type { RefusedStore } from '../ports.ts'
import { refusedPrefix } from '../runtime/names.ts'

/** The failure bucket: encrypted, and it empties itself after 14 days. */
export const refusedStore = (Bucket: string, client = new S3Client({})): RefusedStore => ({
  keep: async ({ key, reason, found }) => {
    // What was found may be anything that DynamoDB holds, sets and bytes too.
    const plain: unknown = JSON.parse(JSON.stringify({ key, reason, found }))
    // By content, not by id: a name is free text, and the same event presented twice is one object.
    const Key = `${refusedPrefix}${sha256Hex(canonicalJson(plain))}.json`
    await client.send(
      new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(plain, null, 2), ContentType: 'application/json' }),
    )
    return Key
  },
})
