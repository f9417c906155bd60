import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vectorsFolder } from './cases.ts'
import { checkpointsOf, erasedAt, exportOf, pretty, receiptOf, statementOf } from './files.ts'
import { changeLetter, checkpointLetter, outcomeLetter } from './letters.ts'
import { newKey, oldKey, receiptKey } from './proofs.ts'
import { ledgerOf, ulids } from './story.ts'
import { files, variantsOf } from './variants.ts'

/** Every file of `docs/vectors` but its README, by its path. The same whenever it is made. */
export async function vectors(): Promise<Readonly<Record<string, string>>> {
  const recorded = ledgerOf()
  // A person left, and was erased.
  const entries = erasedAt(recorded, 14, /^approver\./)
  const checkpoints = checkpointsOf(entries)
  const [approval, last] = [entries[5], entries.at(-1)]
  const [mailed] = checkpoints.slice(3)
  // Of a tenant whose mails somebody put among those of this one.
  const other = ledgerOf({ tenantId: 'globex' })
  const [foreign, foreignLast, foreignMailed] = [other[5], other.at(-1), checkpointsOf(other)[3]]
  if (!approval || !last || !mailed || !foreign || !foreignLast || !foreignMailed)
    throw new Error('the story is too short')
  const { variants, extra } = variantsOf(entries, checkpoints)
  return {
    'audit.ndjson': exportOf(entries),
    'checkpoints.jws': `${checkpoints.join('\n')}\n`,
    'keys.json': pretty({ keys: [newKey, oldKey, receiptKey].map(({ published }) => published) }),
    [files.receipts[0]]: `${receiptOf(entries, `acme.${ulids.approved}`, '2026-10-29T12:00:00.000Z')}\n`,
    [files.receipts[1]]: `${receiptOf(entries, `acme.${ulids.emergency}`, '2026-11-01T09:00:00.000Z')}\n`,
    'statement-2026-10.jws': `${statementOf(entries)}\n`,
    'outcome.eml': await outcomeLetter(approval),
    'checkpoint.eml': await checkpointLetter(mailed),
    'operator.eml': await outcomeLetter(approval, 'operator'),
    'last.eml': await changeLetter(last),
    'variants/outcome-of-another-tenant.eml': await outcomeLetter(foreign),
    'variants/operator-of-another-tenant.eml': await outcomeLetter(foreign, 'operator'),
    'variants/change-of-another-tenant.eml': await changeLetter(foreignLast),
    'variants/checkpoint-of-another-tenant.eml': await checkpointLetter(foreignMailed),
    'variants.json': pretty({ files, variants }),
    ...extra,
  }
}

// `npm run vectors` writes them.
if (import.meta.main) {
  const made = await vectors()
  const changed = Object.entries(made).filter(([name, text]) => textOf(join(vectorsFolder, name)) !== text)
  rmSync(join(vectorsFolder, 'variants'), { recursive: true, force: true })
  mkdirSync(join(vectorsFolder, 'variants'), { recursive: true })
  for (const [name, text] of Object.entries(made)) writeFileSync(join(vectorsFolder, name), text)
  console.log(
    changed.length === 0
      ? 'The test vectors are as they were.'
      : `Written: ${changed.map(([name]) => name).join(', ')}`,
  )
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
