import Alert from '@cloudscape-design/components/alert'
import AppLayout from '@cloudscape-design/components/app-layout'
import Button from '@cloudscape-design/components/button'
import type { FlashbarProps } from '@cloudscape-design/components/flashbar'
import { useEffect, useState } from 'react'
import { Outlet, useLocation } from 'react-router'
import { Menu } from './parts/menu.tsx'
import { useNarrow } from './parts/narrow.ts'
import { NoticeBar } from './parts/notices.tsx'
import { ProposalBanner } from './parts/proposal-banner.tsx'
import { SessionGate } from './parts/session-gate.tsx'
import { TopBar } from './parts/top-bar.tsx'
import type { Side } from './session/person.ts'
import { signIn, useSession } from './session/session.ts'

/** What is around every page: bar, menu, notices. */
export function Shell({ side }: { readonly side: Side }) {
  const session = useSession(side)
  const narrow = useNarrow()
  const { pathname, search } = useLocation()
  const [open, setOpen] = useState(!narrow)
  useFocusOnHeading(pathname)
  const ended: FlashbarProps.MessageDefinition = {
    id: 'session-ended',
    type: 'warning',
    header: 'Your session has ended',
    content: 'Sign in again to go on. You come back to this page, and what you typed is kept.',
    action: <Button onClick={() => void signIn(side, pathname + search)}>Sign in again</Button>,
    ariaRole: 'alert',
  }
  return (
    <>
      <div id="top">
        <TopBar side={side} />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigation={<Menu side={side} onFollow={() => narrow && setOpen(false)} />}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        ariaLabels={{ navigation: 'Menu', navigationToggle: 'Open menu', navigationClose: 'Close menu' }}
        notifications={<NoticeBar first={session.state === 'ended' ? [ended] : []} />}
        content={
          <SessionGate side={side}>
            {side === 'customers' && <ProposalBanner />}
            <Outlet />
          </SessionGate>
        }
      />
    </>
  )
}

/** A new page begins at its heading, for those who do not see that it changed. */
function useFocusOnHeading(pathname: string): void {
  const [first] = useState(pathname)
  const [moved, setMoved] = useState(false)
  useEffect(() => {
    if (pathname !== first) setMoved(true)
    if (pathname === first && !moved) return
    const heading = document.querySelector<HTMLElement>('main h1')
    if (!heading) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [pathname, first, moved])
}

/** A page that could not be shown at all: often an old page after a deployment, whose files are gone. */
export function Lost() {
  return (
    <div role="alert">
      <Alert
        type="error"
        header="This page could not be shown"
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        There may be a newer version of the admin centre. Reload the page.
      </Alert>
    </div>
  )
}
