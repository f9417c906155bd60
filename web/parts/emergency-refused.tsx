import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Environment } from '../api/answers.ts'
import { liftBrake } from '../api/customers.ts'
import { Confirm } from './confirm.tsx'
import { useZone } from './customer-queries.ts'
import { useSay } from './notices.tsx'
import { exactTime } from './time.tsx'

interface Props {
  readonly environment: Environment
  readonly until: string
}

/** That the vendor's emergency access is refused for a while, since somebody here denied or revoked; and its end. */
export function EmergencyRefused({ environment: { environmentId, name }, until }: Props) {
  const [asking, setAsking] = useState(false)
  const zone = useZone()
  const say = useSay()
  const queries = useQueryClient()
  const lift = useMutation({
    mutationFn: () => liftBrake(environmentId),
    onSuccess: async () => {
      setAsking(false)
      say('success', `Emergency access to ${name} is possible again. Every approver is told by mail.`)
      await queries.invalidateQueries({ queryKey: ['customers', 'environments'] })
    },
  })
  return (
    <Box padding={{ top: 'xs' }}>
      <StatusIndicator type="stopped">Emergency access refused until {exactTime(until, zone)}</StatusIndicator>{' '}
      <Button
        variant="inline-link"
        ariaLabel={`Lift the refusal of emergency access to ${name}`}
        onClick={() => setAsking(true)}
      >
        Lift…
      </Button>
      {asking && (
        <Confirm
          title={`Make emergency access to ${name} possible again?`}
          does={`Let the vendor open ${name} in an emergency again`}
          busy={lift.isPending}
          error={lift.error}
          onConfirm={() => lift.mutate()}
          onCancel={() => {
            setAsking(false)
            lift.reset()
          }}
        >
          {`One of you denied or revoked access to ${name}, so that it could not be opened by way of an emergency. From now on the vendor’s emergency team can open it without your approval again; all of you are mailed at once if they do.`}
        </Confirm>
      )}
    </Box>
  )
}
