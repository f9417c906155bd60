import * as v from 'valibot'
import { longestEmergency, mostEmergenciesPerDay } from '../functions/domain/emergency.ts'
import { isTenantId } from '../functions/domain/ids.ts'
import { parseDuration } from '../functions/domain/time.ts'
import { groups } from '../functions/identity/federation.ts'

const text = (what: string) =>
  v.pipe(
    v.string(`${what}: give a text`),
    v.trim(),
    v.nonEmpty(`${what}: must not be empty`),
    v.maxLength(200, `${what}: at most 200 characters`),
    v.regex(/^\P{Cc}*$/u, `${what}: no control characters`),
  )
const email = (what: string) =>
  v.pipe(text(what), v.email(`${what}: give an e-mail address like support@vendor.example`))
const domainName = (what: string) =>
  v.pipe(
    text(what),
    v.toLowerCase(),
    v.regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, `${what}: give a domain name like vendor.example`),
  )
const httpsUrl = (what: string) =>
  v.pipe(text(what), v.url(`${what}: give a URL`), v.startsWith('https://', `${what}: must start with https://`))
const localId = (what: string) => v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/, `${what}: 8 lower-case hex digits`))
const duration = (what: string, least: number, most: number, range: string) =>
  v.pipe(
    v.string(`${what}: give an ISO 8601 duration like P4D or PT8H`),
    v.transform((given) => parseDuration(given)),
    v.number(`${what}: give an ISO 8601 duration like P4D or PT8H, without months and years`),
    v.minValue(least, `${what}: must be ${range}`),
    v.maxValue(most, `${what}: must be ${range}`),
  )
/** A whole number from 1 to `most`; `of` says of what, in its messages. */
const upTo = (what: string, most: number, of = '') =>
  v.pipe(
    v.number(`${what}: give a number${of}`),
    v.integer(`${what}: give a whole number${of}`),
    v.minValue(1, `${what}: must be between 1 and ${most}`),
    v.maxValue(most, `${what}: must be between 1 and ${most}`),
  )
/** A sweep comes every five minutes: more often than in fifteen nobody is reminded. */
const reminder = (what: string) => duration(what, 900, 31_536_000, 'between PT15M and P365D')
const issuerFields = (what: string) =>
  ({
    issuer: httpsUrl(`${what}.issuer`),
    audiences: v.pipe(v.array(text(`${what}.audiences`)), v.minLength(1, `${what}.audiences: name at least one`)),
    clientId: v.optional(text(`${what}.clientId`)),
    cliClientId: v.optional(text(`${what}.cliClientId`)),
    scopes: v.optional(
      v.pipe(
        v.array(v.pipe(text(`${what}.scopes`), v.regex(/^\S+$/, `${what}.scopes: one scope each, without spaces`))),
        v.includes('openid', `${what}.scopes: "openid" must be among them`),
      ),
      ['openid'],
    ),
    origins: v.optional(
      v.array(
        v.pipe(
          httpsUrl(`${what}.origins`),
          v.check((url) => new URL(url).origin === url, `${what}.origins: origins only, without a path`),
        ),
      ),
      [],
    ),
  }) as const
const operatorIssuer = v.strictObject({
  ...issuerFields('issuers.operators'),
  services: v.optional(
    v.pipe(
      v.record(v.string(), text('issuers.operators.services')),
      v.check(
        (services) => new Set(Object.values(services)).size === Object.keys(services).length,
        'issuers.operators.services: a client of its own for each service: the check knows them by their clients',
      ),
    ),
    {},
  ),
})

const federated = v.pipe(
  v.strictObject({
    tenantId: v.pipe(v.string(), v.check(isTenantId, 'federation.tenantId: a-z, 0-9 and -, at most 40 characters')),
    name: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{1,30}[A-Za-z0-9]$/, 'federation.name: 3 to 32 letters, digits and dashes'),
      // Cognito's own names.
      v.regex(
        /^(?!(cognito|google|facebook|loginwithamazon|signinwithapple)$)/i,
        'federation.name: this name is taken by Cognito',
      ),
    ),
    oidc: v.optional(
      v.strictObject({
        issuer: httpsUrl('federation.oidc.issuer'),
        clientId: text('federation.oidc.clientId'),
        clientSecretName: v.pipe(
          text('federation.oidc.clientSecretName'),
          v.regex(/^[\w/+=.@-]+$/, 'federation.oidc.clientSecretName: the name of a secret in Secrets Manager'),
        ),
        scopes: v.optional(v.array(text('federation.oidc.scopes')), ['openid', 'email', 'profile']),
      }),
    ),
    saml: v.optional(v.strictObject({ metadataUrl: httpsUrl('federation.saml.metadataUrl') })),
    emailVerified: v.optional(v.boolean('federation.emailVerified: say true or false'), false),
    groups: v.optional(v.array(v.picklist(groups, `federation.groups: of ${groups.join(', ')}`))),
    attributes: v.optional(
      v.strictObject({
        email: v.optional(text('federation.attributes.email')),
        name: v.optional(text('federation.attributes.name')),
      }),
      {},
    ),
  }),
  v.check(({ oidc, saml }) => (oidc === undefined) !== (saml === undefined), 'federation: give either oidc or saml'),
)

