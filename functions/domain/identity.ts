/**
 * The one form in which addresses are compared: Unicode-normalised, case folded, `+tag` of the local part dropped.
 * Aliases that only the mail provider knows (dots at Gmail, a second mailbox) stay undetectable; the docs say so.
 */
export function comparableEmail(email: string): string {
  const folded = email.normalize('NFKC').trim().toLowerCase()
  const at = folded.lastIndexOf('@')
  if (at < 1) return folded
  const local = folded.slice(0, at).split('+')[0] ?? ''
  return `${local}@${folded.slice(at + 1)}`
}

/** Whether two people are one, as far as their ids and addresses tell. */
export function samePerson(
  a: { readonly id: string; readonly email?: string },
  b: { readonly id: string; readonly email?: string },
): boolean {
  const names = (p: typeof a) => [p.id, p.email ?? ''].filter((name) => name !== '').map(comparableEmail)
  const ofB = new Set(names(b))
  return names(a).some((name) => ofB.has(name))
}

/** Whether an address lies in one of the vendor's own domains or below it: such an address cannot approve. */
export function isVendorAddress(email: string, vendorDomains: readonly string[]): boolean {
  const folded = comparableEmail(email)
  const domain = folded.slice(folded.lastIndexOf('@') + 1).replace(/\.$/, '')
  return vendorDomains.some((d) => domain === d.toLowerCase() || domain.endsWith(`.${d.toLowerCase()}`))
}
