import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Root of the checkout. */
export const root = join(import.meta.dirname, '..', '..')

/** Everything that a local start installs or leaves behind lies here, and is ignored by git. */
const localFolder = join(root, '.local')

/** Python packages that the local AWS needs, one folder per set of pins: it stays between starts. */
export const pythonFolder = join(localFolder, 'python')

/**
 * One folder per sandbox, gone when it stops; the id of its process follows. Outside of the checkout: within, functions
 * would find its `node_modules`, so that what is missing in a bundle would not be missed.
 */
export const sandboxes = { folder: tmpdir(), start: 'customer-lockbox-' }

/** One file per running `npm start`, named by its process id. */
export const runFolder = join(localFolder, 'run')

/** Where npm puts Node 24 and the tools: first on the PATH of everything we start. */
export const binFolder = join(root, 'node_modules', '.bin')
