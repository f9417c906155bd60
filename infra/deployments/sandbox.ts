import type { DeploymentConfiguration } from '../configuration.ts'

/** A throw-away deployment, on the local AWS (`npm start`) or in an account to play with. */
export const configuration: DeploymentConfiguration = {
  stage: 'sandbox',
  vendor: {
    name: 'Example Vendor',
    supportEmail: 'support@vendor.example',
    emailDomains: ['vendor.example'],
  },
  sender: { address: 'lockbox@vendor.example', identity: 'create-address' },
  catalogue: [
    { id: 'database', name: 'Databases', covered: true },
    { id: 'files', name: 'File storage', covered: true },
    { id: 'assistant', name: 'AI assistant', covered: false, reason: 'The assistant keeps no customer data.' },
  ],
}
