import type { DeploymentConfiguration } from '../configuration.ts'

/** Copy this file, give it your own values, and deploy with `LOCKBOX_DEPLOYMENT=<its name>`. */
export const configuration: DeploymentConfiguration = {
  stage: 'production',
  vendor: {
    name: 'Example Vendor',
    logoUrl: 'https://www.vendor.example/logo.png',
    supportEmail: 'support@vendor.example',
    emailDomains: ['vendor.example', 'vendor-contractors.example'],
  },
  sender: { address: 'lockbox@vendor.example', identity: 'existing' },
  domain: {
    name: 'lockbox.vendor.example',
    certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
  },
  catalogue: [
    { id: 'database', name: 'Databases', covered: true },
    { id: 'files', name: 'File storage', covered: true },
    { id: 'assistant', name: 'AI assistant', covered: false, reason: 'The assistant keeps no customer data.' },
  ],
  retention: { logDays: 365 },
  alarmEmail: 'oncall@vendor.example',
}
