import { CliError } from './exit.ts'
import { Home } from './home.ts'
import type { Io } from './io.ts'

/** Whether nobody on the way can read along: TLS, or no way at all. */
export const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' ||
  (protocol === 'http:' && (['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost')))

/** The address as given, without what would make two of it. */
export function deploymentUrl(given: string | undefined, io: Io): string {
  const text = given ?? io.env.LOCKBOX_URL ?? new Home(io.env).url
  if (!text)
    throw new CliError('usage', 'No deployment is named.', {
      advice: 'Give its address: --url https://lockbox.vendor.example, or set LOCKBOX_URL.',
    })
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError('usage', `"${text}" is no address.`, { advice: 'It begins with https://' })
  if (!isSafe(url))
    throw new CliError('usage', 'Tokens are sent over https only.', { advice: `Use https://${url.host}` })
  return url.origin
}

/** Runs a call; a deployment that cannot be reached is not a bug of ours. */
export async function reach<T>(url: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError('unreachable', `${url} cannot be reached: ${reasonOf(error)}`, {
      advice: 'Check the address and the network, then try again.',
    })
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || (cause as NodeJS.ErrnoException).code || cause.name
}
