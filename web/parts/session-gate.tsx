import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import type { Side } from '../session/person.ts'
import { signIn, useSession } from '../session/session.ts'
import { Waiting } from './page.tsx'

/**
 * Lets in who is signed in. Who is not goes to the issuer at once and comes back to the same page: after a reload the
 * issuer still knows them and asks nothing. A page whose session ended stays as it is.
 */
export function SessionGate({ side, children }: { readonly side: Side; readonly children: ReactNode }) {
  const session = useSession(side)
  const { pathname, search } = useLocation()
  const [failed, setFailed] = useState(false)
  const isOut = session.state === 'out'
  useEffect(() => {
    if (isOut && !failed) signIn(side, pathname + search).catch(() => setFailed(true))
  }, [isOut, failed, side, pathname, search])
  if (!isOut) return children
  if (!failed) return <Waiting what="your sign-in" />
  return (
    <div role="alert">
      <Alert
        type="error"
        header="The sign-in could not be reached"
        action={<Button onClick={() => setFailed(false)}>Try again</Button>}
      >
        Check your connection, then try again.
      </Alert>
    </div>
  )
}
