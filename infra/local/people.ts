import { randomBytes } from 'node:crypto'
import type { Person, SeededTenant, Who } from './target.ts'

type Described = Omit<Person, 'who' | 'password'>

const operator = (name: string, email: string, ...groups: string[]): Described => ({
  name,
  email,
  pool: 'operators',
  groups,
})
const customer = (tenantId: string, name: string, email: string, ...groups: string[]): Described => ({
  name,
  email,
  pool: 'customers',
  groups,
  tenantId,
})

/** Everybody who can sign in to a sandbox: at least one person of every group. */
const described: Readonly<Record<Who, Described>> = {
  operator: operator('Olivia Meier', 'olivia.meier@vendor.example', 'operator'),
  operator2: operator('Oscar Novak', 'oscar.novak@vendor.example', 'operator'),
  breakglass: operator('Bea Glass', 'bea.glass@vendor.example', 'breakglass'),
  'vendor-admin': operator('Vera Adams', 'vera.adams@vendor.example', 'vendor-admin'),
  'vendor-auditor': operator('Victor Auden', 'victor.auden@vendor.example', 'vendor-auditor'),
  // A contractor who supports the clinic and administers it too: nobody decides their own request.
  'operator-approver': operator('Chris Contractor', 'chris@contractor.example', 'operator'),
  approver: customer('acme-bank', 'Anna Keller', 'anna.keller@acme-bank.example', 'approver', 'auditor'),
  approver2: customer('acme-bank', 'Bruno Frei', 'bruno.frei@acme-bank.example', 'approver'),
  approver3: customer('acme-bank', 'Céline Rossi', 'celine.rossi@acme-bank.example', 'approver', 'auditor'),
  auditor: customer('acme-bank', 'Amir Auditor', 'amir.auditor@acme-bank.example', 'auditor'),
  'clinic-approver': customer('north-clinic', 'Nora Lind', 'nora.lind@north-clinic.example', 'approver', 'auditor'),
  'clinic-auditor': customer('north-clinic', 'Nils Berg', 'nils.berg@north-clinic.example', 'auditor'),
}

/** The tenants of a sandbox. The first approver is named by the vendor, the others by the customer. */
export const tenants: readonly SeededTenant[] = [
  {
    id: 'acme-bank',
    name: 'Acme Bank',
    timeZone: 'Europe/Zurich',
    environments: [
      { id: 'production', name: 'Production', managed: true },
      { id: 'staging', name: 'Staging', managed: true },
      { id: 'sandbox', name: 'Sandbox', managed: false },
    ],
    approvers: ['approver', 'approver2', 'approver3'],
  },
  {
    id: 'north-clinic',
    name: 'North Clinic',
    timeZone: 'Europe/Oslo',
    environments: [
      { id: 'patients', name: 'Patient records', managed: true },
      { id: 'training', name: 'Training', managed: false },
    ],
    approvers: ['clinic-approver', 'operator-approver'],
  },
]

/** A password that meets the pools' policy; 96 random bits. */
export const newPassword = (): string => `Lb1-${randomBytes(12).toString('base64url')}`

/** The people with passwords of this start's own. */
export const newPeople = (): Readonly<Record<Who, Person>> =>
  Object.fromEntries(
    Object.entries(described).map(([who, person]) => [who, { who, ...person, password: newPassword() }]),
  ) as Record<Who, Person>
