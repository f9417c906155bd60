import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { ExportStore } from '../ports.ts'

const ContentType = 'application/x-ndjson'

/**
 * The SDK's own checksum of a part would be refused by S3: an upload that was begun without one expects none ("expected
 * checksum Type: null", aws-sdk-js-v3 #6922). The whole file has its SHA-256, which whoever gets it compares.
 */
export const uploadClient = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED' })

/** The bucket of exports. */
export function exportStore(Bucket: string, client = uploadClient()): ExportStore {
  const attached = (name: string) => ({ ContentType, ContentDisposition: `attachment; filename="${name}"` })

  /** The parts of an upload as S3 has them; of an export with thousands no item of ours could hold them. */
  const partsOf = async (Key: string, UploadId: string): Promise<readonly CompletedPart[]> => {
    const parts: CompletedPart[] = []
    for (let after: string | undefined; ; ) {
      const page = await client.send(
        new ListPartsCommand({ Bucket, Key, UploadId, ...(after && { PartNumberMarker: after }) }),
      )
      parts.push(...(page.Parts ?? []).map(({ ETag, PartNumber }) => ({ ETag, PartNumber })))
      if (!page.IsTruncated) return parts
      after = page.NextPartNumberMarker
    }
  }

  return {
    begin: async (Key, name) => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...attached(name) }))
      if (!UploadId) throw new Error('S3 began an upload without an id')
      return UploadId
    },
    addPart: async (Key, UploadId, PartNumber, Body) => {
      await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    },
    finish: async (Key, UploadId, parts) => {
      try {
        // One that a slower run put behind the last one is not of the file.
        const Parts = (await partsOf(Key, UploadId)).filter(({ PartNumber = 0 }) => PartNumber <= parts)
        if (Parts.length < parts) return false
        await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
        return true
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === 'NoSuchUpload') return false
        throw error
      }
    },
    putEmpty: async (Key, name) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: '', ...attached(name) }))
    },
    putPart: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }))
    },
    size: async (Key) => {
      try {
        return (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength
      } catch (error) {
        // Who may not list a bucket is told "forbidden" of what is not there.
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
        if (status === 404 || status === 403) return undefined
        throw error
      }
    },
  }
}
