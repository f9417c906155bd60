import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { acceptProposal, stopProposal } from '../api/customers.ts'
import { Confirm } from './confirm.tsx'
import { useProposal, useZone } from './customer-queries.ts'
import { useSay } from './notices.tsx'
import { exactTime } from './time.tsx'

/** The vendor proposes somebody as an approver: whoever is one may stop it, the proposed person may accept in time. */
export function ProposalBanner() {
  const proposal = useProposal().data?.proposal
  const zone = useZone()
  const say = useSay()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const refresh = () => queries.invalidateQueries({ queryKey: ['customers'] })
  const stop = useMutation({
    mutationFn: stopProposal,
    onSuccess: async () => {
      setAsking(false)
      say('success', 'The proposal is stopped. Every approver was mailed.')
      await refresh()
    },
  })
  const accept = useMutation({
    mutationFn: acceptProposal,
    onSuccess: async () => {
      setAsking(false)
      say('success', 'You are an approver now.')
      await refresh()
    },
  })
  if (proposal?.state !== 'waiting') return null
  const { name, email, reason, effectiveAt, you } = proposal
  const due = effectiveAt <= new Date().toISOString()
  const acting = you ? accept : stop
  return (
    <Box margin={{ bottom: 'l' }}>
      <Alert
        type="warning"
        header={you ? 'The vendor proposes you as an approver' : `The vendor proposes ${name} as an approver`}
        action={
          <Button disabled={you && !due} onClick={() => setAsking(true)}>
            {you ? 'Become an approver' : 'Stop this proposal'}
          </Button>
        }
      >
        {you
          ? `You can accept from ${exactTime(effectiveAt, zone)}, if nobody stops it and nobody else can act by then.`
          : `If nobody stops it, ${name} (${email}) can accept from ${exactTime(effectiveAt, zone)} and then decides for your organisation. Stop it unless you know them.`}
        <p className="written">{reason}</p>
      </Alert>
      {asking && (
        <Confirm
          title={you ? 'Become an approver?' : 'Stop this proposal?'}
          does={you ? 'Make me an approver' : `Keep ${name} from becoming an approver`}
          busy={acting.isPending}
          error={acting.error}
          onConfirm={() => acting.mutate()}
          onCancel={() => {
            setAsking(false)
            acting.reset()
          }}
        >
          {you
            ? 'You will decide about every access of the vendor to your organisation’s data. Everybody on the list is told.'
            : `${email} will not become an approver. The vendor can propose somebody again.`}
        </Confirm>
      )}
    </Box>
  )
}
