import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Request, RequestWithComments, Step, TenantRequestDetail } from '../api/answers.ts'
import { usageLines } from '../usage.ts'
import { doer, lengthText, levelText, methodText, reasonText } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { isEmergency, Status } from './status.tsx'
import { exactTime, Time } from './time.tsx'
import { useServiceName } from './top-bar.tsx'

type Shown = Request &
  Partial<Pick<TenantRequestDetail, 'atMost' | 'drill' | 'open' | 'uses' | 'alsoOpen'>> &
  Partial<Pick<RequestWithComments, 'overlapping'>>

interface Props {
  readonly request: Shown
  readonly zone: string
  /** The page of a request, by its id. */
  readonly to: (id: string) => string
  /** The page of its receipt. */
  readonly receipt: string
}

/** Everything about a request, in the order in which an approver asks; what the operator wrote comes last, quoted. */
export function RequestFacts({ request, zone, to, receipt }: Props) {
  const service = useServiceName(request.service)
  return (
    <Container header={<Header variant="h2">{isEmergency(request) ? 'What was opened' : 'What is asked'}</Header>}>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            ...facts(request, zone, service),
            ...doorFacts(request, zone, to),
            ...(request.state === 'ActionNeeded'
              ? []
              : [{ label: 'Receipt', value: <AppLink to={receipt}>Signed, from the audit ledger</AppLink> }]),
          ]}
        />
        <div>
          <Box variant="awsui-key-label">In {request.operator.name}’s words</Box>
          <p className="written">{request.reason.detail}</p>
        </div>
      </SpaceBetween>
    </Container>
  )
}

function facts(request: Shown, zone: string, service: string): KeyValuePairsProps.Item[] {
  const { operator, atMost, granted, decided, closed } = request
  const waits = request.state === 'ActionNeeded'
  return [
    { label: 'Status', value: <Status request={request} /> },
    {
      label: 'Who',
      value: (
        <Lines
          first={operator.name}
          more={[
            operator.email,
            operator.id !== operator.email && `Id: ${operator.id}`,
            [operator.employer, operator.country].filter(Boolean).join(', '),
            operator.client && `Named by the vendor's system "${operator.client}"`,
          ]}
        />
      ),
    },
    {
      label: 'Environment',
      value: (
        <Lines
          first={request.environmentName}
          more={[request.environmentId !== request.environmentName && request.environmentId]}
        />
      ),
    },
    { label: 'Service', value: <Lines first={service} more={[service !== request.service && request.service]} /> },
    {
      label: 'Access',
      value: (
        <Lines
          first={levelText[request.accessLevel]}
          more={[
            waits &&
              atMost &&
              atMost.accessLevel !== request.accessLevel &&
              `Your organisation allows: ${levelText[atMost.accessLevel]}`,
          ]}
        />
      ),
    },
    {
      label: 'For',
      value: (
        <Lines
          first={`${lengthText(request.accessPeriod)} from ${isEmergency(request) ? 'its start' : 'the approval'}`}
          more={[
            waits &&
              atMost &&
              lengthText(atMost.accessPeriod) !== lengthText(request.accessPeriod) &&
              `Your organisation allows: ${lengthText(atMost.accessPeriod)}`,
          ]}
        />
      ),
    },
    { label: 'Reason', value: reasonText[request.reason.type] },
    request.incident !== undefined
      ? { label: 'Incident', value: request.incident }
      : { label: 'Support ticket', value: request.supportTicket ?? 'None: vendor initiated' },
    { label: 'Requested', value: <Time at={request.requestedAt} zone={zone} /> },
    ...(waits ? [{ label: 'Decide before', value: <Time at={request.expiresAt} zone={zone} /> }] : []),
    ...(granted
      ? [
          {
            label: 'Given',
            value: <Lines first={levelText[granted.accessLevel]} more={[lengthText(granted.accessPeriod)]} />,
          },
          {
            label: request.open === false ? 'Access was given until' : 'Access until',
            value: <Time at={granted.accessUntil} zone={zone} />,
          },
        ]
      : []),
    ...(decided ? [{ label: 'Decided', value: <StepLines step={decided} zone={zone} /> }] : []),
    ...(closed ? [{ label: 'Closed', value: <StepLines step={closed} zone={zone} /> }] : []),
  ]
}

/** Which other accesses it has to do with, and what it was used for. */
function doorFacts(request: Shown, zone: string, to: Props['to']): KeyValuePairsProps.Item[] {
  const { extends: former, uses, alsoOpen = [], overlapping = [] } = request
  const [first = '', ...more] = uses ? usageLines(uses, zone) : []
  return [
    ...(former ? [{ label: 'Goes on from', value: <AppLink to={to(former)}>{former}</AppLink> }] : []),
    ...(uses && request.granted ? [{ label: 'Use', value: <Lines first={first} more={more} /> }] : []),
    ...(alsoOpen.length + overlapping.length > 0
      ? [
          {
            label: `Also open for ${request.operator.name}`,
            value: [
              ...alsoOpen.map(({ id, service, accessUntil }) => (
                <div key={id}>
                  <AppLink to={to(id)}>
                    <ServiceName id={service} />
                  </AppLink>
                  , until {exactTime(accessUntil, zone)}
                </div>
              )),
              ...overlapping
                .filter((id) => !alsoOpen.some((each) => each.id === id))
                .map((id) => (
                  <div key={id}>
                    <AppLink to={to(id)}>{id}</AppLink>
                  </div>
                )),
            ],
          },
        ]
      : []),
  ]
}

const ServiceName = ({ id }: { readonly id: string }) => useServiceName(id)

function Lines({ first, more }: { readonly first: string; readonly more: readonly (string | false | undefined)[] }) {
  return (
    <>
      <div>{first}</div>
      {more.filter(Boolean).map((line) => (
        <Box key={String(line)} variant="small" display="block" color="text-body-secondary">
          {line}
        </Box>
      ))}
    </>
  )
}

/** Who did it, how they proved who they are, and why. */
function StepLines({ step, zone }: { readonly step: Step; readonly zone: string }) {
  const how = methodText[step.method]
  return (
    <>
      <Lines
        first={doer(step.by)}
        more={[step.by.email, step.by.kind !== 'system' && how, step.reason && `“${step.reason}”`]}
      />
      <Time at={step.at} zone={zone} />
    </>
  )
}
