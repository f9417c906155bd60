import { html, type Markup } from '../mail/markup.ts'
import { adminCentre } from '../mail/parts.ts'
import { timeLeft } from '../mail/times.ts'
import type { OutcomeView, RequestView } from '../mail/views.ts'
import { askQuestion, capital, doer, outcomeWords, proof, requestFacts } from '../mail/words.ts'
import { decisionForm } from './decision-form.ts'
import { factList, inDoubt, type PageFrame, page } from './page-layout.ts'
import type { LinkPageView, PageProblem } from './views.ts'

/** The request and the form that decides it; with `problem`, why the last try decided nothing. */
export const requestPage = (view: LinkPageView): string =>
  page(
    view,
    view.problem ? `Nothing was decided: ${view.environment.name}` : `Access to ${view.environment.name}`,
    [
      ...(view.problem ? [problemSummary(view.problem)] : []),
      html`<section aria-labelledby="ask">
      <h1 id="ask">${askQuestion(view)}</h1>
      <p>${capital(timeLeft(view.now, view.expiresAt))} left to decide. If nobody decides, there is no access.</p>
      ${factList(requestFacts(view))}
      </section>`,
      written(view),
      decisionForm(view),
    ],
    inDoubt(view),
  )

/** The field that a problem is about. */
const faultyField: Partial<Record<PageProblem['code'], string>> = { WrongCode: 'code', ReasonRequired: 'reason' }

/** Focus goes to the summary when the page comes: without a script, `autofocus` does that. */
export const problemSummary = ({ code, detail }: PageProblem, nothing = 'Nothing was decided'): Markup =>
  html`<section class="problem" role="alert" tabindex="-1" autofocus aria-labelledby="problem">
    <h2 id="problem">${nothing}</h2>
    <p>${faultyField[code] ? html`<a href="#${faultyField[code]}">${detail}</a>` : detail}</p>
    </section>`

export const written = (view: RequestView): Markup =>
  html`<section aria-labelledby="why"><h2 id="why">What the operator wrote</h2><blockquote dir="auto">${view.reason.detail}</blockquote></section>`

/** Who decided what, and when. `mine`: by the form that was just sent. */
export function decidedPage(view: OutcomeView, mine: boolean): string {
  const { headline, sentences } = outcomeWords(view)
  const known = proof(view)
  return page(
    view,
    headline,
    [
      html`<section class="state" aria-labelledby="state"${mine && html` role="status"`}>
      <h1 id="state">${headline}</h1>
      ${mine && html`<p>${view.state === 'Revoked' ? 'You stopped it, and that is recorded.' : 'Your decision is recorded.'} All approvers and the operator get a mail.</p>`}
      ${[...sentences, ...(known ? [known] : [])].map((sentence) => html`<p>${sentence}</p>`)}
      ${
        (view.state === 'Approved' || view.state === 'Emergency') &&
        !view.drill &&
        html`<p>To end the access earlier, open <a href="${adminCentre(view)}">the admin centre</a> and look for ${view.id}</p>`
      }
      </section>`,
      ...(view.why
        ? [
            html`<section aria-labelledby="given"><h2 id="given">Reason that ${doer(view)} gave</h2><blockquote dir="auto">${view.why}</blockquote></section>`,
          ]
        : []),
      aboutRequest(view),
    ],
    inDoubt(view),
  )
}

/** Nobody decided in time. */
export const expiredPage = (view: OutcomeView): string => {
  const { headline, sentences } = outcomeWords(view)
  return page(
    view,
    headline,
    [
      html`<section class="state" aria-labelledby="state"><h1 id="state">${headline}</h1>${sentences.map((sentence) => html`<p>${sentence}</p>`)}
      <p>If access is still needed, ${view.operator.name} has to ask again. You would get a new mail.</p></section>`,
      aboutRequest(view),
    ],
    inDoubt(view),
  )
}

export const aboutRequest = (view: RequestView): Markup =>
  html`<section aria-labelledby="about"><h2 id="about">The request</h2>${factList(requestFacts(view))}</section>`

/** Too many wrong codes. `offered`: a fresh mail can be asked for; `refused`: not any more. */
export const lockedPage = (view: RequestView | OutcomeView, freshMail: 'offered' | 'refused'): string =>
  page(
    view,
    'This link is locked',
    [
      html`<section class="problem" aria-labelledby="locked"><h1 id="locked">This link is locked</h1>
      <p>${'state' in view ? 'Too many wrong codes were typed. Nothing was stopped: the access is still open.' : `Too many wrong codes were typed. Nothing was decided, and the request still waits: ${timeLeft(view.now, view.expiresAt)} left.`}</p>
      <p>If that was not you, somebody else has your link. Without the code they can ${'state' in view ? 'stop' : 'decide'} nothing.</p></section>`,
      freshMail === 'offered'
        ? html`<form method="post" aria-labelledby="fresh"><h2 id="fresh">${'state' in view ? 'Stop it' : 'Decide'} with a fresh mail</h2>
          <p>It has a new link and a new code, and goes to your address and nowhere else.</p>
          <input type="hidden" name="action" value="fresh">
          <button type="submit">Send me a fresh mail</button></form>`
        : html`<section><p>There were too many wrong codes for this request, so there is no further mail. Other approvers can still ${'state' in view ? 'stop it' : 'decide'}, and so can you in <a href="${adminCentre(view)}">the admin centre</a>.</p></section>`,
    ],
    inDoubt(view),
  )

/** A fresh mail was asked for, now or before. */
export const freshMailSentPage = (view: RequestView): string =>
  page(
    view,
    'A fresh mail is on its way',
    [
      html`<section class="state" aria-labelledby="state" role="status"><h1 id="state">A fresh mail is on its way</h1>
      <p>It should arrive within a few minutes, with a new link and a new code. This link stays locked.</p></section>`,
    ],
    inDoubt(view),
  )

/** One page for every link that is not known, whatever the reason. */
export const unknownLinkPage = (frame: PageFrame): string =>
  page(frame, 'This link is not known', [
    html`<section aria-labelledby="unknown"><h1 id="unknown">This link is not known</h1>
      <p>It may be incomplete, or a newer mail has replaced it. Open the link in the newest mail, or copy it in full.</p>
      <p>If you have no newer mail, ask another approver of your organisation.</p></section>`,
  ])

/** A link that cannot decide now, and why. `again` offers the same page once more. */
export const problemPage = (frame: PageFrame, problem: PageProblem, again = false): string =>
  page(frame, 'Nothing was decided', [
    html`<section class="problem" role="alert" aria-labelledby="problem"><h1 id="problem">Nothing was decided</h1>
      <p>${problem.detail}</p>
      ${again && html`<p><a href="">Show the request again</a></p>`}</section>`,
  ])
