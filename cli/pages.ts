interface Page<T> {
  readonly items: readonly T[]
  readonly cursor?: string
}

/** Pages of a list, one after the other, until there is no further one. */
export async function* pagesOf<T>(ask: (cursor: { readonly cursor?: string }) => Promise<Page<T>>) {
  let cursor: string | undefined
  do {
    const page = await ask(cursor ? { cursor } : {})
    yield page.items
    cursor = page.cursor
  } while (cursor)
}
