import type { ProblemCode } from '../domain/problems.ts'
import type { AccessLevel, AccessRequest } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant, Seconds } from '../domain/time.ts'
import { oneLine } from '../mail/text.ts'
import { type OutcomeView, type RequestView, requestView } from '../mail/views.ts'
import type { Door } from '../ports.ts'
import { opens } from '../requests/open-doors.ts'
import type { DeploymentFacts } from '../runtime/env.ts'

/** What the approver has chosen or typed so far; the code is never shown again. */
export interface FormState {
  readonly choice?: 'approve' | 'deny'
  readonly accessLevel?: AccessLevel
  readonly accessPeriod?: Seconds
  readonly reason?: string
}

/** Why the form came back: shown above it, and at the field that it is about. */
export interface PageProblem {
  readonly code: ProblemCode
  readonly detail: string
}

/** The page of a request that waits, with its form. */
export interface LinkPageView extends RequestView {
  /** Whether this tenant takes approvals by link, or only denials. */
  readonly canApprove: boolean
  /** Whether a denial has to say why. */
  readonly denyNeedsReason: boolean
  readonly form: FormState
  readonly problem?: PageProblem
}

/** The page of an open access, with the form that stops it. */
export interface GrantPageView extends OutcomeView {
  readonly form: Pick<FormState, 'reason'>
  readonly problem?: PageProblem
  /** What is open, where that is something else than the request says. */
  readonly strays?: readonly StrayDoor[]
  /** This approver ends it signed in only. */
  readonly signInOnly?: true
}

/** An open door that its request knows nothing of, as plain text, not yet escaped. */
export interface StrayDoor extends Pick<Door, 'accessLevel' | 'accessUntil'> {
  readonly operator: string
  readonly environment: string
  readonly service: string
}

/** The open doors that are not what the request says it opened. */
export const strayDoors = (request: AccessRequest, doors: readonly Door[], now: Instant): readonly StrayDoor[] =>
  doors
    .filter((door) => !opens(request, door, now))
    .map(({ operatorId, environmentId, service, accessLevel, accessUntil }) => ({
      operator: oneLine(operatorId),
      environment: oneLine(environmentId),
      service: oneLine(service),
      accessLevel,
      accessUntil,
    }))

/** The view of an open link. `form` is what `?choice=` or the last try brought. */
export function linkPageView(
  open: { readonly request: AccessRequest; readonly settings: TenantSettings; readonly canApprove: boolean },
  facts: DeploymentFacts,
  publicUrl: string,
  now: Instant,
  form: FormState = {},
  problem?: PageProblem,
): LinkPageView {
  return {
    ...requestView(open.request, open.settings, facts, publicUrl, now),
    canApprove: open.canApprove,
    denyNeedsReason: open.settings.denyNeedsReason === true,
    form,
    ...(problem && { problem }),
  }
}
