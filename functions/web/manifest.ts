/** What the build of the web app leaves beside this function's code: `manifest.json`. */
export interface WebManifest {
  /** By their hashed names: what lies in `assets/`, and as `<name>.<encoding>` compressed. */
  readonly assets: Readonly<Record<string, { readonly type: string; readonly encodings: readonly Encoding[] }>>
  /** Changes with the shell: its ETag. */
  readonly shellTag: string
}

/** Content codings that files are kept in, the smallest first. */
export const encodings = ['br', 'gzip'] as const
export type Encoding = (typeof encodings)[number]
