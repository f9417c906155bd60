import { byteText } from '../functions/domain/digest.ts'

const places = 256
const words: string[] = Array.from({ length: places }, () => '')

/**
 * The text of bytes that are ASCII, without a string made anew for each: an export says the same few words a million times,
 * such as types, domains and states.
 */
export function wordAt(bytes: Uint8Array, from: number, to: number): string {
  const length = to - from
  const place = (length * 7 + (bytes[to - 1] as number) * 31 + (bytes[to - 3] as number)) & (places - 1)
  const known = words[place] as string
  if (known.length === length) {
    let i = 0
    while (i < length && known.charCodeAt(i) === bytes[from + i]) i++
    if (i === length) return known
  }
  const word = textAt(bytes, from, to)
  words[place] = word
  return word
}

export const textAt = (bytes: Uint8Array, from: number, to: number): string => byteText(bytes.subarray(from, to))
