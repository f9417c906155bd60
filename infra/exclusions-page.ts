import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { factsOf } from './configuration.ts'
import { loadDeployment } from './deployment.ts'
import { exclusionsPage } from './exclusions.ts'

const { vendor, catalogue } = factsOf(await loadDeployment(process.env))
const file = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'exclusions.md')
writeFileSync(file, exclusionsPage(vendor.name, catalogue))
console.log(`written: ${relative(process.cwd(), file)}`)
