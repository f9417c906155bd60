import type { Notice } from '../domain/notice.ts'
import type { AuditorMail } from '../domain/settings.ts'
import type { Change } from '../domain/settings-diff.ts'
import { parseDuration } from '../domain/time.ts'
import { defang, oneLine, shorten } from './text.ts'
import { showLength } from './times.ts'
import type { Fact } from './words.ts'

const labels: Readonly<Record<Change['what'], string>> = {
  name: 'Name',
  policy: 'Lockbox policy',
  approvalMode: 'How to decide',
  maxAccessPeriod: 'Longest access',
  maxAccessLevel: 'Highest access',
  timeZone: 'Time zone',
  denyNeedsReason: 'Reason to deny',
  approver: 'Approver',
  observer: 'Observer',
  auditor: 'Auditor',
  confirmed: 'Approver',
  managed: 'Environment',
  proposal: 'Proposed',
  emergency: 'Environment',
}

const values: Partial<Record<Change['what'], Readonly<Record<string, string>>>> = {
  policy: { on: 'On', off: 'Off: access needs no approval' },
  approvalMode: {
    email: 'By mail or signed in',
    'deny-by-email': 'Approving signed in only, denying by mail too',
    'sign-in': 'Signed in only',
  },
  maxAccessLevel: { read: 'Read', write: 'Read and change' },
  denyNeedsReason: { yes: 'Needed', no: 'Not needed' },
  managed: { true: 'Managed: access needs an approval', false: 'Not managed: access needs no approval' },
  emergency: { refused: 'Emergency access is refused', possible: 'Emergency access is possible' },
}

/** A value as people read it. Names are somebody's own words: no link lives in them. */
const shown = (what: Change['what'], value: string): string => {
  if (isPerson(what)) return shownPerson(value)
  if (what === 'maxAccessPeriod') return showLength(parseDuration(value) ?? 0)
  return values[what]?.[value] ?? defang(shorten(oneLine(value), 300).text)
}

const isPerson = (what: Change['what']): boolean =>
  what === 'approver' || what === 'observer' || what === 'auditor' || what === 'confirmed' || what === 'proposal'

/** `name, address`: the address was checked when it was typed, the name is free text. */
function shownPerson(value: string): string {
  const comma = value.lastIndexOf(', ')
  if (comma < 0) return defang(oneLine(value))
  return `${defang(oneLine(value.slice(0, comma)))}, ${oneLine(value.slice(comma + 2))}`
}

/** One line of a change: what it was, and what it is now. */
export function changeFact({ what, name, before, after, mails }: Change): Fact {
  const label = labels[what]
  const was = before === undefined ? undefined : shown(what, before)
  const is = after === undefined ? undefined : shown(what, after)
  const subject = name === undefined ? [] : [defang(shorten(oneLine(name), 100).text)]
  switch (what) {
    case 'confirmed':
      return { label, value: `Confirmed: ${is}`, notes: ['Gets requests and may decide from now on'] }
    case 'approver':
    case 'observer':
      if (was === undefined) return { label, value: `Added: ${is}`, notes: [added[what]] }
      if (is === undefined) return { label, value: `Removed: ${was}`, notes: [removed[what]] }
      return { label, value: `Changed: ${is}`, notes: [`Before: ${was}`] }
    case 'auditor':
      if (was === undefined) return { label, value: `Added: ${is}`, notes: [getsBy(mails?.after)] }
      if (is === undefined) return { label, value: `Removed: ${was}`, notes: ['Gets no more proofs of the ledger'] }
      return {
        label,
        value: `Changed: ${is}`,
        notes: [...(was === is ? [] : [`Before: ${was}`]), ...(mails ? [getsBy(mails.after)] : [])],
      }
    case 'proposal':
      return is === undefined
        ? { label, value: `Stopped: ${was}`, notes: ['Nobody becomes an approver by it'] }
        : { label, value: is, notes: [] }
    default:
      return {
        label,
        value: subject[0] ?? is ?? 'None',
        notes: [...(subject.length > 0 ? [`Now: ${is}`] : []), `Before: ${was ?? 'none'}`],
      }
  }
}

const added = {
  approver: 'Gets requests, and may decide, once the address is confirmed',
  observer: 'Gets mails about requests, and decides nothing',
}
const removed = {
  approver: 'Decides nothing any more; links of earlier mails are worth nothing',
  observer: 'Gets no more mails',
}

const mailText: Readonly<Record<AuditorMail, string>> = {
  checkpoints: 'the daily checkpoints',
  statements: 'the monthly statements',
}
const getsBy = (mails: readonly AuditorMail[] = []): string =>
  `Gets ${mails.map((mail) => mailText[mail]).join(' and ')} of the ledger`

/** Who did it, and how they proved who they are: what is known, never more. */
export function changedBy({ by }: Notice): { readonly name: string; readonly proof: string | undefined } {
  const email = by.email && oneLine(by.email)
  const name = by.kind === 'system' ? 'The system' : defang(oneLine(by.name ?? by.email ?? by.id))
  if (by.method === 'signed-in' && email) return { name, proof: `On record: signed in as ${email}.` }
  if (by.method === 'access-token' && email) return { name, proof: `On record: signed in at the vendor as ${email}.` }
  return { name, proof: undefined }
}
