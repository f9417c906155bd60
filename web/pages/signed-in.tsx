import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { Waiting } from '../parts/page.tsx'
import { completeSignIn } from '../session/session.ts'

let completing: Promise<string> | undefined

/** Where the issuer sends people back to: goes on to the page that they came for. */
export function Component() {
  const navigate = useNavigate()
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    // The code works once; an effect may run twice.
    completing ??= completeSignIn(location.href).finally(() => {
      completing = undefined
    })
    completing.then(
      (page) => navigate(page, { replace: true }),
      (error: unknown) => setFailed(error instanceof Error ? error.message : 'The issuer gave no reason.'),
    )
  }, [navigate])
  return (
    <main>
      <title>Signing in – Customer Lockbox</title>
      {failed === undefined ? (
        <Waiting what="your sign-in" />
      ) : (
        <div role="alert">
          <Alert type="error" header="You could not be signed in" action={<Button href="/">To the start page</Button>}>
            {failed} Start again, and allow this site to store data in this tab.
          </Alert>
        </div>
      )}
    </main>
  )
}
