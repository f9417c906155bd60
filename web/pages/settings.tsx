import SpaceBetween from '@cloudscape-design/components/space-between'
import { useQueryClient } from '@tanstack/react-query'
import type { Settings } from '../api/answers.ts'
import { useSettings } from '../parts/customer-queries.ts'
import { Loaded, Page } from '../parts/page.tsx'
import { PolicyWarnings } from '../parts/policy-warnings.tsx'
import { SettingsEditor } from '../parts/settings-editor.tsx'

/** *Tenant settings*: who decides, how, and how much can be given at most. */
export function Component() {
  const query = useSettings(true)
  const queries = useQueryClient()
  const keep = (settings: Settings) => queries.setQueryData(['customers', 'settings'], settings)
  return (
    <Page
      title="Tenant settings"
      description="They are your organisation’s own: the vendor cannot change any of them. Every change is mailed to all approvers."
    >
      <Loaded query={query} what="the settings">
        {(settings) => (
          <SpaceBetween size="l">
            <PolicyWarnings settings={settings} />
            <SettingsEditor current={settings} keep={keep} />
          </SpaceBetween>
        )}
      </Loaded>
    </Page>
  )
}
