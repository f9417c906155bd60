import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where an installed Chrome or Chromium usually lies, when the one from npm cannot run here. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * A real headless Chromium: `CHROME_PATH`, else the one that `@sparticuz/chromium` brings (Linux x64), else an
 * installed one. Its arguments are our own: those of the package switch off web security, which is what we test.
 */
export async function launchBrowser(): Promise<Browser> {
  // As root there is no sandbox to have; the pages are our own.
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : []
  return chromium.launch({
    executablePath: await executable(),
    args: [...noSandbox, '--font-render-hinting=none', '--disable-dev-shm-usage', '--disable-gpu'],
  })
}

async function executable(): Promise<string> {
  const { CHROME_PATH } = process.env
  if (CHROME_PATH) return CHROME_PATH
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packed } = await import('@sparticuz/chromium')
    return packed.executablePath()
  }
  const found = installed.find(existsSync)
  if (!found) throw new Error('no Chrome found: install one, or set CHROME_PATH to its executable')
  return found
}
