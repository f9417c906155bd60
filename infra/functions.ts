import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { FunctionName } from './bundle.ts'
import { sealTimeout } from './checkpoints.ts'
import type { Deployment } from './configuration.ts'
import { LockboxFunction } from './lockbox-function.ts'

const descriptions: Readonly<Record<FunctionName, { readonly description: string; readonly timeout: number }>> = {
  operator: { description: 'Support tooling: starts, lists, cancels and ends access requests', timeout: 29 },
  vendorAdmin: { description: 'The vendor creates tenants and environments, moves them, and ends grants', timeout: 29 },
  approver: { description: "The customer's approvers: settings, requests, decisions, revocations", timeout: 10 },
  auditor: { description: 'Auditors query the ledger, and begin exports of it', timeout: 10 },
  vendorAuditor: { description: "The vendor's auditors query a ledger, which then says so", timeout: 10 },
  receipt: { description: 'Signs what became of a request, for both sides', timeout: 10 },
  link: { description: 'The page behind the link in a mail: shows a request and takes its code', timeout: 10 },
  web: { description: 'Serves the admin centre and what it knows before a sign-in', timeout: 10 },
  notify: { description: 'Workflow: makes links and codes and mails the approvers', timeout: 60 },
  settle: { description: 'Workflow: re-reads a request, and expires it when its time is over', timeout: 10 },
  end: { description: 'Workflow: ends an access when its period is over', timeout: 10 },
  relay: { description: 'Stream: starts and wakes executions', timeout: 60 },
  ledger: { description: 'Stream: appends events to the ledger, then opens the door, then publishes', timeout: 60 },
  tell: { description: 'Bus: mails the outcome of a request, and what the customer changed', timeout: 60 },
  invite: { description: 'Bus: gives approvers an account to sign in with', timeout: 60 },
  sweep: { description: 'Clock: has everything done again that is overdue', timeout: 60 },
  catalogue: { description: 'Clock: records a change of the catalogue in the ledgers that it concerns', timeout: 240 },
  breakglass: { description: 'Opens emergency access, without an approval', timeout: 10 },
  preToken: { description: "Puts tenant, verified e-mail and name into the pools' access tokens", timeout: 5 },
  check: { description: 'Data services ask whether an operator may in', timeout: 10 },
  delivery: { description: 'Mail service: records what became of a mail', timeout: 30 },
  pass: { description: 'Gives out access tokens and AWS credentials for open grants', timeout: 10 },
  checkpointClock: { description: 'Clock: hands every tenant to whoever seals ledgers', timeout: 300 },
  checkpoint: { description: 'Queue: recomputes a ledger and signs checkpoints and statements', timeout: sealTimeout },
  export: { description: 'Job: writes an export of a ledger, step by step', timeout: 900 },
}

export type Functions = Readonly<Record<FunctionName, LockboxFunction>>

/** One function per trust domain and per job (design §4); what each may do is in `rights.ts`. */
export function makeFunctions(scope: Construct, deployment: Deployment): Functions {
  const group = new Construct(scope, 'Functions')
  const make = (name: FunctionName) =>
    new LockboxFunction(group, name[0]?.toUpperCase() + name.slice(1), {
      deployment,
      name,
      description: descriptions[name].description,
      timeout: Duration.seconds(descriptions[name].timeout),
    })
  return {
    operator: make('operator'),
    vendorAdmin: make('vendorAdmin'),
    approver: make('approver'),
    auditor: make('auditor'),
    vendorAuditor: make('vendorAuditor'),
    receipt: make('receipt'),
    link: make('link'),
    web: make('web'),
    notify: make('notify'),
    settle: make('settle'),
    end: make('end'),
    relay: make('relay'),
    ledger: make('ledger'),
    tell: make('tell'),
    invite: make('invite'),
    sweep: make('sweep'),
    catalogue: make('catalogue'),
    breakglass: make('breakglass'),
    preToken: make('preToken'),
    check: make('check'),
    delivery: make('delivery'),
    pass: make('pass'),
    checkpointClock: make('checkpointClock'),
    checkpoint: make('checkpoint'),
    export: make('export'),
  }
}
