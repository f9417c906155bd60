import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Hole, html } from '../../../functions/mail/markup.ts'

describe('markup', () => {
  it('escapes every value, in text and in attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`<>&"'\`=/ a`) }), (value) => {
        expect(html`<a title="${value}">${[value]}</a>`.toString()).not.toMatch(
          /<a title="[^"]*[<>'][^"]*">|>[^<]*[>"'][^<]*<\/a>/,
        )
      }),
    )
  })

  it('takes its own markup as it is, and leaves out what is not there', () => {
    expect(html`<p>${html`<b>1</b>`}${undefined}${null}${false}${2}</p>`.toString()).toBe('<p><b>1</b>2</p>')
  })

  it('keeps the line breaks of values and drops the indentation of its own', () => {
    expect(
      html`<p>
        ${'a\n    b'}</p>`.toString(),
    ).toBe('<p>\na\n    b</p>')
  })

  it('believes no object that claims to be escaped', () => {
    const forged = { isEscaped: true, toString: () => '<script>' } as unknown as Hole
    expect(() => html`${forged}`).toThrow(TypeError)
    expect(() => html`${[[forged]]}`).toThrow(TypeError)
  })
})
