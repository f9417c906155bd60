import { createHash } from 'node:crypto'

export interface Customer {
  readonly id: string
  readonly name: string
  readonly balance: string
}

const firstNames = ['Ada', 'Björn', 'Chiara', 'Deniz', 'Elif', 'Farid', 'Grete', 'Hugo', 'Ines', 'Jonas']
const lastNames = ['Keller', 'Lindqvist', 'Moretti', 'Novak', 'Okafor', 'Petit', 'Rossi', 'Schmid', 'Tanaka', 'Urban']

/** Made-up customers of an environment, the same each time. */
export const customersOf = (tenant: string, environment: string): readonly Customer[] =>
  Array.from({ length: 5 }, (_, i) => {
    const bytes = createHash('sha256').update(`${tenant}/${environment}/${i}`).digest()
    return {
      id: `${environment}-${i + 1}`,
      name: `${oneOf(firstNames, bytes[0])} ${oneOf(lastNames, bytes[1])}`,
      balance: (bytes.readUInt32BE(2) / 10_000).toFixed(2),
    }
  })

const oneOf = (names: readonly string[], byte = 0): string => names[byte % names.length] ?? ''
