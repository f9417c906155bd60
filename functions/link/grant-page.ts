import { html, type Markup } from '../mail/markup.ts'
import { timeLeft } from '../mail/times.ts'
import { capital, outcomeWords, proof, refusedFor } from '../mail/words.ts'
import { codeField, maxDecisionReason } from './decision-form.ts'
import { aboutRequest, problemSummary, written } from './page.ts'
import { inDoubt, page } from './page-layout.ts'
import type { GrantPageView } from './views.ts'

/** An access that is open, and the form that stops it; with `problem`, why the last try stopped nothing. */
export const grantPage = (view: GrantPageView): string => {
  const { headline, sentences } = outcomeWords(view)
  const known = proof(view)
  return page(
    view,
    view.problem ? `Nothing was stopped: ${view.environment.name}` : headline,
    [
      ...(view.problem ? [problemSummary(view.problem, 'Nothing was stopped')] : []),
      html`<section class="${view.state === 'Emergency' ? 'drill' : 'state'}" aria-labelledby="state">
      <h1 id="state">${headline}</h1>
      ${[...sentences, ...(known ? [known] : [])].map((sentence) => html`<p>${sentence}</p>`)}
      ${view.granted && html`<p><strong>It is open now: ${capital(timeLeft(view.now, view.granted.accessUntil))} left.</strong></p>`}
      </section>`,
      stopForm(view),
      aboutRequest(view),
      written(view),
    ],
    inDoubt(view),
  )
}

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
    <button type="submit">Stop the access of ${view.operator.email} to ${view.environment.name}</button>
    </form>`
