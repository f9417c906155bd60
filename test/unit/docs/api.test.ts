import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { auditSchema } from '../../../functions/audit/query.ts'
import { checkSchema } from '../../../functions/check/schema.ts'
import {
  confirmBody,
  endGrantsBody,
  managedBody,
  migrationBody,
  proposalBody,
  settingsBody,
} from '../../../functions/contract/bodies.ts'
import { allowedBases, refusedBases } from '../../../functions/domain/access-check.ts'
import { eventDomains } from '../../../functions/domain/events.ts'
import type { ProblemCode } from '../../../functions/domain/problems.ts'
import { display, reasonTypes } from '../../../functions/domain/request.ts'
import { getSchema, listSchema, startSchema } from '../../../functions/operator/schema.ts'
import { problemResponse } from '../../../functions/runtime/problem-response.ts'
import { routes } from '../../../functions/runtime/routes.ts'
import { environmentSchema, tenantSchema } from '../../../functions/vendor-admin/schema.ts'
import { blocksOf, codeIn, pageText, root, sectionOf, tableOf } from '../../support/pages.ts'

const page = pageText('docs/api.md')
const keyOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`

describe('the routes in docs/api.md', () => {
  test('are those of the code, each with its section', () => {
    const sections = [...page.matchAll(/^### `([A-Z]+ [^`]+)`$/gm)].map(([, route]) => route)
    expect(sections.sort()).toEqual(routes.map(keyOf).sort())
  })

  test('are for the callers that the code lets in', () => {
    const shown = tableOf(page, 'route', 'who', 'access token of').map(([route, , token = '']) => [
      codeIn(route)[0],
      /^none/.test(token) ? 'public' : /customers/.test(token) ? 'customers' : 'operators',
    ])
    const same = /^the same/
    expect(shown.map(([route]) => route)).toEqual(routes.map(keyOf))
    for (const [i, { audience }] of routes.entries())
      expect(same.test(shown[i]?.[1] ?? '') ? 'operators' : shown[i]?.[1]).toBe(audience)
  })
})

test('every problem code is explained, with its status', () => {
  const source = readFileSync(join(root, 'functions/domain/problems.ts'), 'utf8')
  const union = /export type ProblemCode =([\s\S]*?)\n\n/.exec(source)?.[1] ?? ''
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code as ProblemCode)
  const shown = tableOf(page, 'code', 'status', 'when').map(([code, status]) => [codeIn(code)[0], Number(status)])
  expect(shown).toEqual(codes.map((code) => [code, problemResponse({ code, detail: '' }).status]))
})

test('every basis of a check is explained, with what it allows', () => {
  const shown = tableOf(page, 'basis', 'allowed', 'when').map(([basis, allowed]) => [codeIn(basis)[0], allowed])
  const all = [...allowedBases.map((basis) => [basis, 'yes']), ...refusedBases.map((basis) => [basis, 'no'])]
  expect(shown).toEqual(all)
})

test('the states are those of the code', () => {
  expect(codeIn(/^States: (.*)/m.exec(page)?.[1])).toEqual(Object.keys(display))
})

interface Entries {
  readonly entries: Readonly<Record<string, v.GenericSchema>>
}
const isOptional = ({ type }: v.GenericSchema) => /optional/.test(type)
const fieldsOf = ({ entries }: Entries) =>
  Object.entries(entries).map(([field, schema]) => [field, !isOptional(schema)])

describe('the fields in docs/api.md', () => {
  const start = startSchema(28_800).pipe[0]
  const shownIn = (heading: string) =>
    tableOf(sectionOf(page, heading), 'field', 'required', 'what it is').map(([field, required]) => [
      codeIn(field)[0],
      required === 'yes',
    ])

  test.each([
    ['### `POST /requests`', start],
    ['### `PUT /tenants/{id}`', tenantSchema],
    ['### `PUT /tenants/{id}/environments/{environmentId}`', environmentSchema],
    ['### `POST /tenants/{id}/approver-proposal`', proposalBody],
    ['### `POST /tenants/{id}/environments/{environmentId}/migration`', migrationBody],
    ['### `POST /operators/{id}/end-grants`', endGrantsBody],
    ['### `POST /access/check`', checkSchema],
    ['### `PUT /tenant/settings`', settingsBody],
    ['### `POST /tenant/approvers/{id}/confirm`', confirmBody],
    ['### `PUT /tenant/environments/{id}`', managedBody],
  ] as const)('%s', (heading, schema) => {
    expect(shownIn(heading)).toEqual(fieldsOf(schema))
  })

  test('of an audit query', () => {
    const shown = tableOf(page, 'query', 'what it is').flatMap(([query]) => codeIn(query))
    expect([...shown].sort()).toEqual(Object.keys(auditSchema.entries).sort())
  })

  test('of the list and the long poll', () => {
    for (const query of Object.keys(listSchema.entries))
      expect(sectionOf(page, '### `GET /requests`')).toContain(`\`${query}\``)
    for (const query of Object.keys(getSchema.entries))
      expect(sectionOf(page, '### `GET /requests/{id}`')).toContain(`\`?${query}=`)
  })

  test('with the reasons and lengths that the code takes', () => {
    const rows = new Map(tableOf(page, 'field', 'required', 'what it is').map(([field, , what]) => [field, what]))
    const reason = rows.get('`reason`') ?? ''
    expect(codeIn(reason)).toEqual(['type', ...reasonTypes, 'detail'])
    const longest = (text: string) => Number(/at most (\d+) characters/.exec(text)?.[1])
    const detail = start.entries.reason.entries.detail
    expect(longest(reason)).toBe(maxLengthOf(detail))
    expect(longest(rows.get('`supportTicket`') ?? '')).toBe(maxLengthOf(start.entries.supportTicket.wrapped))
  })
})

const maxLengthOf = (schema: { readonly pipe: readonly { readonly type: string }[] }) =>
  (schema.pipe.find(({ type }) => type === 'max_length') as { requirement?: number } | undefined)?.requirement

test('the example of an entry is of a type that there is', () => {
  const [audit] = blocksOf(sectionOf(page, '### `GET /audit`'), 'json')
  const [item] = (JSON.parse(audit ?? '') as { items: readonly { event: { type: string } }[] }).items
  expect(Object.keys(eventDomains)).toContain(item?.event.type)
})
