import { html, type Markup } from '../mail/markup.ts'
import { adminCentre } from '../mail/parts.ts'
import { defang } from '../mail/text.ts'
import { showInstant, timeLeft } from '../mail/times.ts'
import type { OutcomeView } from '../mail/views.ts'
import { capital, outcomeWords, proof, refusedFor, verb } from '../mail/words.ts'
import { codeField, maxDecisionReason } from './decision-form.ts'
import { aboutRequest, problemSummary, written } from './page.ts'
import { inDoubt, page } from './page-layout.ts'
import type { GrantPageView } from './views.ts'

/** An access that is open, and the form that stops it; with `problem`, why the last try stopped nothing. */
export const grantPage = (view: GrantPageView): string => {
  const stray = (view.strays ?? []).length > 0
  const { headline, sentences, left } = stray ? strayWords(view) : grantWords(view)
  return page(
    view,
    view.problem ? `Nothing was stopped: ${view.environment.name}` : headline,
    [
      ...(view.problem ? [problemSummary(view.problem, 'Nothing was stopped')] : []),
      html`<section class="${stray || view.state === 'Emergency' ? 'drill' : 'state'}" aria-labelledby="state">
      <h1 id="state">${headline}</h1>
      ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
      ${left && html`<p><strong>It is open now: ${capital(timeLeft(view.now, left))} left.</strong></p>`}
      ${view.signInOnly && html`<p>To end it, open <a href="${adminCentre(view)}">the admin centre</a> and look for ${view.id}</p>`}
      </section>`,
      ...(view.signInOnly ? [] : [stopForm(view)]),
      aboutRequest(view),
      written(view),
    ],
    inDoubt(view),
  )
}

/** A door was closed whose request said something else, and says it still. */
export const stoppedPage = (view: OutcomeView): string =>
  page(
    view,
    'The access is stopped',
    [
      html`<section class="state" aria-labelledby="state" role="status"><h1 id="state">The access is stopped</h1>
      <p>You stopped it, and that is recorded. The door is closed.</p>
      <p>${askWhy(view)}</p></section>`,
      aboutRequest(view),
    ],
    inDoubt(view),
  )

const grantWords = (view: GrantPageView) => {
  const { headline, sentences } = outcomeWords(view)
  const known = proof(view)
  return { headline, sentences: [...sentences, ...(known ? [known] : [])], left: view.granted?.accessUntil }
}

/** What is open is said by its doors: the request below is not to be believed. */
const strayWords = (view: GrantPageView) => {
  const strays = view.strays ?? []
  return {
    headline: 'An access is open',
    sentences: [
      ...strays.map(
        ({ operator, accessLevel, environment, service, accessUntil }) =>
          `${defang(operator)} may ${verb[accessLevel]} ${defang(environment)} (${defang(service)}) until ${showInstant(accessUntil, view.timeZone)}.`,
      ),
      askWhy(view),
    ],
    left: strays
      .map(({ accessUntil }) => accessUntil)
      .sort()
      .at(-1),
  }
}

const askWhy = ({ vendor }: OutcomeView): string =>
  `That is not what the request says, which is shown below. Ask ${vendor.name} who changed it.`

/** The form is sent to the address that it came from. */
const stopForm = (view: GrantPageView): Markup =>
  html`<form method="post" autocomplete="off" aria-labelledby="stop">
    <h2 id="stop">Stop this access</h2>
    <p>It ends at once, whatever is left of its time. ${refusedFor}</p>
    <input type="hidden" name="action" value="stop">
    <div class="field"><label class="label" for="reason">Reason (optional)</label>
    <span class="hint" id="reason-hint">Goes into the audit trail, and to ${view.operator.name}.</span>
    <textarea id="reason" name="reason" rows="3" maxlength="${maxDecisionReason}" aria-describedby="reason-hint">${view.form.reason}</textarea></div>
    ${codeField(view)}
    <button type="submit">${(view.strays ?? []).length > 0 ? 'Stop this access' : `Stop the access of ${view.operator.email} to ${view.environment.name}`}</button>
    </form>`
