import { delimiter, dirname } from 'node:path'
import { binFolder } from './paths.ts'

/** What programs need of our environment to run at all. */
const always = /^(HOME|LANG|LC_.*|TZ|TERM|USER|LOGNAME)$/

/** What installing packages needs beyond that, where a proxy or mirror is set up. */
const forInstalling = /^(SSL_CERT_.*|REQUESTS_CA_BUNDLE|PIP_.*|(https?|no|all)_proxy)$/i

const ours = (names: RegExp) =>
  Object.fromEntries(
    Object.entries(process.env).filter((e): e is [string, string] => names.test(e[0]) && e[1] !== undefined),
  )

/** The environment in which Python packages are installed. */
export const installerEnvironment = (temporary: string) => ({
  ...ours(forInstalling),
  ...childEnvironment(temporary),
})

/**
 * The environment of everything that we start: a short list of ours, Node 24 and the tools first on the PATH, and no
 * way to a real AWS account (no profile, no configuration file, no credentials, no instance metadata).
 */
export function childEnvironment(temporary: string, more: Readonly<Record<string, string>> = {}) {
  return {
    ...ours(always),
    PATH: [binFolder, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    TMPDIR: temporary,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  }
}

/** The account that the local AWS answers for; the access key `test` is its root. */
export const localAws = { region: 'us-east-1', account: '000000000000', accessKeyId: 'test', secretAccessKey: 'test' }

/** What the AWS SDK and the CDK need in order to talk to the AWS at `endpoint` and to no other one. */
export const awsEnvironment = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: localAws.region,
  AWS_DEFAULT_REGION: localAws.region,
  AWS_ACCESS_KEY_ID: localAws.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localAws.secretAccessKey,
})
