import { grantPage } from '../../functions/link/grant-page.ts'
import { pageHeaders } from '../../functions/link/headers.ts'
import {
  decidedPage,
  expiredPage,
  freshMailSentPage,
  lockedPage,
  problemPage,
  requestPage,
  unknownLinkPage,
} from '../../functions/link/page.ts'
import type { PageProblem } from '../../functions/link/views.ts'
import { acknowledgeMail, emergencyMail, emergencyNotice, stopMail } from '../../functions/mail/emergency-mail.ts'
import { outcomeMail } from '../../functions/mail/outcome-mail.ts'
import { reminderMail } from '../../functions/mail/reminder-mail.ts'
import { requestMail } from '../../functions/mail/request-mail.ts'
import { warningMail } from '../../functions/mail/warning-mail.ts'
import type { ServedPage } from './page-server.ts'
import { settingsMails } from './sample-settings-mails.ts'
import {
  code,
  emergencyView,
  endedView,
  facts,
  grantView,
  linkId,
  longest,
  mailView,
  outcomeMailView,
  outcomeStates,
  pageView,
  publicUrl,
  toAda,
  toBob,
  toOperator,
} from './sample-views.ts'

const frame = { vendor: facts.vendor, publicUrl }
const wrongCode: PageProblem = {
  code: 'WrongCode',
  detail: 'This is not the code of the mail that this link came with. Tries left: 4.',
}
const reasonMissing: PageProblem = {
  code: 'ReasonRequired',
  detail: 'Your organisation wants a reason for every denial. Write one, then deny again.',
}
const wantsReason = { denyNeedsReason: true } as const
const selfApproval: PageProblem = {
  code: 'SelfApproval',
  detail: 'Nobody decides their own request. Another approver has to.',
}

/** Every link page, by name. */
const linkPages: Readonly<Record<string, string>> = {
  request: requestPage(pageView()),
  'request-approve': requestPage(pageView({ choice: 'approve' })),
  'request-deny': requestPage(pageView({ choice: 'deny' })),
  'request-wrong-code': requestPage(pageView({ choice: 'approve' }, wrongCode)),
  'request-refused': requestPage(pageView({ choice: 'approve' }, selfApproval)),
  'request-deny-only': requestPage(pageView({ choice: 'deny' }, undefined, { canApprove: false })),
  'request-reason-missing': requestPage(pageView({ choice: 'deny' }, reasonMissing, { limits: wantsReason })),
  'request-deny-only-reason': requestPage(
    pageView({ choice: 'deny' }, undefined, { canApprove: false, limits: wantsReason }),
  ),
  'request-limited': requestPage(
    pageView({ choice: 'approve' }, undefined, { limits: { maxAccessPeriod: 120, maxAccessLevel: 'read' } }),
  ),
  'request-longest': requestPage(
    pageView({ choice: 'approve', reason: 'x'.repeat(500) }, wrongCode, { changes: longest }),
  ),
  ...Object.fromEntries(
    outcomeStates.map((state) => [`decided-${state.toLowerCase()}`, decidedPage(endedView(state), state === 'Denied')]),
  ),
  'decided-longest': decidedPage(endedView('Approved', longest), true),
  expired: expiredPage(endedView('Expired')),
  grant: grantPage(grantView('Approved')),
  'grant-emergency': grantPage(grantView('Emergency')),
  'grant-wrong-code': grantPage(grantView('Emergency', { reason: 'Not now.', problem: wrongCode })),
  'grant-longest': grantPage(grantView('Approved', { reason: 'x'.repeat(500), changes: longest })),
  'grant-stopped': decidedPage(endedView('Revoked'), true),
  'grant-locked': lockedPage(grantView('Emergency'), 'offered'),
  'grant-locked-for-good': lockedPage(grantView('Approved'), 'refused'),
  locked: lockedPage(pageView(), 'offered'),
  'locked-for-good': lockedPage(pageView(), 'refused'),
  'fresh-mail': freshMailSentPage(pageView()),
  unknown: unknownLinkPage(frame),
  problem: problemPage(frame, selfApproval),
  'problem-again': problemPage(
    frame,
    { code: 'Busy', detail: 'The request is being changed right now. Nothing was decided.' },
    true,
  ),
}

const stopLink = { id: linkId, code }
const other = { environment: { id: 'staging', name: 'Staging' } }
const { link: _, ...withoutLink } = mailView({ approvalMode: 'sign-in' })

/** Every mail, by name. */
export const mails: Readonly<Record<string, string>> = {
  request: requestMail(mailView()).html,
  'request-deny-by-email': requestMail(mailView({ approvalMode: 'deny-by-email' })).html,
  'request-sign-in': requestMail(withoutLink).html,
  'request-longest': requestMail({ ...mailView(), ...pageView({}, undefined, { changes: longest }) }).html,
  ...Object.fromEntries(
    outcomeStates.map((state) => [state.toLowerCase(), outcomeMail(outcomeMailView(state), toBob).html]),
  ),
  'approved-to-decider': outcomeMail(outcomeMailView('Approved'), toAda).html,
  'approved-to-operator': outcomeMail(outcomeMailView('Approved'), toOperator).html,
  'denied-to-operator': outcomeMail(outcomeMailView('Denied'), toOperator).html,
  'approved-longest': outcomeMail(outcomeMailView('Approved', longest), toBob).html,
  'approved-stop': outcomeMail(outcomeMailView('Approved'), toBob, stopLink).html,
  'emergency-opened': emergencyMail({ ...emergencyView(), link: stopLink }).html,
  'emergency-opened-sign-in': emergencyMail(emergencyView()).html,
  'emergency-opened-over': emergencyMail(emergencyView('Ended')).html,
  'emergency-opened-longest': emergencyMail({
    ...emergencyView('Emergency', { ...longest, incident: 'I'.repeat(64) }),
    link: stopLink,
  }).html,
  'emergency-to-observer': emergencyNotice(emergencyView()).html,
  'emergency-acknowledge': acknowledgeMail(emergencyView('Ended')).html,
  'fresh-stop': stopMail({ ...grantView('Approved'), link: stopLink }).html,
  reminder: reminderMail([mailView(), { ...mailView({ approvalMode: 'deny-by-email' }), ...other }], 2).html,
  'reminder-sign-in': reminderMail([withoutLink], 0).html,
  'reminder-longest': reminderMail([{ ...mailView(), ...pageView({}, undefined, { changes: longest }) }], 0).html,
  warning: warningMail(mailView(), '2026-11-23T09:45:00.000Z').html,
  'warning-longest': warningMail(pageView({}, undefined, { changes: longest }), '2026-11-23T09:45:00.000Z').html,
  ...settingsMails,
}

/** Both as a server gives them: pages with their own headers, mails with such as a strict mail program would set. */
export const served: ReadonlyMap<string, ServedPage> = new Map([
  ...Object.entries(linkPages).map(([name, html]): [string, ServedPage] => [
    `/page/${name}`,
    { html, headers: pageHeaders(facts.vendor), afterPost: decidedPage(endedView('Approved'), true) },
  ]),
  ...Object.entries(mails).map(([name, html]): [string, ServedPage] => [
    `/mail/${name}`,
    {
      html,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    },
  ]),
])
