import { useSyncExternalStore } from 'react'

// Cloudscape's own width of a phone: below it a table of eight columns can only be read sideways.
const phone = matchMedia('(max-width: 688px)')

const subscribe = (listener: () => void) => {
  phone.addEventListener('change', listener)
  return () => phone.removeEventListener('change', listener)
}

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => phone.matches)
