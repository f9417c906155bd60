import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

type Kind = 'success' | 'error' | 'info' | 'warning'
type Say = (type: Kind, content: string, header?: string) => void

const Notices = createContext<{ readonly say: Say; readonly items: readonly FlashbarProps.MessageDefinition[] }>({
  say: () => undefined,
  items: [],
})

/** Says on top of the page what became of something. An error stays until it is dismissed; the last five are kept. */
export const useSay = (): Say => useContext(Notices).say

/** What was said, above the page's content. */
export function NoticeBar({ first }: { readonly first: readonly FlashbarProps.MessageDefinition[] }) {
  const { items } = useContext(Notices)
  return <Flashbar items={[...first, ...items]} />
}

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([])
  const say = useCallback<Say>((type, content, header) => {
    const id = crypto.randomUUID()
    const dismiss = () => setItems((before) => before.filter((item) => item.id !== id))
    const item: FlashbarProps.MessageDefinition = {
      id,
      type,
      content,
      ...(header && { header }),
      dismissible: true,
      dismissLabel: 'Dismiss',
      onDismiss: dismiss,
      ariaRole: type === 'error' || type === 'warning' ? 'alert' : 'status',
    }
    setItems((before) => [item, ...before].slice(0, 5))
  }, [])
  const value = useMemo(() => ({ say, items }), [say, items])
  return <Notices value={value}>{children}</Notices>
}
