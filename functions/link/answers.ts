import type { Problem } from '../domain/problems.ts'
import type { Instant } from '../domain/time.ts'
import { endingView, requestView } from '../mail/views.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { HttpAnswer } from '../runtime/http-answer.ts'
import { statusOf } from '../runtime/problem-response.ts'
import { grantPage, stoppedPage } from './grant-page.ts'
import type { LinkState } from './link-state.ts'
import {
  decidedPage,
  expiredPage,
  freshMailSentPage,
  lockedPage,
  problemPage,
  requestPage,
  unknownLinkPage,
} from './page.ts'
import { type FormState, linkPageView, strayDoors } from './views.ts'

/** What the pages need beside the link's state. */
export interface PageContext {
  readonly facts: DeploymentFacts
  readonly publicUrl: string
  readonly now: Instant
  readonly form?: FormState
  /** Why a form decided nothing. */
  readonly problem?: Problem
  /** The form that was just sent decided. */
  readonly mine?: boolean
  /** It closed a door whose request said something else, and says it still. */
  readonly closed?: boolean
}

/** The page that shows a link's state: pure, and the only place that knows which state is which page. */
export function pageOf(state: LinkState, context: PageContext): HttpAnswer {
  const { facts, publicUrl, now, problem } = context
  const frame = { vendor: facts.vendor, publicUrl }
  const page = (status: number, body: string): HttpAnswer => ({ status, body })
  switch (state.kind) {
    case 'unknown':
      return page(404, unknownLinkPage(frame))
    case 'refused':
      return page(statusOf(state.problem), problemPage(frame, state.problem))
    case 'over': {
      const view = endingView(state.request, state.settings, facts, publicUrl, now)
      if (!view) return page(404, unknownLinkPage(frame))
      if (context.closed) return page(200, stoppedPage(view))
      const strays = strayDoors(state.request, state.doors ?? [], now)
      if (strays.length > 0) return page(200, grantPage({ ...view, strays, signInOnly: true, form: {} }))
      return page(200, view.state === 'Expired' ? expiredPage(view) : decidedPage(view, context.mine === true))
    }
    case 'grant': {
      const view = endingView(state.stored.request, state.settings, facts, publicUrl, now)
      if (!view) return page(404, unknownLinkPage(frame))
      const { reason } = context.form ?? {}
      const strays = strayDoors(state.stored.request, state.doors, now)
      const shown = { ...view, strays, form: reason === undefined ? {} : { reason }, ...(problem && { problem }) }
      return page(problem ? statusOf(problem) : 200, grantPage(shown))
    }
    case 'locked': {
      const about = [state.request, state.settings, facts, publicUrl, now] as const
      const view = endingView(...about) ?? requestView(...about)
      if (state.freshMail === 'on-its-way') return page(200, freshMailSentPage(view))
      return page(403, lockedPage(view, state.freshMail))
    }
    case 'open': {
      const open = { request: state.stored.request, settings: state.settings, canApprove: state.canApprove }
      const view = linkPageView(open, facts, publicUrl, now, context.form ?? {}, problem)
      return page(problem ? statusOf(problem) : 200, requestPage(view))
    }
  }
}
