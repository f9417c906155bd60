import { describe, expect, test } from 'vitest'
import { asFarAs } from '../../../web/verify/fetched.ts'

const jws = (seq: number) => `e30.${Buffer.from(JSON.stringify({ seq })).toString('base64url')}.x`
const checkpoints = `${jws(2)}\n${jws(5)}\n${jws(8)}\n${jws(9)}\n`
const file = (text: string) => new File([text], 'audit.ndjson')

describe('checkpoints that were fetched after the export was made', () => {
  test('are left out behind its end, and counted', async () => {
    const { checkpoints: kept, note } = await asFarAs(file('{"seq":4}\n{"seq":5}\n'), checkpoints)
    expect(kept).toBe(`${jws(2)}\n${jws(5)}\n`)
    expect(note).toMatch(/^2 checkpoints/)
  })

  test('are all kept where the export reaches them', async () => {
    expect(await asFarAs(file('{"seq":9}'), checkpoints)).toEqual({ checkpoints })
  })

  test('are all kept where the export ends with no entry: that is for the verification to say', async () => {
    expect(await asFarAs(file('{"seq":9}\n{"se'), checkpoints)).toEqual({ checkpoints })
  })
})
