import { isValidNow } from '../domain/proofs/in-charge.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { DeploymentFacts } from '../runtime/env.ts'

/**
 * The deployment's facts with the thumbprints of the checkpoints' keys, for the footer of mails: of the one in charge, of
 * those before it that still count, since some tenant's next checkpoint may still be by one, and of those to come. Whoever
 * answers for the keys keeps no mail back: without an answer the lines are left out.
 */
export async function withMailedKeys(
  facts: DeploymentFacts,
  keys: () => Promise<readonly LedgerKey[]>,
  now: Instant,
  onFailure: (error: Error) => void,
): Promise<DeploymentFacts> {
  try {
    return { ...facts, ...mailedKeys(await keys(), now) }
  } catch (error) {
    onFailure(error as Error)
    return facts
  }
}

function mailedKeys(keys: readonly LedgerKey[], now: Instant): Pick<DeploymentFacts, 'keyThumbprint' | 'otherKeys'> {
  const [inCharge, ...before] = keys.filter((key) => isValidNow(key, now))
  const later = keys.flatMap(({ kid, validFrom }) =>
    validFrom !== undefined && !isOver(validFrom, now) ? [{ thumbprint: kid, from: validFrom }] : [],
  )
  const others = [...before.map(({ kid }) => ({ thumbprint: kid })), ...later]
  return { ...(inCharge && { keyThumbprint: inCharge.kid }), ...(others.length > 0 && { otherKeys: others }) }
}
