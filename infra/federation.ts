import { SecretValue } from 'aws-cdk-lib'
import {
  type IUserPoolIdentityProvider,
  ProviderAttribute,
  type UserPool,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import type { Deployment } from './configuration.ts'

type FederatedCustomer = Deployment['federation'][number]

/** The usual names of SAML's claims. */
const samlClaims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

/** A provider of the pool for each organisation that signs in with its own. */
export const addProviders = (
  scope: Construct,
  userPool: UserPool,
  federation: readonly FederatedCustomer[],
): readonly IUserPoolIdentityProvider[] => federation.map((customer) => providerOf(scope, userPool, customer))

function providerOf(scope: Construct, userPool: UserPool, customer: FederatedCustomer): IUserPoolIdentityProvider {
  const { name, oidc, saml, attributes } = customer
  const id = `Provider-${name}`
  const mapped = (email: string, fullname: string) => ({
    // The tenant is never mapped: it is the deployment's to say, by the provider's name.
    attributeMapping: {
      email: ProviderAttribute.other(attributes.email ?? email),
      fullname: ProviderAttribute.other(attributes.name ?? fullname),
    },
  })
  if (oidc)
    return new UserPoolIdentityProviderOidc(scope, id, {
      userPool,
      name,
      issuerUrl: oidc.issuer,
      clientId: oidc.clientId,
      // As a dynamic reference: the template names the secret and does not hold it.
      clientSecret: SecretValue.secretsManager(oidc.clientSecretName).unsafeUnwrap(),
      scopes: oidc.scopes,
      ...mapped('email', 'name'),
    })
  if (saml)
    return new UserPoolIdentityProviderSaml(scope, id, {
      userPool,
      name,
      metadata: UserPoolIdentityProviderSamlMetadata.url(saml.metadataUrl),
      ...mapped(`${samlClaims}/emailaddress`, `${samlClaims}/name`),
    })
  throw new Error(`federation: ${name} has neither oidc nor saml`)
}
