import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** Filters live in the address, so that a link, a reload and the back button keep them. */
export function useSearchState(): readonly [
  get: (name: string) => string,
  set: (changes: Readonly<Record<string, string>>) => void,
] {
  const [params, setParams] = useSearchParams()
  const get = useCallback((name: string) => params.get(name) ?? '', [params])
  const set = useCallback(
    (changes: Readonly<Record<string, string>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return [get, set]
}
