import getPort from 'get-port'

export const loopback = '127.0.0.1'

/** A free port on loopback: the preferred one unless it is taken. */
export const freePort = (preferred?: number): Promise<number> =>
  getPort({ host: loopback, ...(preferred !== undefined && { port: preferred }) })
