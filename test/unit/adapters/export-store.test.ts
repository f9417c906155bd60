import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { exportStore, uploadClient } from '../../../functions/adapters/export-store.ts'

// The local AWS takes a part with a checksum of an upload that was begun without one; S3 does not.
test('a part is sent without a checksum of the SDK’s own', async () => {
  const sent: Readonly<Record<string, string>>[] = []
  const requestHandler = {
    handle: async ({ headers }: { headers: Record<string, string> }) => {
      sent.push(headers)
      return { response: { statusCode: 200, headers: { etag: '"e"' } } }
    },
  }
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const config = { region: 'eu-central-1', credentials, requestHandler } as unknown as S3ClientConfig
  await exportStore('exports', uploadClient(config)).addPart('files/a', 'u', 1, Buffer.from('bytes'))
  expect(sent).toHaveLength(1)
  expect(Object.keys(sent[0] ?? {}).filter((name) => /checksum/i.test(name))).toEqual([])
})
