import { showInstant } from '../functions/mail/times.ts'
import type { TenantRequestDetail } from './api/answers.ts'

type Uses = NonNullable<TenantRequestDetail['uses']>
type Use = NonNullable<Uses['check']>

/** What a grant was used for, a line each; "Never used" only where nothing let anybody in. */
export function usageLines({ check, pass }: Uses, zone: string): readonly string[] {
  const lines = [
    ...(check ? [`Used ${times(check.count)} ${when(check, zone)}`] : []),
    ...(pass ? [`${pass.count} access ${pass.count === 1 ? 'token' : 'tokens'} given out ${when(pass, zone)}`] : []),
  ]
  return lines.length > 0 ? lines : ['Never used']
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const when = ({ firstAt, lastAt }: Use, zone: string): string => {
  const [first, last] = [showInstant(firstAt, zone), showInstant(lastAt, zone)]
  return first === last ? `at ${first}` : `between ${first} and ${last}`
}
