import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { Failed } from '../parts/page.tsx'
import { TopBar, useConfig } from '../parts/top-bar.tsx'
import type { Side } from '../session/person.ts'
import { signIn } from '../session/session.ts'

/** The start page: two kinds of people, two ways in. */
export function Component() {
  const config = useConfig()
  const [leaving, setLeaving] = useState<Side>()
  const [error, setError] = useState<unknown>()
  const vendor = config.data?.vendor.name ?? 'the vendor'
  const go = (side: Side) => {
    setLeaving(side)
    setError(undefined)
    signIn(side).catch((failure: unknown) => {
      setLeaving(undefined)
      setError(failure)
    })
  }
  return (
    <>
      <title>Sign in – Customer Lockbox</title>
      <div id="top">
        <TopBar />
      </div>
      <main className="welcome">
        <SpaceBetween size="l">
          {(error ?? config.error) ? (
            <Failed error={error ?? config.error} what="the sign-in" retry={() => config.refetch()} />
          ) : null}
          <Container header={<Header variant="h1">Customer Lockbox</Header>}>
            <SpaceBetween size="m">
              <Box>
                Nobody at {vendor} sees your organisation’s data without your approval. Sign in to decide about
                requests, to end an access, and to read the record.
              </Box>
              <Button variant="primary" loading={leaving === 'customers'} onClick={() => go('customers')}>
                Sign in as a customer
              </Button>
              <Box color="text-body-secondary">
                No account yet? You get one by mail once an approver of your organisation adds you.
              </Box>
            </SpaceBetween>
          </Container>
          <Box textAlign="center">
            <Button variant="link" loading={leaving === 'operators'} onClick={() => go('operators')}>
              I work for {vendor}
            </Button>
          </Box>
        </SpaceBetween>
      </main>
    </>
  )
}
