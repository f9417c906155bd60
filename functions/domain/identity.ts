/** Unicode-normalised and case folded. Down, up and down again: only then have `ẞ`, `ß` and `SS` one form. */
const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC').trim()

/** What ends a host name in a URL, or is decoded there. */
const noHostName = /[/\\?#:@[\]%]/

/** A domain in its one form, `bücher.example` and `xn--bcher-kva.example` alike (UTS #46, as URLs do it). */
function comparableDomain(domain: string): string {
  const folded = fold(domain)
  const host = noHostName.test(folded) ? undefined : URL.parse(`http://${folded}`)?.hostname
  return (host ?? folded).replace(/\.+$/, '')
}

/**
 * The one form in which addresses are compared: Unicode-normalised, case folded, `+tag` of the local part dropped.
 * Aliases that only the mail provider knows (dots at Gmail, a second mailbox) stay undetectable; the docs say so.
 */
export function comparableEmail(email: string): string {
  const folded = fold(email)
  const at = folded.lastIndexOf('@')
  if (at < 1) return folded
  const local = folded.slice(0, at).split('+')[0] ?? ''
  return `${local}@${comparableDomain(folded.slice(at + 1))}`
}

/**
 * Whether two addresses are one mailbox for certain: letter by letter, but for case. Where an address *gives* a right it
 * has to be this one: at some providers `a+b@` and `a@` are two people. Where it *takes* one, `comparableEmail` counts.
 */
export const isSameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

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
  const comparable = comparableEmail(email)
  const domain = comparable.slice(comparable.lastIndexOf('@') + 1)
  return vendorDomains.map(comparableDomain).some((own) => domain === own || domain.endsWith(`.${own}`))
}
