/** What a function knows to be recorded in a window of time, as long as it stays warm. */
export interface Remembered {
  readonly has: (one: Once) => boolean
  readonly add: (one: Once) => void
}

interface Once {
  /** A minute, or an hour. */
  readonly window: string
  readonly what: string
}

/**
 * A memory of what is recorded, so that asking again in the same minute costs no write. It forgets all of a minute, or
 * an hour, when the next one begins: whoever finds nothing here asks the table.
 */
export function remembered(): Remembered {
  /** By the length of their windows' names: minutes and hours side by side. */
  const known = new Map<number, { readonly window: string; readonly what: Set<string> }>()
  const of = (window: string) => {
    const found = known.get(window.length)
    return found?.window === window ? found.what : undefined
  }
  return {
    has: ({ window, what }) => of(window)?.has(what) === true,
    add: ({ window, what }) => {
      const found = of(window) ?? new Set()
      known.set(window.length, { window, what: found.add(what) })
    },
  }
}
