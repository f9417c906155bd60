import { Stack, Tags } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets'
import { Construct } from 'constructs'
import { type ApiFunction, type Audience, type Route, routes } from '../functions/runtime/routes.ts'
import { acknowledge } from './acknowledge.ts'
import type { Deployment, TrustedIssuer } from './configuration.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { logGroup } from './stage.ts'

/**
 * Calls per second, and how many may come at once, of the whole API, of the routes that need no token, and of the check,
 * which data services call each time. Opening the admin centre takes about ten files at once.
 */
const throttle = {
  all: { rateLimit: 100, burstLimit: 200 },
  link: { rateLimit: 10, burstLimit: 20 },
  web: { rateLimit: 50, burstLimit: 150 },
  check: { rateLimit: 500, burstLimit: 1000 },
} as const

/**
 * What is known of a call afterwards: which route, never which path, since a path carries a link id; no address, no
 * token, no user agent.
 */
export const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    error: '$context.error.messageString',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
    latency: '$context.responseLatency',
    bytes: '$context.responseLength',
  }),
)

/** Why a route needs no token. */
const openBecause = {
  link: 'Approvers come from their mail without a sign-in: the link shows, only the code decides.',
  web: 'The admin centre is public files; whoever opens it signs in on it.',
} as const

function publicFunction({ function: name, path }: Route): keyof typeof openBecause {
  if (name === 'link' || name === 'web') return name
  throw new Error(`${path} needs a token: ${name} answers nobody without one`)
}

/** The HTTP API: its address first, then, once the issuers are known, its routes. */
export class Api extends Construct {
  readonly http: HttpApi
  /** Origin of every link in a mail. */
  readonly publicUrl: string
  readonly domain: DomainName | undefined

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id)
    this.http = new HttpApi(this, 'Http', {
      apiName: Stack.of(this).stackName,
      description: 'Customer Lockbox',
      createDefaultStage: false,
      disableExecuteApiEndpoint: deployment.domain !== undefined,
    })
    if (deployment.apiId) Tags.of(this.http).add('ms-custom-id', deployment.apiId)
    this.domain = deployment.domain && this.ownDomain(deployment.domain)
    this.publicUrl =
      deployment.publicUrl ?? (deployment.domain ? `https://${deployment.domain.name}` : this.http.apiEndpoint)
  }

  /** Adds every route of `functions/runtime/routes.ts`, each with the authorizer of its audience, and opens the API. */
  open(
    deployment: Deployment,
    functions: Readonly<Record<ApiFunction, LockboxFunction>>,
    issuers: Readonly<Record<Exclude<Audience, 'public'>, TrustedIssuer>>,
  ): void {
    const authorizer = (name: string, issuer: TrustedIssuer) =>
      new HttpJwtAuthorizer(name, issuer.issuer, { jwtAudience: [...issuer.audiences] })
    const authorizers: Readonly<Record<Audience, IHttpRouteAuthorizer | undefined>> = {
      operators: authorizer('Operators', issuers.operators),
      customers: authorizer('Customers', issuers.customers),
      public: undefined,
    }
    const integrations = Object.fromEntries(
      Object.entries(functions).map(([name, handler]) => [name, new HttpLambdaIntegration(name, handler)]),
    )
    const added: [Route, HttpRoute[]][] = routes.map((route) => {
      const authorizerOfRoute = authorizers[route.audience]
      const integration = integrations[route.function]
      if (!integration) throw new Error(`no function answers ${route.path}`)
      return [
        route,
        this.http.addRoutes({
          path: route.path,
          methods: [HttpMethod[route.method]],
          integration,
          ...(authorizerOfRoute && { authorizer: authorizerOfRoute }),
        }),
      ]
    })

    for (const [route, made] of added)
      if (route.audience === 'public')
        for (const one of made) acknowledge(one, 'APIG4', openBecause[publicFunction(route)])

    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: throttle.all,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup(this, 'AccessLog', deployment)),
        format: accessLog,
      },
      ...(this.domain && { domainMapping: { domainName: this.domain } }),
    })
    const raw = stage.node.defaultChild as CfnStage
    raw.routeSettings = Object.fromEntries(
      routes
        .filter((route) => route.audience === 'public' || route.function === 'check')
        .map((route) => {
          const { rateLimit, burstLimit } = throttle[route.function === 'check' ? 'check' : publicFunction(route)]
          return [`${route.method} ${route.path}`, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit }]
        }),
    )
    // Settings of a route are refused before the route exists.
    for (const [, made] of added) stage.node.addDependency(...made)
  }

  private ownDomain(domain: NonNullable<Deployment['domain']>): DomainName {
    const name = new DomainName(this, 'Domain', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    })
    if (domain.hostedZone) {
      const { id, name: zoneName } = domain.hostedZone
      new ARecord(this, 'Record', {
        zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: id, zoneName }),
        recordName: domain.name,
        target: RecordTarget.fromAlias(
          new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId),
        ),
      })
    }
    return name
  }
}
