import type { TenantSettings } from '../domain/settings.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { oneLine } from './text.ts'

/** What every mail and page shows: plain text without invisible characters, not yet escaped. */
export interface Frame {
  readonly vendor: { readonly name: string; readonly logoUrl?: string; readonly supportEmail: string }
  /** Origin of every link. */
  readonly publicUrl: string
  readonly tenantName: string
  /** IANA name: times are shown in it and in UTC. */
  readonly timeZone: string
  /** Of the key that signs checkpoints: what readers pin. @default - not known when this was written */
  readonly keyThumbprint?: string
  /** Of those before it that still count, and of those to come. @default - there are none */
  readonly otherKeys?: NonNullable<DeploymentFacts['otherKeys']>
}

export const frameOf = (
  settings: Pick<TenantSettings, 'name' | 'timeZone'>,
  facts: DeploymentFacts,
  publicUrl: string,
): Frame => ({
  vendor: { ...facts.vendor, name: oneLine(facts.vendor.name) },
  publicUrl,
  tenantName: oneLine(settings.name),
  timeZone: settings.timeZone,
  ...(facts.keyThumbprint && { keyThumbprint: facts.keyThumbprint }),
  ...(facts.otherKeys && { otherKeys: facts.otherKeys }),
})
