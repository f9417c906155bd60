import Link, { type LinkProps } from '@cloudscape-design/components/link'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'

interface Props {
  readonly to: string
  readonly children: ReactNode
  readonly fontSize?: LinkProps['fontSize']
}

/** A link within the app; with a modifier key the browser does what it always does. */
export function AppLink({ to, children, fontSize }: Props) {
  const navigate = useNavigate()
  return (
    <Link
      href={to}
      {...(fontSize && { fontSize })}
      onFollow={(event) => {
        event.preventDefault()
        void navigate(to)
      }}
    >
      {children}
    </Link>
  )
}
