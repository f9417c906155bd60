import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helper } from '../../../cli/verify/helper.ts'
import { verify } from '../../../verifier/verify.ts'
import { generateLedger } from '../../support/generated-ledger.ts'

let folder: string
let ledger: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockbox-helper-'))
  await generateLedger(folder, 2500)
  ledger = readFileSync(join(folder, 'audit.ndjson'), 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function* piecesOf(text: string) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 100_000) {
    yield bytes.subarray(at, at + 100_000)
    await new Promise(setImmediate)
  }
}

/** What the verifier says of a text in one thread, and in two. */
async function both(text: string) {
  const alone = await verify({ lines: piecesOf(text) })
  expect(await verify({ lines: piecesOf(text), helper })).toEqual(alone)
  return alone
}

describe('the second thread of the verifier', () => {
  test('finds a ledger to hold that holds', async () => {
    expect(await both(ledger)).toMatchObject({ outcome: 'holds', entries: { count: 2500 } })
  })

  test('finds what one thread finds, in the same order and with the same lines', async () => {
    const lines = ledger.split('\n')
    const forged = lines
      .with(700, lines[700]!.replace('.example"', '.exämple"'))
      .with(1300, '')
      .with(2000, lines[1999]!)
      .toSpliced(1800, 3)
    const { outcome, findings } = await both(forged.join('\n'))
    expect(outcome).toBe('tampered')
    expect(findings.map(({ line }) => line)).toEqual(findings.map(({ line }) => line).sort((a, b) => a! - b!))
    expect(findings.map(({ line }) => line)).toEqual(expect.arrayContaining([701, 1301, 1302, 1801]))
  })

  test('takes lines that are longer than what the thread is given', async () => {
    const lines = ledger.split('\n')
    expect(await both(lines.with(1000, 'x'.repeat(400_000)).join('\n'))).toMatchObject({ outcome: 'tampered' })
  })

  test('says what went wrong in it', async () => {
    const context = {
      tenantId: 'acme-bank',
      key: undefined as never,
      sought: { places: new Set<number>(), entries: new Set<number>() },
    }
    const broken = helper(context)
    await expect(broken.check(Buffer.from(ledger.slice(0, 100_000)))).rejects.toThrow(TypeError)
    await broken.end()
  })
})
