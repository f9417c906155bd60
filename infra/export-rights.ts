import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { exportPrefix } from '../functions/domain/exports.ts'
import { prefix } from '../functions/domain/keys.ts'
import { acknowledge, objectsFinding } from './acknowledge.ts'
import { requestAttributes as attributes } from './attributes.ts'
import { allowItems } from './item-access.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { StateTable } from './state-table.ts'

export interface ExportResources {
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly exports: Bucket
}

const { file, part } = exportPrefix

/** The auditor's function begins exports and gives out links; what is in a file it cannot write. */
export function grantAuditorExports(
  auditor: LockboxFunction,
  exporter: LockboxFunction,
  { state, exports }: ExportResources,
): void {
  allowItems(auditor, state, { may: ['GetItem'], of: [prefix.export] })
  allowItems(auditor, state, { may: ['PutItem'], of: [prefix.export], attributes: attributes.exportBegun })
  allowItems(auditor, state, { may: ['UpdateItem'], of: [prefix.export], attributes: attributes.exportNudged })
  allowItems(auditor, state, { may: ['UpdateItem'], of: [prefix.count('auditor')] })
  allowItems(auditor, state, { may: ['PutItem'], of: [prefix.outbox('auditor')] })
  // A link has the right of the role that signed it.
  allow(auditor, 's3:GetObject', exports.arnForObjects(`${file}*`))
  allow(auditor, 'lambda:InvokeFunction', exporter.functionArn)
  acknowledge(auditor.writer, objectsFinding(exports, file), 'One object per export, named after tenant and export.')
}

/** The job reads entries, writes files, and calls itself. It sees nothing of `State` but its own jobs. */
export function grantExport(exporter: LockboxFunction, { state, ledger, exports }: ExportResources): void {
  allowItems(exporter, state, { may: ['GetItem', 'PutItem'], of: [prefix.export] })
  allowItems(exporter, ledger, { may: ['Query'], of: [prefix.ledger.tenant] })
  allow(exporter, 's3:PutObject', exports.arnForObjects(`${file}*`), exports.arnForObjects(`${part}*`))
  allow(exporter, 's3:ListMultipartUploadParts', exports.arnForObjects(`${file}*`))
  // Only to see that a file is there, and how long it is.
  allow(exporter, 's3:GetObject', exports.arnForObjects(`${file}*`))
  // A policy of its own: the function waits for its role's policy, which so cannot name the function.
  new Policy(exporter, 'GoOn', {
    roles: [exporter.writer],
    statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [exporter.functionArn] })],
  })
  for (const folder of [file, part])
    acknowledge(exporter.writer, objectsFinding(exports, folder), 'Objects per export, named after tenant and export.')
}

const allow = (grantee: LockboxFunction, action: string, ...resources: string[]): void =>
  grantee.addToRolePolicy(new PolicyStatement({ actions: [action], resources }))
