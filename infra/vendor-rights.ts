import { prefix } from '../functions/domain/keys.ts'
import { stateIndexes } from '../functions/runtime/tables.ts'
import { requestAttributes as attributes } from './attributes.ts'
import { allowItems } from './item-access.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { StateTable } from './state-table.ts'

const { customer, environment, request, door, registry, catalogue, index, outbox, count } = prefix

/**
 * What the vendor's administrators need to end grants and to move environments. They see of a request what a list shows, and
 * write nothing but its ending. IAM cannot say what a transaction has to contain: that a moved environment's organisations
 * have their policy off is a condition of the code's.
 */
export function grantVendorEndings(vendorAdmin: LockboxFunction, state: StateTable): void {
  for (const [name, of] of [
    [stateIndexes.byOperator.name, index.operator],
    [stateIndexes.byState.name, index.state],
  ] as const)
    allowItems(vendorAdmin, state, { may: ['Query'], of: [of], index: name })
  allowItems(vendorAdmin, state, {
    may: ['Query'],
    of: [request],
    attributes: attributes.shown,
    select: 'SPECIFIC_ATTRIBUTES',
  })
  allowItems(vendorAdmin, state, { may: ['Query'], of: [door] })
  allowItems(vendorAdmin, state, { may: ['BatchGetItem'], of: [environment] })
  allowItems(vendorAdmin, state, { may: ['UpdateItem'], of: [request], attributes: attributes.ended })
  allowItems(vendorAdmin, state, { may: ['DeleteItem'], of: [door] })
}

/** It reads who there is and whose policy is on, and puts events and its own marks. It decides nothing. */
export function grantCatalogue(fn: LockboxFunction, state: StateTable): void {
  allowItems(fn, state, { may: ['GetItem'], of: [catalogue] })
  allowItems(fn, state, { may: ['PutItem'], of: [catalogue], attributes: attributes.catalogue })
  allowItems(fn, state, { may: ['Query'], of: [registry] })
  allowItems(fn, state, { may: ['BatchGetItem'], of: [customer, count('catalogue')] })
  allowItems(fn, state, { may: ['PutItem'], of: [count('catalogue'), outbox('catalogue')] })
}
