/** Somebody who can sign in to the customers' pool. */
export interface Account {
  readonly username: string
  /** Set when the account was made, and never changed. */
  readonly tenantId?: string
  /** False until its owner has chosen a password. */
  readonly entered: boolean
}

/** The customers' user pool, as invitations see it. */
export interface Accounts {
  readonly find: (email: string) => Promise<Account | undefined>
  /** Makes an account and has its owner mailed a temporary password; undefined when the address has one already. */
  readonly create: (person: {
    readonly email: string
    readonly name: string
    readonly tenantId: string
  }) => Promise<Account | undefined>
  /** Adds to a group; to repeat it changes nothing. */
  readonly admit: (account: Account, group: 'approver' | 'auditor') => Promise<void>
}
