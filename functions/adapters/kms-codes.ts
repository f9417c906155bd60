import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms'
import type { CodeChecker, CodeMaker } from '../ports.ts'

const MacAlgorithm = 'HMAC_SHA_256'

/** The codes' MACs by a KMS key that never leaves KMS. A role may be allowed to make them, or to check them, not both. */
export const kmsCodes = (KeyId: string, client = new KMSClient({})): CodeMaker & CodeChecker => ({
  mac: async (Message) => {
    const { Mac } = await client.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm }))
    if (!Mac) throw new Error('KMS answered without a MAC')
    return Mac
  },
  verify: async (Message, Mac) => {
    try {
      return (await client.send(new VerifyMacCommand({ KeyId, Message, Mac, MacAlgorithm }))).MacValid === true
    } catch (error) {
      // KMS says "no" by an exception; everything else is no answer at all and fails closed above.
      if (error instanceof KMSInvalidMacException) return false
      throw error
    }
  },
})
