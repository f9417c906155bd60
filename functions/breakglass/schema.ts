import * as v from 'valibot'
import { line, name, paragraph, period, tenantId } from '../runtime/fields.ts'

/** Fewest characters of a justification: a word is none. */
const shortestJustification = 20

/** The body of `POST /emergency-access` (design §6); no period is longer than the deployment's. */
export const emergencySchema = (longest: number) =>
  v.strictObject({
    tenantId,
    environmentId: name,
    service: name,
    accessLevel: v.optional(v.picklist(['read', 'write'], 'must be "read" or "write"'), 'read'),
    /** As the vendor's incident management names it. */
    incident: line(64),
    justification: v.pipe(
      paragraph(1200),
      v.minLength(shortestJustification, `must have at least ${shortestJustification} characters`),
    ),
    accessPeriod: v.exactOptional(period(longest)),
  })
