import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { ExportLinks } from '../ports.ts'

/** Links of S3's own, signed with the role's credentials: nothing passes through the function, and a download can go on. */
export const exportLinks = (Bucket: string, client = new S3Client({})): ExportLinks => ({
  to: (Key, expiresIn) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn }),
})
