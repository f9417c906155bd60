import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { loadDeployment } from './deployment.ts'
import { LockboxStack } from './lockbox-stack.ts'

const deployment = await loadDeployment(process.env)
const app = new App()
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
new LockboxStack(app, deployment.stackName, { deployment })
