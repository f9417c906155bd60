import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Case, caseOf, readVariants, vectorsFolder } from '../vectors/cases.ts'
import { firstVerifier } from './first-verifier.ts'
import { python, script, secondVerifier } from './python.ts'

const all = readVariants()
let second: Awaited<ReturnType<typeof secondVerifier>>
beforeAll(async () => {
  second = await secondVerifier()
})
afterAll(() => second?.close())

describe.each([
  ['ours', firstVerifier],
  ['the second one, written from the page', (given: Case) => second.verify(given)],
] as const)('what the vectors say is found by %s', (_, verify) => {
  test.each(all.variants.map((variant) => [variant.name, variant] as const))('%s', async (_, variant) => {
    const { outcome, findings, unsealed } = await verify(caseOf(all, variant))
    expect({ outcome, findings, unsealed }).toMatchObject({
      ...(variant.unsealed !== undefined && { unsealed: variant.unsealed }),
      outcome: variant.expected?.verdict ?? 'holds',
      findings: variant.expected ? expect.arrayContaining([expect.objectContaining(variant.expected)]) : [],
    })
  })
})

describe('as a command', () => {
  test('reads the files of an auditor, and exits by what it found', async () => {
    const interpreter = await python()
    const run = (exported: string, ...more: readonly string[]) => {
      const { files } = all
      const args = [
        script,
        exported,
        ...['--checkpoints', files.checkpoints ?? '', '--keys', files.keys ?? ''],
        ...files.pins.flatMap((pin) => ['--pin', pin]),
        ...files.receipts.flatMap((name) => ['--receipt', name]),
        ...files.mails.flatMap((name) => ['--witness', name]),
        ...['--statement', 'statement-2026-10.jws'],
        ...more,
      ]
      return spawnSync(interpreter, args, { cwd: vectorsFolder, encoding: 'utf8' })
    }
    const whole = run('audit.ndjson')
    expect(whole.stderr).toBe('')
    expect(whole.status).toBe(0)
    expect(JSON.parse(whole.stdout)).toMatchObject({ outcome: 'holds', unsealed: 2, pinned: true })
    expect(run('variants/endorsed-by-a-stranger.ndjson').status).toBe(6)
    expect(run('variants/second-history.ndjson').status).toBe(7)
    expect(run('audit.ndjson', '--max-age', 'P1D', '--as-of', '2027-01-01T00:00:00.000Z').status).toBe(8)
  })

  test('imports nothing but the standard library and cryptography', async () => {
    const listed = execFileSync(
      await python(),
      [
        '-c',
        'import ast, sys; tree = ast.parse(open(sys.argv[1]).read()); names = {(node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0] for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))}; print(" ".join(sorted(names - set(sys.stdlib_module_names))))',
        script,
      ],
      { encoding: 'utf8', cwd: join(vectorsFolder) },
    )
    expect(listed.trim()).toBe('cryptography')
  })
})
