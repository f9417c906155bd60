import { Logger } from '@aws-lambda-powertools/logger'

/** One JSON line per event; callers add `tenantId` and `requestId`, and never a token, code, link id or mail body. */
export const loggerOf = (serviceName: string): Logger => new Logger({ serviceName, logLevel: 'INFO' })
