import { httpHandler } from '../runtime/http.ts'
import { requestVerbs } from './request-verbs.ts'
import { settingsVerbs } from './settings-verbs.ts'
import { logger } from './wiring.ts'

export const handler = httpHandler({ ...settingsVerbs, ...requestVerbs }, logger)
