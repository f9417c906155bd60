import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Cards from '@cloudscape-design/components/cards'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import type { ReactNode } from 'react'
import type { Request, TenantRequest } from '../api/answers.ts'
import { lengthText } from '../words.ts'
import { AppLink } from './app-link.tsx'
import { useNarrow } from './narrow.ts'
import { Failed } from './page.tsx'
import { Status, ticketText } from './status.tsx'
import { Time } from './time.tsx'

type Listed = Request & Partial<Pick<TenantRequest, 'drill'>>

/** A list as `useLiveList` gives it. */
interface LiveList {
  readonly items: readonly Listed[] | undefined
  readonly error: unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
  readonly refetch: () => unknown
}

interface Props {
  readonly list: LiveList
  readonly label: string
  readonly zone: string
  readonly to: (request: Listed) => string
  readonly empty: ReactNode
  readonly header?: ReactNode
}

interface Column {
  readonly id: string
  readonly header: string
  readonly cell: (request: Listed) => ReactNode
  /** Pixels that it needs at least. */
  readonly least?: number
}

const columns = (zone: string, to: Props['to']): readonly Column[] => [
  {
    id: 'ticket',
    header: 'Support request ID',
    least: 110,
    cell: (request) => <AppLink to={to(request)}>{request.drill ? 'Fire drill' : ticketText(request)}</AppLink>,
  },
  { id: 'environment', header: 'Environment', cell: ({ environmentName }) => environmentName },
  { id: 'status', header: 'Status', least: 200, cell: (request) => <Status request={request} /> },
  { id: 'operator', header: 'Who asks', cell: ({ operator }) => operator.name },
  {
    id: 'requested',
    header: 'Requested',
    least: 140,
    cell: ({ requestedAt }) => <Time at={requestedAt} zone={zone} short />,
  },
  {
    id: 'expires',
    header: 'Request expiration',
    least: 140,
    cell: ({ expiresAt }) => <Time at={expiresAt} zone={zone} short />,
  },
  {
    id: 'period',
    header: 'Access period',
    cell: ({ accessPeriod, granted }) => lengthText(granted?.accessPeriod ?? accessPeriod),
  },
  {
    id: 'until',
    header: 'Access expiration',
    least: 140,
    cell: ({ granted }) => (granted ? <Time at={granted.accessUntil} zone={zone} short /> : '–'),
  },
]

/** Requests as a table, or on a phone as cards, since nobody reads eight columns sideways. */
export function RequestList({ list, label, zone, to, empty, header }: Props) {
  const narrow = useNarrow()
  const items = list.items ?? []
  const shown = columns(zone, to)
  if (list.error && !list.items) return <Failed error={list.error} what="the requests" retry={list.refetch} />
  const shared = {
    items,
    trackBy: 'id' as const,
    loading: list.items === undefined,
    loadingText: 'Loading the requests…',
    empty: (
      <Box textAlign="center" padding="l">
        {empty}
      </Box>
    ),
    ...(header && { header }),
  }
  return (
    <SpaceBetween size="s">
      {list.error ? <Failed error={list.error} what="the requests" retry={list.refetch} stale /> : null}
      {narrow ? (
        <Cards
          {...shared}
          ariaLabels={{ itemSelectionLabel: () => '', selectionGroupLabel: label, cardsLabel: label }}
          cardDefinition={{
            header: (request) => shown[0]?.cell(request),
            sections: shown.slice(1).map(({ id, header, cell }) => ({ id, header, content: cell })),
          }}
        />
      ) : (
        <Table
          {...shared}
          ariaLabels={{ tableLabel: label }}
          variant="container"
          wrapLines
          columnDefinitions={shown.map(({ id, header, cell, least }) => ({
            id,
            header,
            cell,
            isRowHeader: id === 'ticket',
            ...(least !== undefined && { minWidth: least }),
          }))}
        />
      )}
      {list.hasNextPage && (
        <Box textAlign="center">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older requests
          </Button>
        </Box>
      )}
    </SpaceBetween>
  )
}
