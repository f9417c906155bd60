import type { Child } from './child.ts'

/** The programs of one sandbox. */
export interface Programs {
  readonly watch: <T extends Child>(child: T) => T
  /** Settles when one of them ends on its own: says which and how. */
  readonly broken: Promise<string>
  /** Ends them all. */
  readonly stop: () => Promise<void>
}

/** No program yet; each that is watched breaks the whole when it ends before it is stopped. */
export function watchedPrograms(): Programs {
  const children: Child[] = []
  const { promise: broken, resolve: breaks } = Promise.withResolvers<string>()
  let stopping = false
  return {
    broken,
    watch: (child) => {
      children.push(child)
      void child.ended.then((how) => {
        if (!stopping) breaks(`${child.name} ${how}. Its last lines:\n${child.lastLines()}`)
      })
      return child
    },
    stop: async () => {
      stopping = true
      await Promise.all(children.map((child) => child.stop()))
    },
  }
}
