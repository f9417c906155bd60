import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientConfig } from '../../infra/local/aws.ts'
import { localAws } from '../../infra/local/environment.ts'
import { startMiniStack } from '../../infra/local/ministack.ts'
import { freePort } from '../../infra/local/ports.ts'
import { installedPython } from '../../infra/local/python.ts'
import { measure, shown } from './audit-pages.ts'

const sizes = [100, 10_000, 100_000]
const elsewhere = process.env.AWS_ENDPOINT_URL !== undefined || process.env.LOCKBOX_BENCH_AWS !== undefined

const local = elsewhere
  ? undefined
  : await startMiniStack({
      python: await installedPython((work) => work()),
      port: await freePort(),
      smtpPort: await freePort(),
      folder: mkdtempSync(join(tmpdir(), 'lockbox-bench-')),
    })
try {
  const config = local ? clientConfig({ region: localAws.region, endpoint: local.endpoint }) : {}
  process.stdout.write(`${shown(await measure(new DynamoDBClient(config), sizes))}\n`)
} finally {
  await local?.stop()
}
