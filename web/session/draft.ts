import { useCallback, useState } from 'react'

const prefix = 'lockbox.draft.'

/**
 * State that outlives a sign-in: what somebody typed is still there when their session ended and they come back. It
 * stays in this tab (`sessionStorage`), until it was sent (`undefined`) or they sign out.
 */
export function useDraft<T>(name: string, initial: T): readonly [T, (value: T | undefined) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = sessionStorage.getItem(prefix + name)
    try {
      return kept === null ? initial : (JSON.parse(kept) as T)
    } catch {
      return initial
    }
  })
  const change = useCallback(
    (next: T | undefined) => {
      setValue(next === undefined ? initial : next)
      if (next === undefined) sessionStorage.removeItem(prefix + name)
      else sessionStorage.setItem(prefix + name, JSON.stringify(next))
    },
    [name, initial],
  )
  return [value, change]
}

/** Nothing that was typed stays for whoever signs in next. */
export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
}
