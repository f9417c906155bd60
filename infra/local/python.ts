import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sha256Hex } from '../../functions/domain/digest.ts'
import { runToEnd } from './child.ts'
import { installerEnvironment } from './environment.ts'
import { pythonFolder } from './paths.ts'
import { leftBehind } from './processes.ts'

/** The local AWS. */
const localAwsPins = join(import.meta.dirname, 'requirements.txt')

/** Written last: a folder without it is a half install, and is done again. */
const complete = 'complete'

/** Folders in which something is being installed are named so, and by the process that does it. */
const halfDone = 'half-'

const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']

const whatToInstall =
  'The local AWS needs Python 3.10 or newer with its "venv" module. Install it, e.g. "apt install python3 python3-venv" ' +
  'or "brew install python", and run the same command again. PYTHON=<path> names a certain one.'

interface Python {
  readonly command: string
  /** Such as `3.12`. */
  readonly version: string
}

/** The first usable Python; says what is missing when there is none. */
async function findPython(): Promise<Python> {
  const seen: string[] = []
  const given = process.env.PYTHON
  for (const command of given ? [given] : candidates) {
    const version = await promisify(execFile)(command, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2]); import venv, ensurepip',
    ]).then(
      ({ stdout }) => stdout.trim(),
      (error: { stdout?: string }) => {
        const found = error.stdout?.trim()
        if (found) seen.push(`${command} is ${found} without "venv"`)
        return undefined
      },
    )
    const [major = 0, minor = 0] = version?.split('.').map(Number) ?? []
    if (version && (major > 3 || (major === 3 && minor >= 10))) return { command, version }
    if (version) seen.push(`${command} is ${version}`)
  }
  throw new Error(`${whatToInstall} Found: ${seen.length > 0 ? seen.join(', ') : 'no Python at all'}.`)
}

/** A Python that has what `requirements` pins; the first call installs it. Several may call at the same time. */
export async function installedPython(
  installing: (work: () => Promise<void>) => Promise<void>,
  signal?: AbortSignal,
  requirements: string = localAwsPins,
): Promise<string> {
  for (const left of leftBehind(pythonFolder, halfDone)) rmSync(left, { recursive: true, force: true })
  const pins = sha256Hex(readFileSync(requirements)).slice(0, 12)
  const done = existsSync(pythonFolder)
    ? readdirSync(pythonFolder).find(
        (name) => name.startsWith(`${pins}-`) && existsSync(join(pythonFolder, name, complete)),
      )
    : undefined
  if (done) {
    const python = join(pythonFolder, done, 'bin', 'python')
    // The Python that it was made of may have been removed since.
    if (existsSync(python)) return python
    rmSync(join(pythonFolder, done), { recursive: true })
  }

  const { command, version } = await findPython()
  const folder = join(pythonFolder, `${pins}-${version}`)
  const half = join(pythonFolder, `${halfDone}${process.pid}-${pins}`)
  mkdirSync(half, { recursive: true })
  try {
    await installing(() => install(command, half, requirements, signal))
    // Whoever comes first wins. A virtual environment may be moved as long as its scripts are not used.
    if (!existsSync(join(folder, complete))) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(half, folder)
    }
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
  return join(folder, 'bin', 'python')
}

async function install(command: string, folder: string, requirements: string, signal?: AbortSignal): Promise<void> {
  const run = (name: string, program: string, args: readonly string[]) =>
    runToEnd(
      {
        name,
        command: program,
        args,
        env: installerEnvironment(folder),
        cwd: folder,
        log: join(folder, 'install.log'),
      },
      signal,
    )
  await run('making the virtual environment', command, ['-m', 'venv', folder])
  await run('installing Python packages', join(folder, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ])
  writeFileSync(join(folder, complete), `${new Date().toISOString()}\n`)
}
