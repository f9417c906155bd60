#!/usr/bin/env -S node --v8-pool-size=1 --max-semi-space-size=1 --liftoff-only
// `npm run -s lockbox -- …`: asks for access, follows it, reads the audit trail, checks a deployment. One helper thread of V8
// instead of four, little room for what dies young, and no second compilation of what takes types off: a verifier of a
// million entries stays under 150 MB so.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from './program.ts'

const interruption = new AbortController()
process.once('SIGINT', () => interruption.abort())
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await run(process.argv.slice(2), {
  io: {
    out: process.stdout,
    err: process.stderr,
    terminal: process.stderr.isTTY === true,
    env: process.env,
    fetch: async (input, init) => (await import('./local-fetch.ts')).localFetch(input, init),
    now: Date.now,
    pause: (seconds) => sleep(seconds * 1000, undefined, { signal: interruption.signal }).catch(() => undefined),
    open: async (url) => {
      const { default: open } = await import('open')
      const browser = await open(url)
      // A machine without one says so a moment later, or never.
      browser.on('error', () => undefined)
      browser.unref()
    },
    interrupted: interruption.signal,
  },
  // The SDK takes 20 MB and a third of the start: only doctor needs it.
  cloud: async (region) => (await import('./doctor/aws.ts')).awsCloud(region),
})
