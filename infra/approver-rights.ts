import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { commentSides } from '../functions/domain/comments.ts'
import { prefix } from '../functions/domain/keys.ts'
import { ledgerIndexes, ledgerIndexPrefix, stateIndexes } from '../functions/runtime/tables.ts'
import { requestAttributes as attributes } from './attributes.ts'
import { allowItems } from './item-access.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import type { StateTable } from './state-table.ts'

const { customer, unmanaged, environment, confirm, notice, proposal, request, door, drill, brake } = prefix
const { outbox, comment, count, index, ledger: ledgerPrefix } = prefix

export interface ApproverResources {
  readonly state: StateTable
  readonly ledger: LedgerTable
  readonly linkKey: IKey
}

/** What the customer's signed-in approvers may do: of all roles, this one alone changes what is the customer's. */
export function grantApprover(approver: LockboxFunction, { state, ledger, linkKey }: ApproverResources): void {
  reads(approver, state)
  settings(approver, state)
  requests(approver, state)
  allowItems(approver, state, { may: ['ConditionCheckItem'], of: [customer, unmanaged, environment, request] })
  allowItems(approver, state, { may: ['UpdateItem'], of: [count('approver')] })
  allowItems(approver, state, { may: ['PutItem'], of: [outbox('approver'), drill, comment('approver')] })
  // Who revokes closes doors, who confirms takes the wish for a code away, and who lifts a brake takes it away.
  allowItems(approver, state, { may: ['DeleteItem'], of: [door, confirm, brake] })
  // Whether a proposal is in the ledger, and since when; and everything of one request.
  allowItems(approver, ledger, { may: ['BatchGetItem'], of: [ledgerPrefix.event] })
  allowItems(approver, ledger, { may: ['Query'], of: [ledgerIndexPrefix.request], index: ledgerIndexes.byRequest.name })
  // It checks codes, and makes none: that is notify's alone.
  approver.addToRolePolicy(new PolicyStatement({ actions: ['kms:VerifyMac'], resources: [linkKey.keyArn] }))
}

function reads(approver: LockboxFunction, state: StateTable): void {
  allowItems(approver, state, { may: ['GetItem'], of: [customer] })
  allowItems(approver, state, {
    may: ['BatchGetItem'],
    of: [customer, unmanaged, environment, confirm, proposal, request, drill, brake, ...commentSides.map(count)],
  })
  allowItems(approver, state, {
    may: ['Query'],
    of: [unmanaged, environment, door, brake, ...commentSides.map(comment)],
  })
  // What a grant was used for.
  allowItems(approver, state, { may: ['BatchGetItem'], of: [count('check'), count('pass')] })
  // The partition of requests has links and the task token too: it lists what a list shows, and no more.
  allowItems(approver, state, {
    may: ['Query'],
    of: [request],
    attributes: attributes.shown,
    select: 'SPECIFIC_ATTRIBUTES',
  })
  for (const [name, of] of [
    [stateIndexes.byState.name, index.state],
    [stateIndexes.byTicket.name, index.ticket],
  ] as const)
    allowItems(approver, state, { may: ['Query'], of: [of], index: name })
}

/** What the customer decides about its own lockbox. */
function settings(approver: LockboxFunction, state: StateTable): void {
  allowItems(approver, state, { may: ['PutItem'], of: [customer], attributes: attributes.settings })
  allowItems(approver, state, { may: ['PutItem'], of: [unmanaged], attributes: attributes.managed })
  allowItems(approver, state, { may: ['PutItem'], of: [notice], attributes: attributes.notice })
  // It wants codes, and counts wrong ones.
  allowItems(approver, state, { may: ['PutItem'], of: [confirm], attributes: attributes.codeWanted })
  allowItems(approver, state, { may: ['UpdateItem'], of: [confirm], attributes: attributes.codeCounted })
  allowItems(approver, state, { may: ['UpdateItem'], of: [proposal], attributes: attributes.proposalClosed })
}

/** About requests: what link may do, and to end what is open. */
function requests(approver: LockboxFunction, state: StateTable): void {
  allowItems(approver, state, { may: ['UpdateItem'], of: [request], attributes: attributes.actedOn })
  allowItems(approver, state, { may: ['PutItem'], of: [request], attributes: attributes.drill })
  allowItems(approver, state, { may: ['PutItem'], of: [door], attributes: attributes.door })
  // Who says no keeps emergencies out for a day.
  allowItems(approver, state, { may: ['PutItem'], of: [brake], attributes: attributes.brake })
}
