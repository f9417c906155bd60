import { expect, test } from 'vitest'
import { factsOf } from '../../../infra/configuration.ts'
import { loadDeployment } from '../../../infra/deployment.ts'
import { exclusionsPage } from '../../../infra/exclusions.ts'
import { pageText, tableOf } from '../../support/pages.ts'

test('docs/exclusions.md is what `npm run exclusions` writes of the sandbox', async () => {
  const { vendor, catalogue } = factsOf(await loadDeployment({}))
  expect(pageText('docs/exclusions.md')).toBe(exclusionsPage(vendor.name, catalogue))
})

test('it shows every service that is not covered, with the reason, and each that is', async () => {
  const page = exclusionsPage('V', [
    { id: 'a', name: 'A', covered: true },
    { id: 'b', name: 'B', covered: false, reason: 'Why not' },
  ])
  expect(tableOf(page, 'service', 'id', 'why')).toEqual([['B', '`b`', 'Why not']])
  expect(tableOf(page, 'service', 'id')).toEqual([['A', '`a`']])
})

test('it says so where all are covered, or none is', () => {
  expect(exclusionsPage('V', [{ id: 'a', name: 'A', covered: true }])).toContain('none is excluded')
  expect(exclusionsPage('V', [{ id: 'a', name: 'A', covered: false, reason: 'R' }])).toContain(
    'No service of the catalogue is covered',
  )
})

test('names and reasons are text, whatever they hold', () => {
  const page = exclusionsPage('V', [
    { id: 'a', name: 'A | B [x](https://evil.example)', covered: false, reason: '<img src=x>\n# Heading' },
  ])
  expect(page).not.toMatch(/(?<!\\)<img|^# Heading|(?<!\\)\]\(https:\/\/evil/m)
})
