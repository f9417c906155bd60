import { Duration, Fn, Stack } from 'aws-cdk-lib'
import {
  AccountRecovery,
  type CfnUserPoolClient,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  type IUserPoolIdentityProvider,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito'
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import { cliRedirectUris, type SignInFacts, signedInPath } from '../functions/runtime/sign-in.ts'
import { acknowledge } from './acknowledge.ts'
import type { Deployment } from './configuration.ts'
import { addProviders } from './federation.ts'
import { invitationDays, invitationMail, sendAs } from './invitation-mail.ts'
import type { LockboxFunction } from './lockbox-function.ts'
import { isProduction, statefulRemoval } from './stage.ts'

export interface PeopleProps {
  readonly deployment: Deployment
  readonly preToken: LockboxFunction
  /** Part of the pool's sign-in host name. */
  readonly label: string
  readonly groups: readonly string[]
  /** What mails are sent with. */
  readonly configurationSet: ConfigurationSet
  /** Origin that sign-ins return to. */
  readonly publicUrl: string
  /** Customers belong to a tenant: an attribute that is set once and never changes. */
  readonly tenants: boolean
  /** Organisations that sign in with a provider of their own. @default - none */
  readonly federation?: Deployment['federation']
}

/** A user pool for one of the two kinds of people. Nobody signs up: administrators create users. */
export class People extends Construct {
  readonly pool: UserPool
  /** The admin centre's. */
  readonly client: UserPoolClient
  /** The command line's. */
  readonly cli: UserPoolClient
  readonly domain: UserPoolDomain
  private readonly providers: readonly IUserPoolIdentityProvider[]

  constructor(scope: Construct, id: string, props: PeopleProps) {
    super(scope, id)
    const { deployment, preToken, configurationSet, label, groups, publicUrl, tenants, federation = [] } = props
    this.pool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: isProduction(deployment) ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(invitationDays),
      },
      userInvitation: invitationMail(deployment, publicUrl, tenants),
      ...(tenants && { customAttributes: { tenant: new StringAttribute({ mutable: false, minLen: 1, maxLen: 40 }) } }),
      deletionProtection: isProduction(deployment),
      removalPolicy: statefulRemoval(deployment),
    })
    acknowledge(
      this.pool,
      'COG8',
      'Threat protection is what Plus adds; whoever wants it brings it, or an issuer of their own.',
    )
    if (!isProduction(deployment))
      acknowledge(
        this.pool,
        'COG2',
        'Tests of a sandbox sign in without a second factor; in production it is required.',
      )
    // The local AWS and the SES sandbox send to everybody only as Cognito itself.
    if (isProduction(deployment)) sendAs(this.pool, deployment, configurationSet)
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken, LambdaVersion.V2_0)
    for (const groupName of groups)
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: this.pool.userPoolId, groupName })

    this.providers = addProviders(this, this.pool, federation)
    this.client = this.publicClient('App', deployment, {
      callbackUrls: [`${publicUrl}${signedInPath}`],
      logoutUrls: [`${publicUrl}/`],
    })
    this.cli = this.publicClient('Cli', deployment, { callbackUrls: [...cliRedirectUris] })
    this.domain = this.pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: `lockbox-${label}-${uniquePart(this)}` },
    })
  }

  /** A client that cannot keep a secret: without one, and without the implicit flow, a code with PKCE is the only way in. */
  private publicClient(
    id: string,
    deployment: Deployment,
    urls: { readonly callbackUrls: string[]; readonly logoutUrls?: string[] },
  ): UserPoolClient {
    const client = new UserPoolClient(this, id, {
      userPool: this.pool,
      generateSecret: false,
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID], ...urls },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(30),
      idTokenValidity: Duration.minutes(30),
      refreshTokenValidity: Duration.hours(12),
      readAttributes: new ClientAttributes().withStandardAttributes({
        email: true,
        emailVerified: true,
        fullname: true,
      }),
      supportedIdentityProviders: [
        UserPoolClientIdentityProvider.COGNITO,
        ...this.providers.map(({ providerName }) => UserPoolClientIdentityProvider.custom(providerName)),
      ],
      // Without a list users could write all their attributes. `locale` is in no claim that anything is decided by.
      // What a provider says of a person is written through the client that they sign in to. No token of ours has the
      // scope that lets a person write themselves, and an address that is written is not verified any more.
      writeAttributes: new ClientAttributes().withStandardAttributes({
        locale: true,
        ...(this.providers.length > 0 && { email: true, fullname: true }),
      }),
    })
    client.node.addDependency(...this.providers)
    const raw = client.node.defaultChild as CfnUserPoolClient
    // Passwords are typed into the hosted page only; tests of a sandbox sign in with the administrator's right.
    raw.explicitAuthFlows = [
      'ALLOW_REFRESH_TOKEN_AUTH',
      ...(isProduction(deployment) ? [] : ['ALLOW_ADMIN_USER_PASSWORD_AUTH']),
    ]
    return client
  }

  /** What a public client has to know of the pool. */
  get signIn(): SignInFacts {
    return {
      issuer: this.issuer,
      clientId: this.client.userPoolClientId,
      cliClientId: this.cli.userPoolClientId,
      scope: 'openid',
      hosted: this.domain.baseUrl(),
    }
  }

  /** `iss` of the pool's tokens. */
  get issuer(): string {
    const { region, urlSuffix } = Stack.of(this)
    return `https://cognito-idp.${region}.${urlSuffix}/${this.pool.userPoolId}`
  }
}

/** The scopes of machine clients: `lockbox/requests`, `lockbox/check`. */
export function machineScopes(people: People): Readonly<Record<'requests' | 'check', OAuthScope>> {
  const requests = new ResourceServerScope({
    scopeName: 'requests',
    scopeDescription: 'Start, read, cancel and end access requests for the operators it names',
  })
  const check = new ResourceServerScope({
    scopeName: 'check',
    scopeDescription: 'Ask, as a data service, whether an operator may in',
  })
  const server = people.pool.addResourceServer('Lockbox', { identifier: 'lockbox', scopes: [requests, check] })
  return { requests: OAuthScope.resourceServer(server, requests), check: OAuthScope.resourceServer(server, check) }
}

/** The client of the vendor's support tooling: it names the operator it acts for. */
export class MachineClient extends UserPoolClient {
  constructor(
    scope: Construct,
    id: string,
    { people, scope: mayAsk }: { readonly people: People; readonly scope: OAuthScope },
  ) {
    super(scope, id, {
      userPool: people.pool,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: [mayAsk] },
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(60),
    })
    const raw = this.node.defaultChild as CfnUserPoolClient
    raw.explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH']
  }
}

/** Host names of sign-in pages are unique in a region: the end of the stack's own id makes them so. */
const uniquePart = (scope: Construct): string =>
  Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', Stack.of(scope).stackId))))
