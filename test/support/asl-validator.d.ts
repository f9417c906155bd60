declare module 'asl-validator' {
  /** https://github.com/ChristopheBougere/asl-validator, which ships no types. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean
    readonly errorsText: (separator?: string) => string
  }
}
