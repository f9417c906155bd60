import type { Receipt } from './api/answers.ts'
import { doer, lengthText, methodText, reasonText } from './words.ts'

export const outcomeText: Readonly<Record<Receipt['outcome'], string>> = {
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  canceled: 'Taken back',
  emergency: 'Emergency access',
  revoked: 'Access revoked',
  ended: 'Access ended',
}

type By = Receipt['receipt']['by']

export const shownDoer = (by: By): string => `by ${by.kind === 'system' ? 'the system' : doer(by)}`

export const shownMethod = ({ method, client }: By): string =>
  [methodText[method] ?? method, client && `client ${client}`].filter(Boolean).join(', ')

export const shownPeriod = (period: string | undefined): string | undefined => period && lengthText(period)

export const reasonName = (type: string | undefined): string =>
  type !== undefined && Object.hasOwn(reasonText, type)
    ? (reasonText[type as keyof typeof reasonText] ?? type)
    : (type ?? 'Erased')
