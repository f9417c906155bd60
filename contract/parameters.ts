import { nameForm, tenantForm, ulidForm } from '../functions/domain/ids.ts'
import type { Json } from './components.ts'

/** Path parameters by the path up to them; the names in paths are the gateway's, and say less. */
const pathParameters: readonly (readonly [prefix: RegExp, parameter: string])[] = [
  [/^\/(tenant\/)?requests\/\{id\}/, 'RequestId'],
  [/^\/audit\/receipts\/\{requestId\}/, 'ReceiptRequestId'],
  [/^\/(vendor\/)?tenants\/\{id\}/, 'TenantId'],
  [/^\/tenant\/approvers\/\{id\}/, 'ApproverId'],
  [/^\/tenant\/environments\/\{id\}/, 'EnvironmentId'],
  [/^\/operators\/\{id\}/, 'OperatorId'],
  [/^\/audit\/exports\/\{id\}/, 'ExportId'],
]

const text = (form: RegExp, example: string): Json => ({ type: 'string', pattern: form.source, examples: [example] })

const requestId = text(
  new RegExp(`^${inner(tenantForm)}\\.${inner(ulidForm)}$`),
  'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
)

/** `components.parameters`. */
export const parameters: Readonly<Record<string, Json>> = {
  RequestId: { name: 'id', description: '`<tenant>.<ULID>`', schema: requestId },
  ReceiptRequestId: { name: 'requestId', description: '`<tenant>.<ULID>`', schema: requestId },
  TenantId: { name: 'id', description: 'A tenant', schema: text(tenantForm, 'acme-bank') },
  ApproverId: { name: 'id', description: "On the tenant's list", schema: text(ulidForm, '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C') },
  EnvironmentId: { name: 'id', description: 'An environment', schema: text(nameForm, 'production') },
  TenantEnvironmentId: { name: 'environmentId', description: 'An environment', schema: text(nameForm, 'production') },
  OperatorId: {
    name: 'id',
    description: 'An operator, percent-encoded as every part of a path',
    schema: { type: 'string', minLength: 1, maxLength: 254, examples: ['olivia.meier@vendor.example'] },
  },
  ExportId: { name: 'id', description: 'An export', schema: text(ulidForm, '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C') },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An `ETag` that was got before: 304 when nothing has changed.',
    schema: { type: 'string', maxLength: 200 },
  },
}

function inner(form: RegExp): string {
  return form.source.replace(/^\^|\$$/g, '')
}

export const parameterReference = (name: string): Json => ({ $ref: `#/components/parameters/${name}` })

/** What a path's placeholders stand for. */
export function pathParametersOf(path: string): readonly Json[] {
  const found = pathParameters
    .filter(([prefix]) => prefix.test(path))
    .map(([, parameter]) => parameterReference(parameter))
  return path.includes('{environmentId}') ? [...found, parameterReference('TenantEnvironmentId')] : found
}
