// `npm run contract`: writes the OpenAPI document and the types of its clients. Both are committed, and a test fails
// when they are stale.
import { writeFileSync } from 'node:fs'
import { files } from './files.ts'

for (const { path, content } of await files()) writeFileSync(path, content)
