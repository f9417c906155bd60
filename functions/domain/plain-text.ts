/**
 * What may not stand in text that people read before they decide: characters that change how other text looks
 * (bidi controls, Unicode TR36 and CVE-2021-42574), or that are there and cannot be seen. A name that differs from
 * another one only invisibly, or a reason that hides its tail, is a lie in a mail.
 */
const forbidden = [
  // Control characters; line breaks and tabs are given back to paragraphs below.
  '\\p{Cc}',
  // Formatting: bidi embeddings, overrides, isolates and marks, zero-width, soft hyphen, BOM, tags, annotations.
  '\\p{Cf}',
  // Line and paragraph separators: line breaks in disguise.
  '\\p{Zl}',
  '\\p{Zp}',
  // Halves of surrogate pairs, noncharacters, and glyphs that only one font knows.
  '\\p{Cs}',
  '\\p{Co}',
  '\\p{Noncharacter_Code_Point}',
  // Everything else that Unicode draws as nothing: fillers, grapheme joiner, variation selectors.
  '\\p{Default_Ignorable_Code_Point}',
  // Drawn as nothing although Unicode calls it a symbol: the empty Braille pattern.
  '\\u2800',
] as const

/** One variation selector behind a pictograph, or inside a keycap, is how people's keyboards write that emoji. */
const emojiStyle = '(?:(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]|(?<=[0-9#*])\\uFE0F(?=\\u20E3))'

/** Marks piled on one letter cover the lines around it; no script needs more than a handful. */
const piledMarks = '\\p{M}{9,}'

const character = `(?!${emojiStyle})[${forbidden.join('')}]|${piledMarks}`
const inLine = new RegExp(character, 'gu')
/** A paragraph may have line breaks and tabs; a CR only in front of its LF. */
const inParagraph = new RegExp(`(?!\\r?\\n|\\t)(?:${character})`, 'gu')

/** Whether a text is kept from every mail and page. `multiline` allows line breaks (LF, CRLF) and tabs. */
export const hasForbiddenCharacters = (text: string, { multiline }: { readonly multiline: boolean }): boolean =>
  text.search(multiline ? inParagraph : inLine) >= 0

/** The text with U+FFFD in place of what may not be in it: for text that came past the check at the door. */
export const replaceForbiddenCharacters = (text: string, { multiline }: { readonly multiline: boolean }): string =>
  text.replace(multiline ? inParagraph : inLine, '\uFFFD')
