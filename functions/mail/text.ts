import { replaceForbiddenCharacters } from '../domain/plain-text.ts'

/** One visible line: what would break or bend it is replaced, although the door refused it already. */
export const oneLine = (text: string): string =>
  replaceForbiddenCharacters(text.replace(/\s+/gu, ' ').trim(), { multiline: false })

/** Visible lines, broken by LF alone, with at most one empty line between two. */
export const paragraph = (text: string): string =>
  replaceForbiddenCharacters(text, { multiline: true })
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[^\S\n]+$/gmu, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Schemes without `//` that mail programs make links of. */
const scheme = /\b(mailto|tel|sms|callto|facetime|skype|sip|xmpp|data|javascript|file):/giu
/**
 * A dot in front of what could be a top-level domain. Of the others that IDNA reads as a dot (RFC 3490, 3.1) those in
 * front of ASCII: elsewhere they are the full stop of a Chinese sentence.
 */
const hostDot = /(?<=[\p{L}\p{N}\p{M}_+%-])(?:\.(?=\p{L}{2})|[\u3002\uff0e\uff61](?=[A-Za-z]{2}))/gu
const ipv4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/gu

/**
 * Text in which no mail program finds a link: `https[:]//evil[.]example`, `a[@]b[.]example`, `[\\]server\share`
 * (Outlook opens that one, and sends it the user's credentials). Doing it twice changes nothing.
 */
export const defang = (text: string): string =>
  text
    .replace(/:\/\//gu, '[:]//')
    .replace(scheme, '$1[:]')
    .replace(ipv4, (address) => address.replaceAll('.', '[.]'))
    .replace(hostDot, '[.]')
    .replace(/(?<=[^\s[])@(?=[^\s\]])/gu, '[@]')
    .replace(/(?<![[\\])\\\\(?=[^\s\\\]])/gu, '[\\\\]')

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first `most` characters as people count them, over at most `lines` lines; `cut` says that there was more. */
export function shorten(
  text: string,
  most: number,
  lines = Number.POSITIVE_INFINITY,
): { readonly text: string; readonly cut: boolean } {
  const inLines = text.split('\n').slice(0, lines).join('\n')
  const kept: string[] = []
  for (const { segment } of characters.segment(inLines)) {
    if (kept.length === most) break
    kept.push(segment)
  }
  const short = kept.join('')
  return short === text ? { text, cut: false } : { text: `${short.trimEnd()}…`, cut: true }
}
