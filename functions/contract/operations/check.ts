import { checkSchema } from '../../check/schema.ts'
import { checkAnswer } from '../answers.ts'
import { body, type Operation } from './operation.ts'

/** What data services call. */
export const checkOperations = {
  'POST /access/check': {
    id: 'checkAccess',
    tag: 'Access',
    summary: 'Ask whether an operator may in, before letting them',
    description:
      "The service is the calling client's own. Whatever is not `allowed: true` is a refusal, an error too. What is allowed " +
      'is recorded: a use of a grant once a minute.',
    body: body(checkSchema, {
      use: {
        operator: 'olivia.meier@vendor.example',
        tenantId: 'acme-bank',
        environmentId: 'production',
        accessLevel: 'read',
        action: 'export.retry',
        resource: 'exports/2026-11-23',
      },
    }),
    answers: { 200: { description: 'Whether, and why.', schema: checkAnswer } },
    problems: ['TooManyRequests', 'Busy'],
  },
} as const satisfies Readonly<Record<string, Operation>>
