import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Home } from '../../../cli/home.ts'
import { ownFolder } from '../../support/command.ts'

const [a, b] = ['https://a.example', 'https://b.example']
const kept = { accessToken: 'at', expiresAt: 1, refreshToken: 'rt' }

describe('what the command remembers', () => {
  test('is for its owner alone, also where a file was readable before', () => {
    const folder = ownFolder()
    const file = join(folder, 'lockbox', 'sign-in.json')
    mkdirSync(join(folder, 'lockbox'))
    writeFileSync(file, '{"signIns":{}}', { mode: 0o644 })
    new Home({ XDG_CONFIG_HOME: folder }).keep(a, 'operators', kept)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'lockbox'))).toEqual(['sign-in.json'])
  })

  test('lies in a folder of its owner alone, by default under ~/.config', () => {
    const folder = ownFolder()
    new Home({ HOME: folder }).keep(a, 'operators', kept)
    expect(statSync(join(folder, '.config', 'lockbox')).mode & 0o777).toBe(0o700)
    expect(new Home({ HOME: folder }).url).toBe(a)
  })

  test('is kept by deployment and side, and forgotten one at a time', () => {
    const home = new Home({ XDG_CONFIG_HOME: ownFolder() })
    expect(home.url).toBeUndefined()
    home.keep(a, 'operators', kept)
    home.keep(a, 'customers', { ...kept, accessToken: 'customer' })
    home.keep(b, 'operators', { ...kept, accessToken: 'other' })
    expect(home.url).toBe(b)
    expect(home.forget(a, 'operators')).toBe(true)
    expect(home.forget(a, 'operators')).toBe(false)
    expect(home.signIn(a, 'operators')).toBeUndefined()
    expect(home.signIn(a, 'customers')?.accessToken).toBe('customer')
    expect(home.signIn(b, 'operators')?.accessToken).toBe('other')
  })

  test.each(['', '{', '[]', '{"signIns":{"x":{"operators":{"accessToken":7}}}}'])('a file with %j is none', (text) => {
    const folder = ownFolder()
    mkdirSync(join(folder, 'lockbox'))
    const file = join(folder, 'lockbox', 'sign-in.json')
    writeFileSync(file, text)
    const home = new Home({ XDG_CONFIG_HOME: folder })
    expect(home.url).toBeUndefined()
    home.keep(a, 'operators', kept)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ url: a })
  })
})
