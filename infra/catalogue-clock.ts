import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { LockboxFunction } from './lockbox-function.ts'

/**
 * Has the deployed catalogue compared with the one that tenants were told of. By the clock, not by the deployment: what was
 * begun goes on until everybody is told, and no deployment waits for it.
 */
export class CatalogueClock extends Construct {
  constructor(scope: Construct, id: string, { catalogue }: { readonly catalogue: LockboxFunction }) {
    super(scope, id)
    new Rule(this, 'Clock', {
      description: 'Compares the catalogue with the one that tenants were told of',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(catalogue, { retryAttempts: 0 })],
    })
    catalogue.configureAsyncInvoke({ retryAttempts: 0 })
  }
}
