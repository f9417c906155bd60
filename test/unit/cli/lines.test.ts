import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rowsIn } from '../../../cli/evidence/rows.ts'
import { exportLine } from '../../../functions/domain/export-line.ts'
import { command, ownFolder } from '../../support/command.ts'
import { linesOf } from '../../support/memory-exports.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'

const entries = sampleLedger(6)
const odd = { salt: 'A'.repeat(22), value: 'a\u2028b\u2029c\u0085d\re' }
const [first, ...rest] = entries.map((entry) => ({ ...entry, personal: { ...entry.personal, 'actor.userAgent': odd } }))

test('a line of an export ends at LF and nowhere else, whatever people wrote', async () => {
  const file = join(ownFolder(), 'audit.ndjson')
  writeFileSync(file, [first!, ...rest].map(exportLine).join(''))
  const plain = join(ownFolder(), 'plain.ndjson')
  writeFileSync(plain, linesOf(entries))
  expect(await rowsIn(file)).toHaveLength((await rowsIn(plain)).length)
  const ran = await command(['audit', 'convert', file, '--to', 'ocsf'], {})
  expect(ran).toMatchObject({ exit: 0, err: expect.stringContaining('6 entries') })
})

test('and one that somebody saved with CR LF is still one', async () => {
  const file = join(ownFolder(), 'audit.ndjson')
  writeFileSync(file, linesOf(entries).replaceAll('\n', '\r\n').concat('\r\n'))
  expect(await command(['audit', 'convert', file, '--to', 'csv'], {})).toMatchObject({ exit: 0 })
})
