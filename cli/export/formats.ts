/** What `lockbox audit convert` can make of an export. */
export const formatNames = ['csv', 'ocsf', 'microsoft'] as const

export type FormatName = (typeof formatNames)[number]
