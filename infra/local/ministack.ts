import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild, untilReady } from './child.ts'
import { childEnvironment, localAws } from './environment.ts'
import { root } from './paths.ts'
import { loopback } from './ports.ts'

/** A local AWS that runs as our child. */
export interface MiniStack extends Child {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string
}

/**
 * Starts MiniStack on a loopback port, with IAM enforced: a function that lacks a permission is refused, as on AWS.
 * Resolves once it answers.
 */
export async function startMiniStack(options: {
  /** A Python that has it installed. */
  readonly python: string
  readonly port: number
  /** Where all mail goes. */
  readonly smtpPort: number
  /** Everything that it writes lies here. */
  readonly folder: string
}): Promise<MiniStack> {
  const { port, folder } = options
  // Its process id file, function code and caches are temporary files: they vanish with the sandbox.
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const child = startChild({
    name: 'the local AWS (MiniStack)',
    command: options.python,
    args: ['-m', 'ministack'],
    cwd: folder,
    log: join(folder, 'ministack.log'),
    env: childEnvironment(temporary, {
      GATEWAY_PORT: String(port),
      // The default is every interface.
      BIND_HOST: loopback,
      MINISTACK_REGION: localAws.region,
      MINISTACK_ACCOUNT_ID: localAws.account,
      AUTH: 'true',
      // As on AWS: no token when the trigger that puts tenant and address into it fails.
      MINISTACK_COGNITO_PRETOKEN_STRICT: '1',
      SMTP_HOST: `${loopback}:${options.smtpPort}`,
      // Else it opens port 8883, and a second one next to it fails.
      IOT_MTLS_ENABLED: '0',
      STATE_DIR: join(folder, 'state'),
      S3_DATA_DIR: join(folder, 's3'),
      // The tests compare what every function called with what its role allows.
      CLOUDTRAIL_RECORDING: '1',
      CLOUDTRAIL_MAX_EVENTS: '200000',
      // Lambda's runtime brings the AWS SDK, which the CDK's own functions rely on. Ours are bundled.
      NODE_PATH: join(root, 'node_modules'),
      PYTHONUNBUFFERED: '1',
    }),
  })
  const endpoint = `http://${loopback}:${port}`
  await untilReady(child, async () => (await fetch(`${endpoint}/_ministack/ready`)).ok, 60)
  return { ...child, endpoint }
}
