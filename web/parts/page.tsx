import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import ContentLayout from '@cloudscape-design/components/content-layout'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { detailOf } from '../api/problem.ts'

interface PageProps {
  readonly title: string
  /** What the tab of the browser says; the title, unless there is more to say. */
  readonly tabTitle?: string
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: its heading, its title in the browser, its content. */
export function Page({ title, tabTitle = title, description, actions, children }: PageProps) {
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <title>{`${tabTitle} – Customer Lockbox`}</title>
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  )
}

/** What was asked for, once it is there; until then that it comes, or why it does not, with a way to try again. */
export function Loaded<T>({
  query,
  what,
  children,
}: {
  readonly query: UseQueryResult<T, unknown>
  readonly what: string
  readonly children: (data: T) => ReactNode
}) {
  if (query.data !== undefined)
    return (
      <SpaceBetween size="l">
        {query.error ? <Failed error={query.error} what={what} retry={() => query.refetch()} stale /> : null}
        {children(query.data)}
      </SpaceBetween>
    )
  if (query.error) return <Failed error={query.error} what={what} retry={() => query.refetch()} />
  return <Waiting what={what} />
}

export function Waiting({ what }: { readonly what: string }) {
  return (
    <Box padding="xxl" textAlign="center" color="text-status-inactive">
      <div role="status">
        <Spinner size="large" />
        <Box padding={{ top: 's' }}>Loading {what}…</Box>
      </div>
    </Box>
  )
}

interface FailedProps {
  readonly error: unknown
  readonly what: string
  readonly retry: () => unknown
  /** What is shown below is the last that is known. */
  readonly stale?: boolean
}

export function Failed({ error, what, retry, stale = false }: FailedProps) {
  return (
    <div role="alert">
      <Alert
        type={stale ? 'warning' : 'error'}
        header={stale ? `This is not the newest: ${what} could not be loaded again` : `Could not load ${what}`}
        action={<Button onClick={() => void retry()}>Try again</Button>}
      >
        {detailOf(error)}
      </Alert>
    </div>
  )
}
