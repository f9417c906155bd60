import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { executionChanged } from '../functions/runtime/names.ts'
import type { LockboxFunction } from './lockbox-function.ts'

/** Minutes between two sweeps. */
export const sweepEvery = 5

export interface SweepProps {
  readonly sweep: LockboxFunction
  readonly machine: IStateMachine
}

/** The clock that heals: the sweep looks for what is overdue. A missed run is made up for by the next. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { sweep, machine }: SweepProps) {
    super(scope, id)
    new Rule(this, 'Clock', {
      description: 'Looks for what is overdue',
      schedule: Schedule.rate(Duration.minutes(sweepEvery)),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0 })],
    })
    // A failure that is told at once need not wait for the request to be overdue.
    new Rule(this, 'Stopped', {
      description: 'Executions of the state machine that came to a bad end',
      eventPattern: {
        source: ['aws.states'],
        detailType: [executionChanged],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [machine.stateMachineArn] },
      },
      targets: [new LambdaFunction(sweep, { maxEventAge: Duration.hours(1) })],
    })
    sweep.configureAsyncInvoke({ retryAttempts: 0 })
  }
}
