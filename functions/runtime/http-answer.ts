/** What a verb answers; a string body is HTML, bytes are sent as they are, anything else becomes JSON. */
export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}
