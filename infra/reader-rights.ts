import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { prefix } from '../functions/domain/keys.ts'
import { ledgerIndexes, ledgerIndexPrefix } from '../functions/runtime/tables.ts'
import { allowItems } from './item-access.ts'
import type { LedgerKeys } from './ledger-keys.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { StateTable } from './state-table.ts'

export interface ReaderResources {
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly ledgerKeys: LedgerKeys
  readonly publicUrl: string
  readonly operatorIssuer: string
  readonly customerIssuer: string
}

/** What it takes to page through a ledger, by every index that it has. */
export function grantLedgerReading(reader: LockboxFunction, ledger: LedgerTable): void {
  allowItems(reader, ledger, { may: ['Query'], of: [prefix.ledger.tenant] })
  for (const [name, of] of [
    [ledgerIndexes.byTime.name, prefix.ledger.tenant],
    [ledgerIndexes.byActor.name, ledgerIndexPrefix.actor],
    [ledgerIndexes.byRequest.name, ledgerIndexPrefix.request],
    [ledgerIndexes.byEnvironment.name, ledgerIndexPrefix.environment],
  ] as const)
    allowItems(reader, ledger, { may: ['Query'], of: [of], index: name })
}

/** The vendor's auditors read, and the ledger says so: of a tenant they only see that it exists. */
export function grantVendorAuditor(fn: LockboxFunction, { state, ledger, operatorIssuer }: ReaderResources): void {
  fn.give({ stateTable: state.tableName, ledgerTable: ledger.tableName, issuer: operatorIssuer })
  grantLedgerReading(fn, ledger)
  allowItems(fn, state, {
    may: ['ConditionCheckItem'],
    of: [prefix.customer],
    attributes: ['pk', 'sk'],
    blind: true,
  })
  allowItems(fn, state, { may: ['UpdateItem'], of: [prefix.count('vendor-auditor')] })
  allowItems(fn, state, { may: ['PutItem'], of: [prefix.outbox('vendor-auditor')] })
}

/** Of all roles this one alone signs receipts. It reads the ledger by key, and writes nowhere. */
export function grantReceipt(fn: LockboxFunction, given: ReaderResources): void {
  const { ledger, ledgerKeys, publicUrl, operatorIssuer, customerIssuer } = given
  const keys = ledgerKeys.facts('receipt')
  const facts = JSON.stringify(keys)
  fn.give({ ledgerTable: ledger.tableName, publicUrl, operatorIssuer, customerIssuer, ledgerKeys: facts })
  allowItems(fn, ledger, { may: ['BatchGetItem'], of: [prefix.ledger.tenant, prefix.ledger.event] })
  const resources = keys.map(({ keyArn }) => keyArn)
  fn.addToRolePolicy(new PolicyStatement({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources }))
}
