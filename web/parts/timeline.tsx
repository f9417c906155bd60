import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import type { TenantRequestDetail } from '../api/answers.ts'
import { eventFacts, peopleOf } from '../event-facts.ts'
import { doer, eventName, methodText } from '../words.ts'
import { exactTime } from './time.tsx'

interface Props {
  readonly request: TenantRequestDetail
  readonly zone: string
}

/** Everything that the record has of a request, oldest first. */
export function Timeline({ request, zone }: Props) {
  const { events } = request
  const about = { zone, people: peopleOf(request) }
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${events.length})`} description="From the record, oldest first.">
          What happened
        </Header>
      }
    >
      {events.length === 0 ? (
        <Box color="text-body-secondary">The first entry arrives within seconds.</Box>
      ) : (
        <ol className="timeline">
          {events.map(({ seq, at, type, by, method, details }) => (
            <li key={seq}>
              <Box variant="strong">{eventName(type)}</Box>
              <Box color="text-body-secondary">
                {doer(by)}
                {by.kind !== 'system' && methodText[method] ? `, ${methodText[method]}` : ''} · {exactTime(at, zone)} ·
                entry {seq}
              </Box>
              {eventFacts(details, { ...about, type }).map((line) => (
                <Box key={line} variant="small" display="block" color="text-body-secondary">
                  {line}
                </Box>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Container>
  )
}
