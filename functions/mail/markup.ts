import { raw, html as tagged } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** HTML that is safe to send: every value in it was escaped. */
export type Markup = HtmlEscapedString

/** What may stand in a template: text (escaped), numbers, markup (taken as it is), nothing, or a list of these. */
export type Hole = string | number | Markup | undefined | null | false | readonly Hole[]

/**
 * Hono's tagged template, made synchronous by its types (it turns into a promise only for promises and callbacks) and
 * without the indentation of its literals; values are never touched but for escaping.
 */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  holes.forEach(refuseForgeries)
  const literals = strings.map((literal) => literal.replace(/\n\s*/g, '\n'))
  const made = tagged(literals as unknown as TemplateStringsArray, ...holes)
  if (made instanceof Promise) throw new TypeError('a template holds text and markup only')
  return made
}

/** An object that came from JSON could claim to be escaped; only this file's own strings are believed. */
function refuseForgeries(hole: Hole): void {
  if (Array.isArray(hole)) hole.forEach(refuseForgeries)
  else if (typeof hole === 'object' && hole !== null && !(hole instanceof String))
    throw new TypeError('a template holds text and markup only')
}

/** Takes text for markup: for literals of this code base only, never for a value. */
export const trusted = (literal: string): Markup => raw(literal)
