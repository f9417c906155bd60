import { answered } from '../api.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { requestCard } from '../tables.ts'
import { notRequired } from './request.ts'

export interface EmergencyOptions {
  readonly tenant: string
  readonly environment: string
  readonly service: string
  readonly incident: string
  readonly justification: string
  readonly level?: 'read' | 'write'
  readonly period?: string
}

/** Opens an access without approval; every approver of the customer is told. */
export async function start(session: Session, options: EmergencyOptions): Promise<void> {
  const api = await session.api('operators')
  const answer = await answered(
    api.POST('/emergency-access', {
      body: {
        tenantId: options.tenant,
        environmentId: options.environment,
        service: options.service,
        incident: options.incident,
        justification: options.justification,
        ...(options.level && { accessLevel: options.level }),
        ...(options.period && { accessPeriod: options.period }),
      },
    }),
  )
  if ('basis' in answer)
    return print(
      session,
      answer,
      () => `No approval is required: ${notRequired[answer.basis]} Nothing was opened, and nobody was mailed.`,
    )
  await print(session, answer, () => requestCard(answer, session.io.now()))
  if (!session.json)
    await line(
      session.io.err,
      `All approvers and observers of ${answer.tenantId} are being told. End it when you are done: lockbox request end ${answer.id}`,
    )
}
