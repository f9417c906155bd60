import { localAws } from './environment.ts'
import type { Target } from './target.ts'

/** Where SDK clients of the sandbox's tools and tests go: the local AWS with its root key, or the real one. */
export const clientConfig = (target: Pick<Target, 'region' | 'endpoint'>) =>
  target.endpoint
    ? {
        region: target.region,
        endpoint: target.endpoint,
        credentials: { accessKeyId: localAws.accessKeyId, secretAccessKey: localAws.secretAccessKey },
      }
    : { region: target.region }
