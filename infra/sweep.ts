import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { LockboxFunction } from './lockbox-function.ts'

/** Minutes between two sweeps. */
export const sweepEvery = 5

/** The clock that heals: the sweep looks for what is overdue. A missed run is made up for by the next. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { sweep }: { readonly sweep: LockboxFunction }) {
    super(scope, id)
    new Rule(this, 'Clock', {
      description: 'Looks for what is overdue',
      schedule: Schedule.rate(Duration.minutes(sweepEvery)),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0 })],
    })
    sweep.configureAsyncInvoke({ retryAttempts: 0 })
  }
}
