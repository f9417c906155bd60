import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Settings } from '../api/answers.ts'
import { AppLink } from './app-link.tsx'

/** What is wrong with who can decide, with the way out of it. */
export function PolicyWarnings({ settings }: { readonly settings: Settings }) {
  const { warnings, policy, approvers, you } = settings
  const self = approvers.find(({ id }) => id === you)
  const fine = policy === 'on' && self?.confirmed && warnings.length === 0
  if (fine) return null
  const toSettings = <AppLink to="/app/settings">Tenant settings</AppLink>
  return (
    <SpaceBetween size="s">
      {policy === 'off' && (
        <Alert type="warning" header="The lockbox policy is off">
          The vendor can access your environments without asking you. Switch it on under {toSettings}.
        </Alert>
      )}
      {self && !self.confirmed && (
        <Alert type="warning" header="Your address is not confirmed">
          You cannot decide yet. Type the code that was mailed to {self.email} under {toSettings}.
        </Alert>
      )}
      {warnings.includes('NobodyConfirmed') && (
        <Alert type="error" header="Nobody can decide">
          No approver has confirmed their address, so every request will expire. Confirm one under {toSettings}.
        </Alert>
      )}
      {warnings.includes('OneApproverOnly') && (
        <Alert type="warning" header="There is one approver only">
          When they are away, requests expire, and nobody else can revoke an access. Add a second one under {toSettings}
          .
        </Alert>
      )}
    </SpaceBetween>
  )
}
