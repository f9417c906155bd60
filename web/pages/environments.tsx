import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Toggle from '@cloudscape-design/components/toggle'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Environment } from '../api/answers.ts'
import { putEnvironment } from '../api/customers.ts'
import { isProblem } from '../api/problem.ts'
import { Confirm } from '../parts/confirm.tsx'
import { useEnvironments, useSettings } from '../parts/customer-queries.ts'
import { EmergencyRefused } from '../parts/emergency-refused.tsx'
import { useSay } from '../parts/notices.tsx'
import { Loaded, Page } from '../parts/page.tsx'

/** Which environments the lockbox policy is enforced for. */
export function Component() {
  const query = useEnvironments(true)
  const policy = useSettings().data?.policy
  return (
    <Page
      title="Environments"
      description="Access to a managed environment needs your approval. A new environment is managed from its first moment."
    >
      {policy === 'off' && (
        <Alert type="warning">The lockbox policy is off: no environment is protected, whatever is set here.</Alert>
      )}
      <Loaded query={query} what="the environments">
        {({ items }) => (
          <Container>
            {items.length === 0 ? (
              <Box textAlign="center" padding="l">
                <Box variant="strong">There are no environments yet</Box>
                <Box color="text-body-secondary">
                  The vendor creates them. Each shows here, and is managed, as soon as it exists.
                </Box>
              </Box>
            ) : (
              <ul className="plain">
                {items.map((environment) => (
                  <Row key={environment.environmentId} environment={environment} />
                ))}
              </ul>
            )}
          </Container>
        )}
      </Loaded>
    </Page>
  )
}

function Row({ environment }: { readonly environment: Environment }) {
  const { name, environmentId, managed } = environment
  const [asking, setAsking] = useState(false)
  const say = useSay()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: () => putEnvironment(environment, !managed),
    onSuccess: async (answer) => {
      setAsking(false)
      await queries.invalidateQueries({ queryKey: ['customers', 'environments'] })
      say('success', `${name} is ${answer.managed ? 'managed' : 'not managed'} now. Every approver is told by mail.`)
    },
    onError: async (error) => {
      if (!isProblem(error, 'VersionConflict')) return
      setAsking(false)
      say('warning', `Somebody changed ${name} in the meantime. Look at it again before you change it.`)
      await queries.invalidateQueries({ queryKey: ['customers', 'environments'] })
    },
  })
  return (
    <li>
      <SpaceBetween size="xxs">
        <Toggle
          checked={managed}
          onChange={() => setAsking(true)}
          description={environmentId === name ? undefined : environmentId}
        >
          {name}: {managed ? 'managed' : 'not managed'}
        </Toggle>
      </SpaceBetween>
      {environment.emergencyRefusedUntil && (
        <EmergencyRefused environment={environment} until={environment.emergencyRefusedUntil} />
      )}
      {asking && (
        <Confirm
          title={managed ? `Take ${name} out of the policy?` : `Put ${name} under the policy?`}
          does={
            managed ? `Let the vendor access ${name} without asking` : `Require approval for every access to ${name}`
          }
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate()}
          onCancel={() => {
            setAsking(false)
            change.reset()
          }}
        >
          {managed
            ? `The vendor’s people will access ${name} without your approval. Requests that are open now stay governed to their end.`
            : `From now on every access to ${name} waits for one of your approvers.`}
        </Confirm>
      )}
    </li>
  )
}
