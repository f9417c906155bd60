// `npm run ledger-doc`: writes the types of events into docs/ledger.md. A test fails when the page is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withEventTypes } from './event-types.ts'

const page = join(import.meta.dirname, '..', 'docs', 'ledger.md')
writeFileSync(page, withEventTypes(readFileSync(page, 'utf8')))
