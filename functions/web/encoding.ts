import { type Encoding, encodings } from './manifest.ts'

/**
 * The smallest of the codings that a file is kept in and the client takes (RFC 9110, 12.5.3); undefined: as it is. A
 * client that refuses even that (`identity;q=0`) gets it all the same: an answer it may fail to read beats none.
 */
export function codingFor(acceptEncoding: string | undefined, kept: readonly Encoding[]): Encoding | undefined {
  const weights = new Map(
    (acceptEncoding ?? '').split(',').map((part): [string, number] => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const q = parameters.find((text) => text.startsWith('q='))
      return [name, q === undefined ? 1 : Number(q.slice(2))]
    }),
  )
  const taken = (coding: Encoding): boolean => (weights.get(coding) ?? weights.get('*') ?? 0) > 0
  return encodings.find((coding) => kept.includes(coding) && taken(coding))
}