const ledgerKeys = (what: string) =>
  v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,15}$/, `${what}: names like k1`)),
          validFrom: v.optional(keyTime(`${what}.validFrom`)),
          validUntil: v.optional(keyTime(`${what}.validUntil`)),
        }),
      ),
      v.minLength(1, `${what}: name at least one`),
      v.maxLength(6, `${what}: at most six`),
      v.check((keys) => new Set(keys.map(({ name }) => name)).size === keys.length, `${what}: every name once`),
      v.check((keys) => keys[0]?.validUntil === undefined, `${what}: the newest one stays, so it has no validUntil`),
      v.check(
        (keys) => keys.every(({ validFrom }, i) => validFrom !== undefined || i === keys.length - 1),
        `${what}: newest first, and each but the oldest needs a validFrom, three days after it is deployed`,
      ),
      v.check(
        (keys) => isDescending(keys.flatMap(({ validFrom = [] }) => validFrom)),
        `${what}: newest first, so each validFrom is later than that of the next one`,
      ),
      v.check(
        (keys) => keys.every(({ validUntil }, i) => !validUntil || validUntil >= (keys[i - 1]?.validFrom ?? '')),
        `${what}: a key ends when the newer one begins, or later`,
      ),
    ),
    [{ name: 'k1' }],
  )

const isDescending = (times: readonly string[]): boolean =>
  times.every((time, i) => i === 0 || time < (times[i - 1] ?? ''))

const keyTime = (what: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?Z$/, `${what}: a time in UTC like 2026-11-26T00:00:00Z`),
    v.check((time) => !Number.isNaN(Date.parse(time)), `${what}: a time in UTC like 2026-11-26T00:00:00Z`),
    v.transform((time) => new Date(time).toISOString()),
  )

