import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Deployment } from './configuration.ts'

export const isProduction = (deployment: Deployment): boolean => deployment.stage === 'production'

/** Of everything that holds what cannot be made again: kept in production, gone with a sandbox. */
export const statefulRemoval = (deployment: Deployment): RemovalPolicy =>
  isProduction(deployment) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY

/** How long KMS waits before it deletes a key of a stack that is gone: its shortest for a sandbox, its longest else. */
export const keyGoesAfter = (deployment: Deployment): Duration => Duration.days(isProduction(deployment) ? 30 : 7)

const logDays = (deployment: Deployment): RetentionDays =>
  deployment.retention.logDays ?? (isProduction(deployment) ? 90 : 7)

/** A log group that forgets after the deployment's retention, and goes with a sandbox. */
export const logGroup = (scope: Construct, id: string, deployment: Deployment): LogGroup =>
  new LogGroup(scope, id, { retention: logDays(deployment), removalPolicy: statefulRemoval(deployment) })
