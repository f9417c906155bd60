import { decodeJwt } from 'jose'

/** More than the longest line of an export. */
const ending = 1024 * 1024

/** Number of an export's last entry; undefined: its end is none, and the verification will say so. */
const lastSeqOf = async (file: File): Promise<number | undefined> => {
  const text = await file.slice(-ending).text()
  return seqIn(() => JSON.parse(text.trimEnd().split('\n').at(-1) ?? ''))
}

/** The number in something that may be no JSON at all. */
function seqIn(read: () => { readonly seq?: unknown }): number | undefined {
  try {
    const { seq } = read()
    return typeof seq === 'number' ? seq : undefined
  } catch {
    return undefined
  }
}

/**
 * Of checkpoints that were fetched now, those that an export which was made before can have: of a ledger that grew since,
 * the others would look as if its end was cut off. `note` says how many were left out.
 */
export async function asFarAs(
  file: File,
  checkpoints: string,
): Promise<{ readonly checkpoints: string; readonly note?: string }> {
  const last = await lastSeqOf(file)
  if (last === undefined) return { checkpoints }
  const lines = checkpoints.split('\n').filter(Boolean)
  const kept = lines.filter((jws) => (seqIn(() => decodeJwt(jws)) ?? 0) <= last)
  const later = lines.length - kept.length
  return {
    checkpoints: kept.map((jws) => `${jws}\n`).join(''),
    ...(later > 0 && {
      note: `${later === 1 ? 'One checkpoint that was fetched is' : `${later} checkpoints that were fetched are`} of entries behind the end of this export, and left out: the ledger has grown since it was made, or its end is missing. Export again to know.`,
    }),
  }
}
