/** Tells a person what is going on. */
export interface Progress {
  /** Shows a step once it is done, with the seconds that it took. Steps may overlap. */
  readonly step: <T>(title: string, work: () => Promise<T>) => Promise<T>
}

/** One line for each step; on a terminal also a last line with what is under way. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  const running = new Map<string, number>()
  const clear = () => stream.isTTY && stream.write('\r\x1b[K')
  const show = () => {
    if (!stream.isTTY || running.size === 0) return
    const now = Date.now()
    const line = [...running].map(([title, since]) => `${title} ${Math.round((now - since) / 1000)} s`).join(', ')
    stream.write(`\r\x1b[K${`  … ${line}`.slice(0, (stream.columns || 80) - 1)}`)
  }
  let _timer: NodeJS.Timeout | undefined
  return {
    step: async (title, work) => {
      const since = Date.now()
      running.set(title, since)
      _timer ??= stream.isTTY ? setInterval(show, 500).unref() : undefined
      show()
      const tell = (mark: string) => {
        running.delete(title)
        clear()
        stream.write(`  ${mark} ${title}  ${((Date.now() - since) / 1000).toFixed(1)} s\n`)
        show()
      }
      try {
        const result = await work()
        tell('✓')
        return result
      } catch (error) {
        tell('✗')
        throw error
      }
    },
  }
}
