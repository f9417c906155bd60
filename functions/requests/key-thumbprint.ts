import type { DeploymentFacts } from '../runtime/env.ts'

/**
 * The deployment's facts with the thumbprint of the checkpoints' key, for the footer of mails. Whoever answers for the
 * key keeps no mail back: without an answer the line is left out.
 */
export async function withKeyThumbprint(
  facts: DeploymentFacts,
  kid: () => Promise<string>,
  onFailure: (error: Error) => void,
): Promise<DeploymentFacts> {
  try {
    return { ...facts, keyThumbprint: await kid() }
  } catch (error) {
    onFailure(error as Error)
    return facts
  }
}
