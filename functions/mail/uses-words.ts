import type { Uses } from '../ports.ts'
import { showSpan } from './times.ts'

/** What a grant was used for, as `usesOf` gives it. */
export interface GrantUses {
  readonly check?: Uses
  readonly pass?: Uses
}

/**
 * What an ended access was used for. Uses are what data services asked the lockbox about, at most one a minute; a service that
 * checks a token by itself asks nothing, so what was given out is said too.
 */
export function usesWords({ check, pass }: GrantUses, timeZone: string): readonly string[] {
  if (!check && !pass) return ['It was never used.']
  const when = ({ firstAt, lastAt }: Uses) => showSpan(firstAt, lastAt, timeZone)
  return [
    check ? `It was used ${times(check.count)} ${when(check)}.` : 'No data service asked about it.',
    ...(pass
      ? [
          `${pass.count === 1 ? 'One access token or set of credentials was' : `${pass.count} access tokens or sets of credentials were`} given out ${when(pass)}.`,
        ]
      : []),
  ]
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
