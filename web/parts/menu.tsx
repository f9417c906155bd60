import Badge from '@cloudscape-design/components/badge'
import LiveRegion from '@cloudscape-design/components/live-region'
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { useEffect, useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Side } from '../session/person.ts'
import { useSession } from '../session/session.ts'
import { usePending } from './pending.ts'

interface Props {
  readonly side: Side
  readonly onFollow: () => void
}

export const Menu = ({ side, onFollow }: Props) =>
  side === 'customers' ? <CustomerMenu onFollow={onFollow} /> : <VendorMenu onFollow={onFollow} />

function CustomerMenu({ onFollow }: Pick<Props, 'onFollow'>) {
  const session = useSession('customers')
  const groups = session.state === 'in' ? session.person.groups : []
  const { count, more } = usePending()
  const waiting = count ?? 0
  const link = (text: string, href: string): SideNavigationProps.Link => ({ type: 'link', text, href })
  const lockbox: SideNavigationProps.Link = {
    ...link('Customer Lockbox', '/app/policies/lockbox'),
    ...(waiting > 0 && { info: <Waiting count={`${waiting}${more ? '+' : ''}`} /> }),
  }
  // What a group opens is for the API to say; what it surely does not open is not offered.
  const approver = groups.length === 0 || groups.includes('approver')
  const auditor = groups.length === 0 || groups.includes('auditor')
  return (
    <>
      <Links
        header={{ text: 'Admin centre', href: '/app/policies/lockbox' }}
        items={[
          ...(approver
            ? [
                { type: 'section', text: 'Policies', items: [lockbox] } as const,
                link('Tenant settings', '/app/settings'),
                link('Environments', '/app/environments'),
              ]
            : []),
          ...(auditor ? [link('Audit', '/app/audit'), link('Verify', '/app/verify')] : []),
        ]}
        onFollow={onFollow}
      />
      {count !== undefined && <NewRequests count={count} />}
    </>
  )
}

function VendorMenu({ onFollow }: Pick<Props, 'onFollow'>) {
  const session = useSession('operators')
  const groups = session.state === 'in' ? session.person.groups : []
  const operator = groups.length === 0 || groups.includes('operator')
  const admin = groups.length === 0 || groups.includes('vendor-admin')
  const breakglass = groups.length === 0 || groups.includes('breakglass')
  return (
    <Links
      header={{ text: 'Support', href: '/app/vendor/requests' }}
      items={[
        { type: 'link', text: operator ? 'My requests' : 'Requests', href: '/app/vendor/requests' },
        ...(operator ? [{ type: 'link', text: 'Ask for access', href: '/app/vendor/requests/new' } as const] : []),
        ...(breakglass ? [{ type: 'link', text: 'Emergency access', href: '/app/vendor/emergency' } as const] : []),
        ...(admin
          ? [
              { type: 'link', text: 'Tenants', href: '/app/vendor/tenants' } as const,
              { type: 'link', text: 'Operators', href: '/app/vendor/operators' } as const,
            ]
          : []),
      ]}
      onFollow={onFollow}
    />
  )
}

function Links(props: Required<Pick<SideNavigationProps, 'header' | 'items'>> & Pick<Props, 'onFollow'>) {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  return (
    <SideNavigation
      header={props.header}
      items={props.items}
      activeHref={pathname}
      onFollow={(event) => {
        event.preventDefault()
        props.onFollow()
        void navigate(event.detail.href)
      }}
    />
  )
}

/** Tells a screen reader of requests that came while a page is open; what was there before is no news. */
function NewRequests({ count }: { readonly count: number }) {
  const before = useRef(count)
  const [news, setNews] = useState('')
  useEffect(() => {
    const more = count - before.current
    before.current = count
    if (more > 0) setNews(`${more} new ${more === 1 ? 'request waits' : 'requests wait'} for a decision`)
  }, [count])
  return (
    <LiveRegion hidden assertive={false}>
      {news}
    </LiveRegion>
  )
}

const Waiting = ({ count }: { readonly count: string }) => (
  <Badge color="red">
    {count}
    <span className="unseen"> to decide</span>
  </Badge>
)
