import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from '../../../web/build.ts'
import { budget, firstLoads } from '../../../web/sizes.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockbox-sizes-'))
  buildWeb(folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the first visit', () => {
  it('to any page loads less than the budget, and each page its own part of it', () => {
    const loads = firstLoads(folder)
    const names = loads.map(({ page }) => page.replace(/-[A-Z0-9]{8}\.js$/, ''))
    expect(names).toEqual(expect.arrayContaining(['lockbox', 'request', 'settings', 'audit', 'welcome', 'tenants']))
    expect(loads.filter(({ total }) => total >= budget)).toEqual([])
    expect(new Set(loads.map(({ scripts }) => scripts)).size).toBeGreaterThan(5)
  })

  it('has its styles and the choice between light and dark before its first line of text, and no script in the page', () => {
    const shell = readFileSync(join(folder, 'shell.html'), 'utf8')
    const at = (what: string | RegExp) => shell.search(what)
    expect(at('<link rel="stylesheet"')).toBeGreaterThan(0)
    expect(at('<link rel="stylesheet"')).toBeLessThan(at('</head>'))
    expect(at(/<script src="\/assets\/mode-/)).toBeGreaterThan(at('<body>'))
    expect(at(/<script src="\/assets\/mode-/)).toBeLessThan(at('<div id="app">'))
    expect(shell).not.toMatch(/<script>|<style| style=| on\w+=/)
  })
})
