// Prints the one line that CI reads, from the test runner's own report: `N passed, N failed`.
import { readFileSync } from 'node:fs'

interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

const [path = 'test-results/report.json'] = process.argv.slice(2)
const report = JSON.parse(readFileSync(path, 'utf8')) as Report
// A file that cannot even be loaded has no test of its own to fail.
const brokenFiles = report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length
const counted = report.numFailedTests + brokenFiles
// Nor has a set-up that fails, or an error that nobody awaited.
const failed = report.success || counted > 0 ? counted : 1
console.log(`${report.numPassedTests} passed, ${failed} failed`)
