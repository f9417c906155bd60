import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation'
import { useQuery } from '@tanstack/react-query'
import { loadConfig } from '../config.ts'
import type { Side } from '../session/person.ts'
import { signOut, useSession } from '../session/session.ts'
import { useMode } from './mode.ts'

export const useConfig = () =>
  useQuery({ queryKey: ['config'], queryFn: loadConfig, staleTime: Number.POSITIVE_INFINITY })

/** The bar on top: whose lockbox this is, light or dark, who is signed in. */
export function TopBar({ side }: { readonly side?: Side }) {
  const [dark, toggle] = useMode()
  const vendor = useConfig().data?.vendor
  const account = useAccount(side)
  return (
    <TopNavigation
      identity={{
        href: '/',
        title: vendor ? `${vendor.name} Customer Lockbox` : 'Customer Lockbox',
        ...(vendor?.logoUrl && { logo: { src: vendor.logoUrl, alt: '' } }),
      }}
      utilities={[
        {
          type: 'button',
          text: dark ? 'Light mode' : 'Dark mode',
          ariaLabel: dark ? 'Switch to light mode' : 'Switch to dark mode',
          disableTextCollapse: true,
          onClick: toggle,
        },
        ...account,
      ]}
    />
  )
}

function useAccount(side: Side | undefined): TopNavigationProps.Utility[] {
  const session = useSession(side ?? 'customers')
  if (!side || session.state !== 'in') return []
  const { name, email } = session.person
  return [
    {
      type: 'menu-dropdown',
      text: name,
      description: email,
      iconName: 'user-profile',
      ariaLabel: `Account of ${name}`,
      items: [{ id: 'sign-out', text: 'Sign out' }],
      onItemClick: () => void signOut(side),
    },
  ]
}

/** What the vendor's catalogue calls a service. */
export function useServiceName(id: string): string {
  return useConfig().data?.catalogue.find((service) => service.id === id)?.name ?? id
}