/** What follows the `@` of an address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logLengths = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** The form of a configuration, its defaults, and what it may not say. */
export const configurationSchema = v.pipe(
  v.strictObject({
    stackName: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'stackName: letters, digits and dashes, a letter first'),
      ),
      'CustomerLockbox',
    ),
    stage: v.picklist(['sandbox', 'production'], 'stage: say "sandbox" or "production"'),
    vendor: v.strictObject({
      name: text('vendor.name'),
      logoUrl: v.optional(httpsUrl('vendor.logoUrl')),
      supportEmail: email('vendor.supportEmail'),
      emailDomains: v.pipe(
        v.array(domainName('vendor.emailDomains')),
        v.minLength(1, "vendor.emailDomains: name at least the domain of your operators' addresses"),
      ),
    }),
    sender: v.pipe(
      v.strictObject({
        address: email('sender.address'),
        identity: v.picklist(
          ['existing', 'create-domain', 'create-address'],
          'sender.identity: say "existing", "create-domain" or "create-address"',
        ),
        identityName: v.optional(domainName('sender.identityName')),
      }),
      v.check(
        (sender) => !sender.identityName || sender.identity === 'existing',
        'sender.identityName: only for an existing identity; remove it',
      ),
      v.check(
        ({ address, identityName }) => !identityName || `.${domainOf(address)}`.endsWith(`.${identityName}`),
        'sender.identityName: give the domain of sender.address, or one that it is below',
      ),
    ),
    domain: v.optional(
      v.strictObject({
        name: domainName('domain.name'),
        certificateArn: v.pipe(
          v.string(),
          v.regex(
            /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/.+$/,
            'domain.certificateArn: give the ARN of an ACM certificate',
          ),
        ),
        hostedZone: v.optional(
          v.strictObject({ id: text('domain.hostedZone.id'), name: domainName('domain.hostedZone.name') }),
        ),
      }),
    ),
    publicUrl: v.optional(
      v.pipe(text('publicUrl'), v.regex(/^https?:\/\/[^/?#]+$/, 'publicUrl: an origin only, without a path')),
    ),
    issuers: v.optional(
      v.strictObject({
        operators: v.optional(operatorIssuer),
        customers: v.optional(v.strictObject(issuerFields('issuers.customers'))),
      }),
      {},
    ),
    federation: v.optional(
      v.pipe(
        v.array(federated),
        v.check(
          (all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length,
          'federation: every name once',
        ),
      ),
      [],
    ),
    catalogue: v.pipe(
      v.array(
        v.strictObject({
          id: v.pipe(
            v.string(),
            v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'catalogue: an id has 1 to 64 letters, digits, _ or -'),
          ),
          name: text('catalogue: name'),
          covered: v.boolean('catalogue: say whether lockbox covers the service (covered: true or false)'),
          reason: v.optional(text('catalogue: reason')),
          awsRoleArn: v.optional(
            v.pipe(
              v.string(),
              v.regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'catalogue: awsRoleArn is the ARN of an IAM role'),
            ),
          ),
        }),
      ),
      v.minLength(1, 'catalogue: name at least one service'),
      v.check((services) => new Set(services.map((s) => s.id)).size === services.length, 'catalogue: every id once'),
      v.check(
        (services) => services.every((s) => s.covered || s.reason),
        'catalogue: a service that is not covered needs a reason: it is shown to operators and recorded',
      ),
    ),
    approvalWindow: v.optional(duration('approvalWindow', 5, 31_536_000, 'between PT5S and P365D'), 'P4D'),
    accessPeriod: v.optional(duration('accessPeriod', 5, 2_592_000, 'between PT5S and P30D'), 'PT8H'),
    emergencyAccess: v.optional(
      v.strictObject({
        period: v.optional(duration('emergencyAccess.period', 60, longestEmergency, 'between PT1M and PT4H'), 'PT4H'),
        perDay: v.optional(upTo('emergencyAccess.perDay', mostEmergenciesPerDay), mostEmergenciesPerDay),
      }),
      {},
    ),
    reminders: v.optional(
      v.strictObject({
        first: v.optional(reminder('reminders.first'), 'PT4H'),
        every: v.optional(reminder('reminders.every'), 'P1D'),
        beforeEnd: v.optional(reminder('reminders.beforeEnd'), 'PT4H'),
      }),
      {},
    ),
    retention: v.optional(
      v.strictObject({
        logDays: v.optional(v.picklist(logLengths, `retention.logDays: one of ${logLengths.join(', ')}`)),
      }),
      {},
    ),
    alarmEmail: v.optional(email('alarmEmail')),
    accessKeys: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,15}$/, 'accessKeys: names like k1'))),
        v.minLength(1, 'accessKeys: name at least one'),
        v.maxLength(3, 'accessKeys: at most three: the one that signs, the one before and the one after'),
        v.check((names) => new Set(names).size === names.length, 'accessKeys: every name once'),
      ),
      ['k1'],
    ),
    ledgerKeys: v.optional(
      v.strictObject({
        checkpoint: ledgerKeys('ledgerKeys.checkpoint'),
        receipt: ledgerKeys('ledgerKeys.receipt'),
      }),
      {},
    ),
    proofs: v.optional(
      v.strictObject({
        bucketName: v.optional(
          v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'proofs.bucketName: the name of a bucket')),
        ),
        lockDays: v.optional(upTo('proofs.lockDays', 36_500, ' of days')),
        every: v.optional(duration('proofs.every', 300, 86_400, 'between PT5M and P1D'), 'PT1H'),
      }),
      {},
    ),
    exports: v.optional(
      v.strictObject({
        days: v.optional(upTo('exports.days', 365, ' of days'), 7),
      }),
      {},
    ),
    sample: v.optional(v.strictObject({ service: text('sample.service'), apiId: v.optional(localId('sample.apiId')) })),
    apiId: v.optional(localId('apiId')),
  }),
  v.check(
    (c) => c.stage === 'sandbox' || (!c.publicUrl && !c.apiId),
    'publicUrl and apiId are for a local sandbox: remove them, and set domain instead',
  ),
  v.check(
    ({ sample, catalogue }) => !sample || catalogue.some(({ id }) => id === sample.service),
    'sample.service: names a service of the catalogue',
  ),
  v.check(
    ({ sample, issuers }) => !sample || !issuers.operators,
    "sample: only with the stack's own operators, whose pool has the client that it asks the check with",
  ),
  v.check(
    ({ sample, stage }) => !sample || stage === 'sandbox',
    "sample: for a sandbox only: it shows made-up customers, and is nobody's data service",
  ),
  v.check(
    ({ issuers: { operators, customers } }) => !operators || !customers || operators.issuer !== customers.issuer,
    'issuers: operators and customers must never have the same issuer',
  ),
  v.check(
    ({ issuers: { customers }, federation }) => !customers || federation.length === 0,
    "federation: only in the stack's own pool; an issuer of your own does its own federation",
  ),
  v.check(
    ({ issuers: { operators }, catalogue }) =>
      Object.keys(operators?.services ?? {}).every((service) => catalogue.some(({ id }) => id === service)),
    'issuers.operators.services: names a service that is not in the catalogue',
  ),
)
