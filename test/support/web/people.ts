/** Somebody who signs in to the fake site: chosen by the cookie `person`, else the first of the side. */
export interface FakePerson {
  readonly side: 'customers' | 'operators'
  readonly name: string
  readonly email: string
  readonly groups: readonly string[]
  readonly tenant?: string
}

const customer = (tenant: string, name: string, email: string, ...groups: string[]): FakePerson => ({
  side: 'customers',
  tenant,
  name,
  email,
  groups,
})
const operator = (name: string, email: string, ...groups: string[]): FakePerson => ({
  side: 'operators',
  name,
  email,
  groups,
})

export const fakePeople = {
  anna: customer('acme-bank', 'Anna Keller', 'anna.keller@acme-bank.example', 'approver', 'auditor'),
  bruno: customer('acme-bank', 'Bruno Frei', 'bruno.frei@acme-bank.example', 'approver', 'auditor'),
  amir: customer('acme-bank', 'Amir Auditor', 'amir.auditor@acme-bank.example', 'auditor'),
  // Not on the list of approvers, whatever the group says.
  stranger: customer('acme-bank', 'Sven Fremd', 'sven.fremd@acme-bank.example', 'approver'),
  // The only approver of a customer where nothing has happened yet, and not confirmed.
  nora: customer('north-clinic', 'Nora Lind', 'nora.lind@north-clinic.example', 'approver', 'auditor'),
  olivia: operator('Olivia Meier', 'olivia.meier@vendor.example', 'operator'),
  bea: operator('Bea Brand', 'bea.brand@vendor.example', 'operator', 'breakglass'),
  vera: operator('Vera Adams', 'vera.adams@vendor.example', 'vendor-admin'),
} as const satisfies Record<string, FakePerson>
export type FakeName = keyof typeof fakePeople
