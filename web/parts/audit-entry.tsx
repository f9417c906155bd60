import ExpandableSection from '@cloudscape-design/components/expandable-section'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { actorOf } from '../../verifier/mappings/exported.ts'
import type { AuditEntry } from '../api/answers.ts'
import { eventName } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { exactTime } from './time.tsx'

/** One entry: a line of it, and all of it once it is opened. */
export function AuditEntryView({ entry, zone }: { readonly entry: AuditEntry; readonly zone: string }) {
  const [open, setOpen] = useState(false)
  const { seq, event, recordedAt, personal } = entry
  const { requestId, environmentId, supportTicket } = event.data
  const where = [environmentId, supportTicket].filter((text) => typeof text === 'string').join(' · ')
  return (
    <ExpandableSection
      headerText={`${seq}. ${eventName(event.type)}`}
      headingTagOverride="h3"
      headerDescription={[actorOf(entry) || 'The system', exactTime(event.time, zone), where]
        .filter(Boolean)
        .join(' · ')}
      expanded={open}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      {open && (
        <SpaceBetween size="m">
          <KeyValuePairs
            columns={2}
            items={[
              ...(typeof requestId === 'string'
                ? [{ label: 'Request', value: <AppLink to={`/app/requests/${requestId}`}>{requestId}</AppLink> }]
                : []),
              { label: 'Recorded', value: exactTime(recordedAt, zone) },
              { label: 'Type', value: event.type },
              ...Object.entries(personal).map(([name, { value }]) => ({ label: name, value })),
            ]}
          />
          <pre className="record">{JSON.stringify(entry, null, 2)}</pre>
        </SpaceBetween>
      )}
    </ExpandableSection>
  )
}
