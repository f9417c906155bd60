import type { AccessLevel } from '../domain/request.ts'
import { formatDuration, type Seconds } from '../domain/time.ts'
import { html, type Markup } from '../mail/markup.ts'
import { adminCentre } from '../mail/parts.ts'
import { showLength } from '../mail/times.ts'
import { capital, verb } from '../mail/words.ts'
import type { LinkPageView } from './views.ts'

/** Most characters of the reason that a decision may carry. */
export const maxDecisionReason = 500

const lengths: readonly Seconds[] = [
  300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 604_800,
]

/** The periods that an approver chooses from, longest first: what an approval gives at most, and five shorter ones. */
export const offeredPeriods = (most: Seconds): readonly Seconds[] =>
  [...lengths.filter((length) => length < most), most].slice(-6).reverse()

const offeredLevels = (most: AccessLevel): readonly AccessLevel[] => (most === 'write' ? ['write', 'read'] : ['read'])

/** The form that decides. It is sent to the address that it came from. */
export const decisionForm = (view: LinkPageView): Markup =>
  html`<form method="post" autocomplete="off" aria-labelledby="decide">
    <h2 id="decide">Your decision</h2>
    ${view.canApprove ? choices(view) : onlyDenial(view)}
    ${view.canApprove && grantFields(view)}
    ${reasonField(view)}
    ${codeField(view)}
    <button type="submit">${confirmWords(view)}</button>
    </form>`

const choices = ({ form }: LinkPageView): Markup =>
  html`<fieldset><legend>Do you let the operator in?</legend>
    <label class="choice"><input type="radio" name="decision" id="approve" value="approve" required${form.choice === 'approve' && html` checked`}>Approve</label>
    <label class="choice"><input type="radio" name="decision" id="deny" value="deny" required${form.choice === 'deny' && html` checked`}>Deny</label>
    </fieldset>`

const onlyDenial = (view: LinkPageView): Markup =>
  html`<input type="hidden" name="decision" value="deny">
    <p>With this link you can deny. To approve, your organisation needs you to sign in: open <a href="${adminCentre(view)}">the admin centre</a> and look for ${view.id}</p>`

/** Without a script the field can only be made required where nothing but a denial is possible; the server asks again. */
const reasonField = ({ denyNeedsReason, canApprove, problem, operator, form }: LinkPageView): Markup => {
  const missing = problem?.code === 'ReasonRequired'
  const label = denyNeedsReason ? (canApprove ? 'Reason (needed to deny)' : 'Reason') : 'Reason (optional)'
  return html`<div class="field"><label class="label" for="reason">${label}</label>
    <span class="hint" id="reason-hint">${denyNeedsReason && 'Your organisation wants a reason for every denial. '}Goes into the audit trail, and to ${operator.name}.</span>
    ${missing && html`<span class="error" id="reason-error">${problem.detail}</span>`}
    <textarea id="reason" name="reason" rows="3" maxlength="${maxDecisionReason}" aria-describedby="${missing && 'reason-error '}reason-hint"${denyNeedsReason && !canApprove && html` required`}${missing && html` aria-invalid="true"`}>${form.reason}</textarea></div>`
}

// Never `one-time-code`: with it, Apple Mail offers to delete the mail once the code was filled in, and the mail is a
// witness. Case and dash do not matter to the server; upper case is only how it looks.
export const codeField = ({ problem }: Pick<LinkPageView, 'problem'>): Markup => {
  const wrong = problem?.code === 'WrongCode'
  return html`<div class="field"><label class="label" for="code">Code from the mail</label>
    <span class="hint" id="code-hint">Eight characters, for example K7F2-QX9M</span>
    ${wrong && html`<span class="error" id="code-error">${problem.detail}</span>`}
    <input class="text" id="code" name="code" type="text" required maxlength="32" inputmode="text" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" aria-describedby="${wrong && 'code-error '}code-hint"${wrong && html` aria-invalid="true"`}></div>`
}

const grantFields = (view: LinkPageView): Markup => {
  const { atMost, form } = view
  const levels = offeredLevels(atMost.accessLevel)
  const periods = offeredPeriods(atMost.accessPeriod)
  const level = form.accessLevel ?? atMost.accessLevel
  const period = form.accessPeriod ?? atMost.accessPeriod
  return html`<div class="grant">
    ${
      levels.length > 1 &&
      html`<div class="field"><label class="label" for="level">Access</label>
        <select id="level" name="accessLevel">${levels.map(
          (each, n) =>
            html`<option class="l${n}" value="${each}"${each === level && html` selected`}>${capital(verb[each])}</option>`,
        )}</select></div>`
    }
    ${
      periods.length > 1 &&
      html`<div class="field"><label class="label" for="period">For how long</label>
        <select id="period" name="accessPeriod">${periods.map(
          (each, n) =>
            html`<option class="p${n}" value="${formatDuration(each)}"${each === period && html` selected`}>${showLength(each)}</option>`,
        )}</select></div>`
    }
    </div>`
}

/** What happens when the button is pressed, in the words of what is chosen at that moment. */
const confirmWords = (view: LinkPageView): Markup => {
  const { operator, environment, atMost } = view
  const denial = view.drill ? 'Deny the fire drill' : `Deny ${operator.email} access to ${environment.name}`
  if (!view.canApprove) return html`${denial}`
  if (view.drill)
    return html`<span class="to-any">Send my decision</span><span class="now to-approve">Approve the fire drill</span><span class="now to-deny">${denial}</span>`
  const levels = offeredLevels(atMost.accessLevel)
  const periods = offeredPeriods(atMost.accessPeriod)
  const level =
    levels.length > 1
      ? levels.map((each, n) => html`<span class="now n${n}">${verb[each]}</span>`)
      : verb[atMost.accessLevel]
  const period =
    periods.length > 1
      ? periods.map((each, n) => html`<span class="now m${n}">${showLength(each)}</span>`)
      : showLength(atMost.accessPeriod)
  return html`<span class="to-any">Send my decision</span><span class="now to-approve">Let ${operator.email} ${level} ${environment.name} for ${period}</span><span class="now to-deny">${denial}</span>`
}
