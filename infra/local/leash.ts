// Runs a command and ends it, with everything that it started, as soon as whoever started us is gone, however that
// one ended: a `kill -9` of `npm start` leaves no process behind either. Started by `child.ts` as the leader of its
// own process group, with an IPC channel that closes when the other side dies.
import { spawn } from 'node:child_process'

/** What MiniStack and its Lambda processes get to end in peace. */
const graceMilliseconds = 3000

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })

const endGroupNow = () => process.kill(-process.pid, 'SIGKILL')

// The group's signals reach us too; we stay until our child is gone.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

process.on('disconnect', () => {
  process.kill(-process.pid, 'SIGTERM')
  setTimeout(endGroupNow, graceMilliseconds)
})

const report = (how: string) => {
  if (process.connected) process.send?.(how, endGroupNow)
  else endGroupNow()
}
child.on('error', (error) => report(`did not start: ${error.message}`))
child.on('exit', (code, signal) => report(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
