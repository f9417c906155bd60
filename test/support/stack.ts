import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

export interface Resource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: properties of any type of resource, asserted on one by one.
  readonly Properties: any
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
}

/** The template of one of the example deployments. */
export interface Stack {
  readonly folder: string
  readonly templateFile: string
  readonly resources: Readonly<Record<string, Resource>>
  readonly outputs: Readonly<Record<string, unknown>>
  /** Resources of a type, by logical id. */
  readonly all: (type: string) => readonly (Resource & { readonly id: string })[]
  /** The one resource of a type whose logical id starts so. */
  readonly the: (type: string, start?: string) => Resource & { readonly id: string }
}

export const stages = ['sandbox', 'production'] as const
export type Stage = (typeof stages)[number]

export function stackOf(stage: Stage): Stack {
  const folder = inject('assemblies')[stage]
  const templateFile = join(folder, 'CustomerLockbox.template.json')
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as {
    Resources: Record<string, Resource>
    Outputs: Record<string, unknown>
  }
  const all = (type: string) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ id, ...resource }))
  return {
    folder,
    templateFile,
    resources: template.Resources,
    outputs: template.Outputs,
    all,
    the: (type, start = '') => {
      const found = all(type).filter(({ id }) => id.startsWith(start))
      const [one] = found
      if (!one || found.length > 1) throw new Error(`${found.length} resources ${type} start with "${start}"`)
      return one
    },
  }
}
