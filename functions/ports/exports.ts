import type { ExportJob, ExportKey } from '../domain/exports.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Instant } from '../domain/time.ts'

/** Exports and how far they are. Reads are strongly consistent. */
export interface ExportJobs {
  readonly find: (key: ExportKey) => Promise<ExportJob | undefined>
  /** False: it is not of the version that was seen any more. Another run was faster. */
  readonly save: (after: ExportJob, version: number) => Promise<boolean>
  /** Notes that it is asked to go on; false when somebody else did, or it moved. */
  readonly nudge: (job: ExportJob, now: Instant) => Promise<boolean>
}

/** The `Ledger` table as an export reads it: by numbers, strongly consistent. */
export interface LedgerNumbers {
  /** 0: the ledger is empty. */
  readonly newest: (tenantId: string) => Promise<number>
  readonly at: (tenantId: string, seq: number) => Promise<LedgerEntry | undefined>
  /** From `first` on, ascending, at most to `last`: as many as one read gives. */
  readonly read: (tenantId: string, first: number, last: number) => Promise<readonly LedgerEntry[]>
}

/** Where exports are written. What is written again takes the place of what is there. */
export interface ExportStore {
  readonly begin: (file: string, name: string) => Promise<string>
  readonly addPart: (file: string, uploadId: string, number: number, bytes: Uint8Array) => Promise<void>
  /** Makes the file of its parts; false when there is no such upload (any more). */
  readonly finish: (file: string, uploadId: string, parts: number) => Promise<boolean>
  readonly putEmpty: (file: string, name: string) => Promise<void>
  readonly putPart: (path: string, bytes: Uint8Array) => Promise<void>
  /** How many bytes the file has; undefined: it is not there. */
  readonly size: (file: string) => Promise<number | undefined>
}

/** Makes links with which anybody can get a file for a while: never logged. */
export interface ExportLinks {
  readonly to: (file: string, seconds: number) => Promise<string>
}
