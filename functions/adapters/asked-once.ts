/** Asks once for what never changes, whoever wants it first. A failure is not kept. */
export function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined
  return () => {
    known ??= ask()
    known.catch(() => {
      known = undefined
    })
    return known
  }
}
