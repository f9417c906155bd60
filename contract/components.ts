import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { checkSchema } from '../functions/check/schema.ts'
import * as answers from '../functions/contract/answers.ts'
import * as audit from '../functions/contract/audit-answers.ts'
import * as bodies from '../functions/contract/bodies.ts'
import { emergencyBody, startBody } from '../functions/contract/operations/vendor.ts'
import { closeSchema } from '../functions/operator/schema.ts'
import { environmentSchema, tenantSchema } from '../functions/vendor-admin/schema.ts'

export type Json = Readonly<Record<string, unknown>>

const { requestAnswer, settingsAnswer, tenantRequestDetailAnswer, proposalAnswer } = answers

/** Every shape that is named: what a schema of the code refers to by being the same object, the document refers to by `$ref`. */
const named: Readonly<Record<string, GenericSchema>> = {
  Instant: answers.time,
  Duration: answers.duration,
  AccessLevel: answers.level,
  RequestState: answers.state,

  Operator: requestAnswer.entries.operator,
  Reason: requestAnswer.entries.reason,
  Grant: requestAnswer.entries.granted.wrapped,
  Step: answers.stepAnswer,
  Comment: answers.commentAnswer,
  Request: requestAnswer,
  RequestPage: answers.requestPageAnswer,
  RequestWithComments: answers.requestWithCommentsAnswer,
  NotRequired: answers.notRequiredAnswer,
  TenantRequest: answers.tenantRequestAnswer,
  TenantRequestPage: answers.tenantRequestPageAnswer,
  TenantRequestDetail: tenantRequestDetailAnswer,
  MailStatus: tenantRequestDetailAnswer.entries.mails.item,
  RecordedEvent: tenantRequestDetailAnswer.entries.events.item,
  Refusal: tenantRequestDetailAnswer.entries.refusals.entries.approve.wrapped,
  Revoked: answers.revokedAnswer,

  Approver: settingsAnswer.entries.approvers.item,
  Observer: settingsAnswer.entries.observers.item,
  Settings: settingsAnswer,
  Environment: answers.environmentAnswer,
  Environments: answers.environmentsAnswer,
  ApproverProposal: proposalAnswer.entries.proposal.wrapped,
  Proposal: proposalAnswer,

  AuditEntry: audit.auditEntryAnswer,
  AuditPage: audit.auditPageAnswer,
  Checkpoint: audit.keptCheckpointAnswer,
  CheckpointPage: audit.checkpointPageAnswer,
  Statement: audit.keptStatementAnswer,
  StatementPage: audit.statementPageAnswer,
  RequestRow: audit.requestRowAnswer,
  RequestRowPage: audit.requestRowPageAnswer,
  Receipt: audit.receiptAnswer.entries.receipt,
  IssuedReceipt: audit.receiptAnswer,
  AuditExport: audit.exportAnswer,
  Tenant: answers.tenantAnswer,
  VendorEnvironment: answers.vendorEnvironmentAnswer,
  VendorEnvironments: answers.vendorEnvironmentsAnswer,
  EndedGrants: answers.endedGrantsAnswer,
  Migrated: answers.migrationAnswer,
  SignIn: answers.signInAnswer,
  Configuration: answers.configAnswer,
  Contract: answers.contractAnswer,
  AccessToken: answers.accessTokenAnswer,
  AwsCredentials: answers.awsCredentialsAnswer,
  AccessKeys: answers.jwksAnswer,
  LedgerKeys: audit.ledgerKeysAnswer,
  Nothing: answers.nothingAnswer,
  Problem: answers.problemAnswer,
  AccessAnswer: answers.checkAnswer,

  StartRequest: startBody,
  OpenEmergency: emergencyBody,
  CloseRequest: closeSchema,
  NewComment: bodies.commentBody,
  NewTenant: tenantSchema,
  NewEnvironment: environmentSchema,
  NewProposal: bodies.proposalBody,
  NewSettings: bodies.settingsBody,
  ConfirmationCode: bodies.confirmBody,
  ManagedChange: bodies.managedBody,
  Decision: bodies.decisionBody,
  Revocation: bodies.revokeBody,
  MailsWanted: bodies.mailsBody,
  NewExport: bodies.exportBody,
  Empty: bodies.emptyBody,
  AccessCheck: checkSchema,
  EndGrants: bodies.endGrantsBody,
  Migration: bodies.migrationBody,
}

/** An integer in a query is text to its schema: what the metadata says of it goes before the text's pattern. */
const withoutTextRules = ({ pattern, ...rest }: Json): Json =>
  rest.type === 'integer' ? rest : { ...rest, ...(pattern ? { pattern } : {}) }

const config: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  // What a check decides is metadata beside it; transformations change what was sent, not what may be sent.
  ignoreActions: ['check', 'trim', 'to_lower_case'],
  overrideAction: ({ jsonSchema }) => withoutTextRules(jsonSchema as Json),
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
}

const converted = (schema: GenericSchema): Json => {
  const { $schema: _schema, $defs: _defs, ...json } = toJsonSchema(schema, { ...config, definitions: named }) as Json
  return json
}

/** `components.schemas`, by name. */
export const componentSchemas = (): Readonly<Record<string, Json>> =>
  toJsonSchemaDefs(named, config) as Record<string, Json>

/** A named shape as a reference; anything else as it is. */
export const schemaOf = (schema: GenericSchema): Json => converted(schema)

/** A body or an answer: those have names, all of them. */
export function referenceTo(schema: GenericSchema): Json {
  const [name] = Object.entries(named).find(([, one]) => one === schema) ?? []
  if (name === undefined) throw new Error('a body or an answer has no name in contract/components.ts')
  return { $ref: `#/components/schemas/${name}` }
}

/** The entries of a strict object, as parameters. */
export function entriesOf(
  schema: GenericSchema,
): readonly { readonly name: string; readonly required: boolean; readonly schema: Json }[] {
  const { properties = {}, required = [] } = converted(schema) as {
    properties?: Readonly<Record<string, Json>>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, one]) => ({ name, required: required.includes(name), schema: one }))
}
