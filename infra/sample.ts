import { Duration, type SecretValue, Tags } from 'aws-cdk-lib'
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { customersPath, sampleEnv } from '../sample/env.ts'
import { acknowledge } from './acknowledge.ts'
import { accessLog } from './api.ts'
import type { Deployment, TrustedIssuer } from './configuration.ts'
import type { LockboxIdentity } from './identity.ts'
import { LockboxFunction } from './lockbox-function.ts'
import { logGroup, statefulRemoval } from './stage.ts'

export interface SampleProps {
  readonly deployment: Deployment
  readonly sample: NonNullable<Deployment['sample']>
  /** The lockbox's. */
  readonly publicUrl: string
  readonly operators: TrustedIssuer
  /** Token endpoint of the operators' issuer. */
  readonly tokenUrl: string
  /** The machine client of the service that the sample stands for. */
  readonly client: { readonly id: string; readonly secret: SecretValue }
}

/** The sample, where the deployment wants it. */
export function addSample(
  scope: Construct,
  {
    deployment,
    publicUrl,
    identity,
  }: Pick<SampleProps, 'deployment' | 'publicUrl'> & { readonly identity: LockboxIdentity },
): Sample | undefined {
  const { sample } = deployment
  const { operators, dataServices, services, issuers } = identity
  if (!sample || !operators || !dataServices) return undefined
  return new Sample(scope, 'Sample', {
    deployment,
    sample,
    publicUrl,
    operators: issuers.operators,
    tokenUrl: `${operators.people.domain.baseUrl()}/oauth2/token`,
    client: { id: services[sample.service] ?? '', secret: dataServices.secretOf(sample.service) },
  })
}

/** A data service that stands behind the door: its own API, its own function, and nothing of the lockbox's but the guard. */
export class Sample extends Construct {
  readonly http: HttpApi

  constructor(scope: Construct, id: string, props: SampleProps) {
    super(scope, id)
    const { deployment, sample, publicUrl, operators, tokenUrl, client } = props
    const secret = new Secret(this, 'ClientSecret', {
      description: "The sample data service's machine client",
      secretStringValue: client.secret,
      removalPolicy: statefulRemoval(deployment),
    })
    acknowledge(secret, 'SMG4', 'The value is the client secret that Cognito made; it changes with the client.')

    const service = new LockboxFunction(this, 'Function', {
      deployment,
      name: 'sample',
      description: 'Sample data service: made-up customers, through the door only',
      timeout: Duration.seconds(10),
    })
    const values: Readonly<Record<keyof typeof sampleEnv, string>> = {
      service: sample.service,
      issuer: publicUrl,
      lockbox: publicUrl,
      tokenUrl,
      clientId: client.id,
      clientSecret: secret.secretArn,
    }
    for (const [name, value] of Object.entries(values))
      service.addEnvironment(sampleEnv[name as keyof typeof sampleEnv], value)
    service.addToRolePolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    )

    this.http = new HttpApi(this, 'Http', { description: 'Sample data service', createDefaultStage: false })
    if (sample.apiId) Tags.of(this.http).add('ms-custom-id', sample.apiId)
    this.http.addRoutes({
      path: customersPath,
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('Customers', service),
      authorizer: new HttpJwtAuthorizer('Operators', operators.issuer, { jwtAudience: [...operators.audiences] }),
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 10, burstLimit: 20 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup(this, 'AccessLog', deployment)),
        format: accessLog,
      },
    })
  }
}
